"""Pictures of every screen: phone and desktop, light and dark, into var/screenshots."""

"""A partner for sign-in tests: django-allauth's own identity provider, as a second server of its own."""

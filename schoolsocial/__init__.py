"""The roof: settings, addresses, the worker, the home page."""

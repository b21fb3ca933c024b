"""Enumerations and tables of signing in."""

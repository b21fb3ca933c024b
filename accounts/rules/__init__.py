"""Decisions about signing in. Nothing here reads or writes the database."""

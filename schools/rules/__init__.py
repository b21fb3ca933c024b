"""Decisions about settings and days. Nothing here reads or writes the database."""

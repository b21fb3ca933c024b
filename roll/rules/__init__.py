"""Decisions about lists and classes. Nothing here reads or writes the database."""

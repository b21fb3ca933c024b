"""Decisions about people. Nothing here reads or writes the database."""

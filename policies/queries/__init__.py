"""Reads about policies."""

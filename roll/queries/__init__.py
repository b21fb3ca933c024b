"""Reads about imports, exports and the roll-over."""

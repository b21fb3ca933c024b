"""Writes about signing in: keyword-only, one unit of work each."""

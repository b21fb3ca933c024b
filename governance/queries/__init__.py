"""Reads for governors."""

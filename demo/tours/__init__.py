"""Screens of the tour, one subject a file. Each gives a list of screens for the demo's first school."""

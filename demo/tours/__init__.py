"""Stops of the tour, one subject a file. Each gives a list of stops for the demo's first school."""

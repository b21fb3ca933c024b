"""Reads about reports and cases. Whatever a person is shown starts at :func:`visible_to`."""

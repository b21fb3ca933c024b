"""Reads about schools. Every function that asks about a day takes ``on``; without it the day is the school's today."""

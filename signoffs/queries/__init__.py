"""Reads about sign-offs. Who still has to sign is derived each time, as at the school's today."""

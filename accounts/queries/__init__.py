"""Reads about signing in: who must show what, where an account is signed in, and which addresses open nothing."""

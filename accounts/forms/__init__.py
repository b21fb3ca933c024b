"""Clean input for signing in, one subject a file."""

"""Clean input for the pages of people, one subject a file."""

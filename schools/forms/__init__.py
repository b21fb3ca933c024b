"""Clean input for the pages of schools, one subject a file."""

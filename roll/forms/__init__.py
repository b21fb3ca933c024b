"""Clean input for the pages of lists and of September."""

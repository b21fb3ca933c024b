"""Pages of lists in and out, and of September."""

"""Forms of reporters, of staff who report, and of those who hold cases."""

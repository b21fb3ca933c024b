"""Messages: what is queued, how it is worded, and what the office sees."""

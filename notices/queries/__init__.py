"""Reads of the outbox: for the office, for the health page, and for whoever shows a reminder that failed."""

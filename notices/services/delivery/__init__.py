"""Delivery: lease what is due, leave out what must not go, write it, send it, record the result."""

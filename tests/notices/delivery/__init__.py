"""Delivery: leases, digests, quiet hours, bounces, mail services."""

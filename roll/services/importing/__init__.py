"""Bringing lists of people in: read, looked over, approved, applied in one transaction, taken back within a day."""

"""Writes of sign-offs: rounds, signatures, questions and reminders."""

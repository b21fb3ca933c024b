"""Reminder schedules, clocks and scheduled runs."""

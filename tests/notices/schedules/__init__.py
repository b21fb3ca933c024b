"""Reminder schedules, deadlines and scheduled runs."""

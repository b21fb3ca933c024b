"""Writes of the outbox.

Queue and stop messages, deliver them, make and resolve private links, claim steps of a reminder.
"""

"""Reads of the outbox: for the office, for the health page, and for whoever shows a reminder that failed."""

from notices.queries.causes import CHECK_ADDRESS, address_failed, cause_of
from notices.queries.health import health, is_mail_tested, last_run, last_runs, reminder_tasks
from notices.queries.outbox import STUCK_AFTER, complaint_for_office, for_office, outbox, todo_for
from notices.queries.plain import claimed, mail_kinds, writing_hours
from notices.queries.reminders import Reminders, reminders

__all__ = [
    "CHECK_ADDRESS",
    "STUCK_AFTER",
    "Reminders",
    "address_failed",
    "cause_of",
    "claimed",
    "complaint_for_office",
    "for_office",
    "health",
    "is_mail_tested",
    "last_run",
    "last_runs",
    "mail_kinds",
    "outbox",
    "reminder_tasks",
    "reminders",
    "todo_for",
    "writing_hours",
]

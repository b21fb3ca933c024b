"""The task that beat starts."""

from celery import shared_task

from signoffs.services import reminders


@shared_task(name="signoffs.reminder_run")
def reminder_run() -> int:
    """Remind whoever is still to sign; returns how many people."""
    return reminders.reminder_run()

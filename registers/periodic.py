"""The scheduled tasks of the register."""

from celery import shared_task

from registers.services import reminders


@shared_task(name="registers.reminder_run")
def reminder_run() -> int:
    """Remind of decisions and yearly answers; safe to run at any time, in any number."""
    return reminders.remind()

"""What the clock starts for the register."""

from celery import shared_task

from registers.services import reminding


@shared_task(name="registers.reminder_run")
def reminder_run() -> int:
    """Remind of decisions and yearly answers; safe to run at any time, in any number."""
    return reminding.remind()

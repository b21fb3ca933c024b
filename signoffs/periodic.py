"""What the clock starts."""

from celery import shared_task

from signoffs.services import tick


@shared_task(name="signoffs.reminder_tick")
def reminder_tick() -> int:
    """Remind whoever is still to sign; returns how many people."""
    return tick.reminder_tick()

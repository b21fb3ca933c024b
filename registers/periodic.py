"""What the clock starts for the register."""

from celery import shared_task

from registers import services


@shared_task(name="registers.reminder_tick")
def reminder_tick() -> int:
    """Remind of decisions and yearly answers; safe to run at any time, in any number."""
    return services.remind()

"""What a worker runs for people."""

from celery import shared_task

from people import services
from people.services import importing


@shared_task(name="people.nightly")
def nightly() -> int:
    """Let every school's calendar reach three years ahead, and destroy forms that nobody came back for and old files.

    Returns how many calendars changed.
    """
    importing.forget_old()
    services.drop_old_kept()
    services.expire_resets()
    return services.extend_calendars()


@shared_task(name="people.import_tick")
def import_tick() -> int:
    """Read, apply or take back the lists that wait; returns how many moved on."""
    return importing.work_off()

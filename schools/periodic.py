"""What a worker runs for schools."""

from celery import shared_task

from schools.services import calendar


@shared_task(name="schools.nightly")
def nightly() -> int:
    """Let every school's calendar reach three years ahead; returns how many calendars changed."""
    return calendar.extend_calendars()

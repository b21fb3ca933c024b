"""What a worker runs for people."""

from celery import shared_task

from people import services


@shared_task(name="people.nightly")
def nightly() -> int:
    """Let every school's calendar reach three years ahead; returns how many schools changed."""
    return services.extend_calendars()

"""What a worker runs for people."""

from celery import shared_task

from people import services


@shared_task(name="people.nightly")
def nightly() -> int:
    """Let every school's calendar reach three years ahead, and destroy forms that nobody came back for.

    Returns how many calendars changed.
    """
    services.drop_old_kept()
    services.expire_resets()
    return services.extend_calendars()

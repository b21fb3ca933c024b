"""What a worker runs for people."""

from celery import shared_task

from people.services import calendar, resets, sign_in


@shared_task(name="people.nightly")
def nightly() -> int:
    """Let every school's calendar reach three years ahead, and destroy forms that nobody came back for.

    Returns how many calendars changed.
    """
    sign_in.drop_old_kept()
    resets.expire_resets()
    return calendar.extend_calendars()

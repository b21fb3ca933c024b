"""The task that beat starts."""

from celery import shared_task

from governance import services


@shared_task(name="governance.weekly_run")
def weekly_run() -> int:
    """Send the weekly notes that are due; safe to run at any time, in any number."""
    return services.weekly_notes()

"""What the clock starts for incidents."""

from celery import shared_task

from incidents.services import alerts, drafts


@shared_task(name="incidents.first_look_run")
def first_look_run() -> int:
    """Each minute: remove sittings whose hour is over, and tell the next in line of what nobody has opened."""
    drafts.sweep()
    return alerts.scheduled_run()

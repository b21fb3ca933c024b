"""What the clock starts for incidents."""

from celery import shared_task

from incidents.services import alerts, drafts


@shared_task(name="incidents.first_look_tick")
def first_look_tick() -> int:
    """Each minute: remove sittings whose hour is over, and tell the next in line of what nobody has opened."""
    drafts.sweep()
    return alerts.tick()

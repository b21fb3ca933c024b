"""Heartbeats: when each scheduled task last ran to its end."""

import datetime as dt

from core import clock
from notices.models import Heartbeat


def record_heartbeat(*, name: str, trouble: str = "", now: dt.datetime | None = None) -> None:
    """Note that ``name`` has just run; ``trouble`` is a short code when it could not do its work."""
    at = now or clock.now()
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=at, trouble=trouble[:80])],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at", "trouble"],
    )

"""Scheduled runs go from school to school: one that fails is left until the next run and holds up no other.

The heartbeat of each says when it last ran to its end.
"""

import datetime as dt
import functools
import logging
from collections.abc import Callable, Iterable

from django.db import connection

from core import clock
from core.error_report import where
from notices.models import Heartbeat
from schools.models.schools import School

log = logging.getLogger("portal.notices")


def for_each_school(schools: Iterable[School], work: Callable[[School], int]) -> int:
    """Do ``work`` for each school and return the sum of what it returned; a failure is logged with the school's key."""
    return sum(isolated(school, functools.partial(work, school)) for school in schools)


def isolated(school: School, work: Callable[[], int]) -> int:
    """Return what ``work`` for something at a school returned; 0 when it failed, which is logged with the school's key.

    For what must not wait for anything else: one case, one cover.
    """
    try:
        return work()
    except Exception as problem:  # one school of many
        log.error("Reminders of school %s stopped; the next scheduled run makes them up: %s", school.pk, where(problem))
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        return 0


def record_heartbeat(*, name: str, trouble: str = "", now: dt.datetime | None = None) -> None:
    """Note that ``name`` has just run; ``trouble`` is a short code when it could not do its work."""
    at = now or clock.now()
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=at, trouble=trouble[:80])],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at", "trouble"],
    )

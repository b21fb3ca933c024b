"""Ticks go from school to school: one that fails is left until the next tick and holds up no other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from django.db import connection

from people.models import School

log = logging.getLogger("portal.notices")


def each_school(schools: Iterable[School], work: Callable[[School], int]) -> int:
    """Do ``work`` for each school and return the sum of what it returned; a failure is logged with the school's key."""
    done = 0
    for school in schools:
        try:
            done += work(school)
        except Exception:
            log.exception("Reminders of school %s stopped; the next tick makes them up", school.pk)
            connection.close_if_unusable_or_obsolete()
    return done

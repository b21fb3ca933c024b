"""Quiet hours, kept where everything passes: what may wait is put off to the hour at which its school opens.

Kept at delivery and not where messages are queued, so that a mail server that comes back at ten at night, a retry and
a decision made late all wait for the school's own hours.
"""

import datetime as dt
import logging
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from core.contributions.messages import kind_names
from core.errors import OutsideCalendar
from notices.models import Notice
from notices.states.outbox import State
from schools.models.schools import School
from schools.queries import calendar

log = logging.getLogger("portal.notices")

FAR = dt.timedelta(minutes=15)


def expired(now: dt.datetime) -> Q:
    """Match what a worker took and has not answered for a whole lease: it was killed, or hangs.

    A lease that ends far ahead was given before the clock jumped back; nobody waits for that hour to come again.
    """
    return Q(state=State.SENDING) & (Q(leased_until__lte=now) | Q(leased_until__gt=now + FAR))


def due(now: dt.datetime) -> Q:
    """Match what is to be sent: its moment has come, or a worker let it fall."""
    return Q(state=State.WAITING, next_try_at__lte=now) | expired(now)


class QuietHours:
    """The opening hours of the schools met in one run; each school is asked once."""

    def __init__(self) -> None:
        self._known: dict[UUID, dt.datetime] = {}

    def opens(self, school: School, now: dt.datetime) -> dt.datetime:
        """Return when a school may be written to: ``now`` or earlier when it may be at once."""
        if school.pk not in self._known:
            try:
                self._known[school.pk] = calendar.opens_next(school, now)
            except OutsideCalendar:
                # Nobody knows its hours. A message that comes late at night is better than one that never comes.
                log.warning("A school has no calendar for today: its messages go out at once")
                self._known[school.pk] = now
        return self._known[school.pk]

    def hold_until_open(self, now: dt.datetime) -> None:
        """Put off what is due at closed schools until they open. One query, and few for each school met."""
        rows = Notice.objects.across_schools("the worker keeps every school's hours").filter(due(now))
        waiting = rows.exclude(kind__in=kind_names(lambda kind: kind.at_once))
        for school in School.objects.filter(Exists(waiting.filter(school=OuterRef("pk")))):
            opens = self.opens(school, now)
            if opens > now:
                with transaction.atomic():
                    # SKIP LOCKED: two workers who put off the same rows never wait for each other in a ring.
                    mine = waiting.filter(school=school).select_for_update(skip_locked=True).values("pk")
                    Notice.objects.for_school(school).filter(pk__in=mine).update(
                        state=State.WAITING, leased_until=None, next_try_at=opens
                    )

"""Who has done something since: higher floors say so without this one knowing of them.

An app whose records would lose their person when an import is taken back (a signature, a declaration, a case) registers
a trace in ``AppConfig.ready``. People with a trace stay as they are.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core import clock
from people.models import Duty, Person, School

Trace = Callable[[School, Collection[UUID], datetime.datetime], Iterable[UUID]]
"""(school, ids of people, since) -> those of them who have done something since then."""

_TRACES: dict[str, tuple[Any, Trace]] = {}


def register_trace(name: str, words: Any, trace: Trace) -> None:
    """Make a trace known; ``words`` says on the screen what they have done ("has signed"). The same name replaces."""
    _TRACES[name] = (words, trace)


def acted_since(school: School, persons: Collection[UUID], since: datetime.datetime) -> dict[UUID, str]:
    """Return ``{person: what they have done}`` of those who have done something since. One query a trace."""
    found: dict[UUID, list[str]] = {}
    for words, trace in _TRACES.values():
        for person in set(trace(school, persons, since)):
            found.setdefault(person, []).append(str(words))
    return {person: ", ".join(told) for person, told in found.items()}


def _signed_in(school: School, persons: Collection[UUID], since: datetime.datetime) -> Iterable[UUID]:
    sessions = UserSession.objects.filter(user=OuterRef("user"))
    # Who has signed out has no session any more; the day is still known.
    day = clock.day_of(since, school.timezone)
    seen = Exists(sessions.filter(last_seen_at__gte=since)) | (~Exists(sessions) & Q(user__signed_in_on__gte=day))
    rows: Iterable[UUID] = Person.objects.filter(seen, pk__in=persons, user__isnull=False).values_list("pk", flat=True)
    return rows


def _has_duty(school: School, persons: Collection[UUID], since: datetime.datetime) -> Iterable[UUID]:
    rows = Duty.objects.for_school(school).filter(person__in=persons, from_date__gte=since.date())
    held: Iterable[UUID] = rows.values_list("person_id", flat=True)
    return held


register_trace("people.signed_in", _("has signed in"), _signed_in)
register_trace("people.duty", _("has a duty"), _has_duty)

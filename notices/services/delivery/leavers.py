"""Whoever has left the school is not written to any more, whatever was queued for them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from core.clock import day_of
from core.contributions.messages import is_kind, kind_names
from core.db.transactions import unit_of_work
from notices.models import Notice
from notices.services.outbox import UNSENT, forget_addresses
from notices.states.outbox import OUTBOX, State, StopReason
from people.models.persons import Person
from people.queries import directory
from schools.models.schools import School


@unit_of_work()
def stop_for_leaver(*, person: Person, school: School, now: dt.datetime) -> int:
    """Stop what waits for somebody who has left the school by ``now``, but for what goes at once; returns how many."""
    if directory.still_here([person], school, day_of(now, school.timezone)):
        return 0
    rows = Notice.objects.for_school(school).filter(person=person, state__in=OUTBOX.find("cancel").sources)
    waiting = rows.exclude(kind__in=kind_names(lambda kind: kind.at_once)).order_by("pk")
    ids = list(waiting.select_for_update().values_list("pk", flat=True))
    stopped: int = (
        Notice.objects.for_school(school)
        .filter(pk__in=ids)
        .update(state=State.CANCELLED, stop_reason=StopReason.LEFT, leased_until=None, **UNSENT)
    )
    forget_addresses(ids)
    return stopped


def leavers_among(notices: Iterable[Notice], now: dt.datetime) -> list[Notice]:
    """Return the notices to people who had left their school by ``now``. One query a school.

    What goes at once is never among them: an alert that nobody reads is worse than one too many.
    """
    by_school: dict[School, list[Notice]] = defaultdict(list)
    for notice in notices:
        if notice.person_id is not None and not is_kind(notice.kind, lambda kind: kind.at_once):
            by_school[notice.school].append(notice)
    gone: list[Notice] = []
    for school, mine in by_school.items():
        persons = {notice.person_id for notice in mine if notice.person_id}
        here = directory.still_here(persons, school, day_of(now, school.timezone))
        gone += [notice for notice in mine if notice.person_id not in here]
    return gone

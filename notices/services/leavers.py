"""Who has left the school is not written to any more, whatever was queued for them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from core.contributions.messages import is_kind, kind_names
from core.db.transactions import unit_of_work
from notices.models import Notice
from notices.services.outbox import UNSENT, forget_addresses
from notices.services.taking import Bundle
from notices.states.life import OUTBOX, State, Stop
from people.queries import directory


def _day(school: Any, now: dt.datetime) -> dt.date:
    return now.astimezone(ZoneInfo(school.timezone)).date()


@unit_of_work()
def stop_for_leaver(*, person: Any, school: Any, now: dt.datetime) -> int:
    """Stop what waits for somebody who has left the school by ``now``, but for what goes at once; returns how many."""
    if directory.still_here([person], school, _day(school, now)):
        return 0
    rows = Notice.objects.for_school(school).filter(person=person, state__in=OUTBOX.find("cancel").sources)
    ids = list(
        rows.exclude(kind__in=kind_names(lambda kind: kind.at_once))
        .order_by("pk")
        .select_for_update()
        .values_list("pk", flat=True)
    )
    stopped: int = (
        Notice.objects.for_school(school)
        .filter(pk__in=ids)
        .update(state=State.CANCELLED, stop_reason=Stop.LEFT, leased_until=None, **UNSENT)
    )
    forget_addresses(ids)
    return stopped


def leavers_among(bundles: Sequence[Bundle], now: dt.datetime) -> list[Notice]:
    """Return the notices to people who had left their school by ``now``. One query a school.

    What goes at once is never among them: an alert that nobody reads is worse than one too many.
    """
    by_school: dict[Any, list[Notice]] = defaultdict(list)
    for bundle in bundles:
        for notice in bundle:
            if notice.person_id is not None and not is_kind(notice.kind, lambda kind: kind.at_once):
                by_school[notice.school].append(notice)
    gone: list[Notice] = []
    for school, notices in by_school.items():
        asked: set[UUID] = {notice.person_id for notice in notices if notice.person_id}
        here = directory.still_here(asked, school, _day(school, now))
        gone += [notice for notice in notices if notice.person_id not in here]
    return gone

"""Who has left the school is not written to any more, whatever was queued for them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from notices.models import Notice
from notices.services.hours import AT_ONCE
from notices.services.taking import Bundle
from people import queries as people


def leavers_among(bundles: Sequence[Bundle], now: dt.datetime) -> list[Notice]:
    """Return the notices to people who had left their school by ``now``. One query a school.

    What goes at once is never among them: an alert that nobody reads is worse than one too many.
    """
    by_school: dict[Any, list[Notice]] = defaultdict(list)
    for bundle in bundles:
        for notice in bundle:
            if notice.person_id is not None and notice.kind not in AT_ONCE:
                by_school[notice.school].append(notice)
    gone: list[Notice] = []
    for school, notices in by_school.items():
        day = now.astimezone(ZoneInfo(school.timezone)).date()
        asked: set[UUID] = {notice.person_id for notice in notices if notice.person_id}
        here = people.still_here(asked, school, day)
        gone += [notice for notice in notices if notice.person_id not in here]
    return gone

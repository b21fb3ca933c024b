"""What notices and claims are about."""

import contextlib
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from notices.models import Claim, Notice
from schools.models.schools import School


def subjects_of(notices: Iterable[Notice], kind: str) -> dict[UUID, UUID]:
    """Return {notice id: id of what it is about} for those about a ``kind`` of thing such as "case". No query."""
    ids: dict[UUID, UUID] = {}
    for notice in notices:
        name, _colon, text = notice.subject.partition(":")
        if name == kind:
            with contextlib.suppress(ValueError):
                ids[notice.pk] = UUID(text)
    return ids


def by_school(notices: Iterable[Notice]) -> dict[School, list[Notice]]:
    """Return the notices of each school."""
    groups: dict[School, list[Notice]] = defaultdict(list)
    for notice in notices:
        groups[notice.school].append(notice)
    return groups


def claimed(school: School, *, kind: str, due: dt.date) -> set[UUID | None]:
    """Return the ids of the people for whom any step of a schedule has been claimed for this due day."""
    rows = Claim.objects.for_school(school).filter(kind=kind, due=due)
    return set(rows.values_list("person_id", flat=True))

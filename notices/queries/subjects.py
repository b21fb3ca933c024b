"""What notices and claims are about."""

import contextlib
import datetime as dt
from collections import defaultdict
from collections.abc import Container, Iterable
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


def by_school(notices: Iterable[Notice], about: Container[UUID]) -> dict[School, list[Notice]]:
    """Return those notices whose ids are in ``about``, for each school."""
    schools: dict[School, list[Notice]] = defaultdict(list)
    for notice in notices:
        if notice.pk in about:
            schools[notice.school].append(notice)
    return schools


def claimed(school: School, *, kind: str, due: dt.date) -> set[UUID | None]:
    """Return the ids of the people for whom any step of a schedule has been claimed for this due day."""
    rows = Claim.objects.for_school(school).filter(kind=kind, due=due)
    return set(rows.values_list("person_id", flat=True))

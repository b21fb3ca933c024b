"""Whom the school may still write to, and who still leads, when a message about a round is about to leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from core.db.dated import in_force
from notices.models import Notice
from notices.queries.subjects import subjects_of
from people.models.pupils import CarerLink
from schools.queries import daybook
from signoffs.queries.teams import teams_now


def letters_not_wanted(notices: Sequence[Notice]) -> set[UUID]:
    """Return the ids of letters to carers to whom nobody may write any more. One query a school.

    A wish of theirs, or a court order, can come in over the week-end for which a letter waited.
    """
    about = subjects_of(notices, "round")
    gone: set[UUID] = set()
    for school, mine in _by_school(notices, about).items():
        persons = {notice.person_id for notice in mine}
        links = CarerLink.objects.for_school(school).filter(
            in_force(school.today()), person__in=persons, may_contact=True, barred=False
        )
        may = set(links.values_list("person_id", flat=True))
        gone |= {notice.pk for notice in mine if notice.person_id not in may}
    return gone


def teams_without_news(notices: Sequence[Notice]) -> set[UUID]:
    """Return the ids of messages to those who lead nobody any more who is still to sign."""
    about = subjects_of(notices, "school")
    gone: set[UUID] = set()
    for school, mine in _by_school(notices, about).items():
        teams = teams_now(school, today=school.today(), days=daybook.daybook(school))
        gone |= {
            notice.pk
            for notice in mine
            if notice.person_id not in teams
            or notice.reason not in {who.value for who in teams[notice.person_id].leads}
        }
    return gone


def _by_school(notices: Sequence[Notice], about: dict[UUID, UUID]) -> dict[Any, list[Notice]]:
    found: dict[Any, list[Notice]] = defaultdict(list)
    for notice in notices:
        if notice.pk in about:
            found[notice.school].append(notice)
    return found

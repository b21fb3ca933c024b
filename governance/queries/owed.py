"""Who is still to get the weekly note when it is about to leave."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from notices.models import Notice
from notices.queries.subjects import subjects_of
from people.queries import directory
from people.states.roles import Role

READERS = (Role.DSL, Role.HEADTEACHER)
"""Who hears how the week stands."""


def notes_not_owed(notices: Sequence[Notice]) -> set[UUID]:
    """Return the ids of weekly notes whose reader holds neither post any more. One query a school."""
    about = subjects_of(notices, "school")
    mine = [notice for notice in notices if notice.pk in about]
    leads = {
        school: {person.pk for persons in directory.holders_by_role(school, READERS).values() for person in persons}
        for school in {notice.school for notice in mine}
    }
    return {notice.pk for notice in mine if notice.person_id not in leads[notice.school]}

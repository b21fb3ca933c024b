"""One human behind several entries, and the ties that keep somebody away from a case."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Q

from people.models import Absence, CarerLink, LineManager, Person, School, Tie, in_force

# "Same as" is read in both directions and through any number of steps.
_CLOSURE = """
WITH RECURSIVE human(id) AS (
    SELECT unnest(%s::uuid[])
    UNION
    SELECT link.there
    FROM human
    JOIN (
        SELECT id AS here, same_as_id AS there FROM people_person WHERE same_as_id IS NOT NULL
        UNION ALL
        SELECT same_as_id, id FROM people_person WHERE same_as_id IS NOT NULL
    ) AS link ON link.here = human.id
)
SELECT id FROM human
"""


def same_humans(persons: Iterable[UUID]) -> set[UUID]:
    """Return these entries and every entry that is the same human as one of them. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_CLOSURE, [[str(person) for person in persons]])
        return {row[0] for row in cursor.fetchall()}


def same_human(person: Person | UUID) -> set[UUID]:
    """Return the ids of every entry that is this human, its own included. Exclusion follows it; rights never do."""
    return same_humans([person.pk if isinstance(person, Person) else person])


@dataclass(frozen=True)
class Ties:
    """The people (through "same as") and pupils with whom somebody has a tie; ``selves``: every entry of that human."""

    persons: frozenset[UUID]
    pupils: frozenset[UUID]
    selves: frozenset[UUID] = frozenset()


def ties_of(person: Person, school: School, on: datetime.date | None = None) -> Ties:
    """Return whom a person is tied to on the day: declared by either side, and the pupils they answer for.

    A headteacher who is also a parent is tied to that child, whichever entry holds the link to it.
    """
    day = on or school.today()
    selves = same_human(person)
    rows = Tie.objects.for_school(school).filter(in_force(day), Q(person__in=selves) | Q(other__in=selves))
    persons: set[UUID] = set()
    pupils: set[UUID] = set()
    for one, other, pupil in rows.values_list("person_id", "other_id", "pupil_id"):
        persons |= {each for each in (one, other) if each}
        pupils |= {pupil} if pupil else set()
    links = CarerLink.objects.for_school(school).filter(in_force(day), person__in=selves)
    pupils |= set(links.values_list("pupil_id", flat=True))
    return Ties(frozenset(same_humans(persons) - selves if persons else ()), frozenset(pupils), frozenset(selves))


def line_manager(person: Person, school: School, on: datetime.date | None = None) -> Person | None:
    """Return to whom a person answers on the day, or None (obligation L11)."""
    rows = LineManager.objects.for_school(school).filter(in_force(on or school.today()), person=person)
    row = rows.select_related("manager__data_key").first()
    return row.manager if row else None


def is_away(person: Person, school: School, on: datetime.date | None = None) -> bool:
    """Say whether a person is away on the day."""
    rows = Absence.objects.for_school(school).filter(in_force(on or school.today()), person=person)
    return bool(rows.exists())


def cover_of(person: Person, school: School, on: datetime.date | None = None) -> Person | None:
    """Return who covers for a person who is away on the day, or None."""
    rows = Absence.objects.for_school(school).filter(in_force(on or school.today()), person=person)
    row = rows.select_related("cover__data_key").first()
    return row.cover if row else None

"""One person behind several entries, and the ties that keep somebody away from a case."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from core.db.dated import in_force
from people.models.persons import Person
from people.models.roles import LineManager
from schools.models.schools import School

# "Same as" is read in both directions and through any number of steps.
_CLOSURE = """
WITH RECURSIVE entry(id) AS (
    SELECT unnest(%s::uuid[])
    UNION
    SELECT link.there
    FROM entry
    JOIN (
        SELECT id AS here, same_as_id AS there FROM people_person WHERE same_as_id IS NOT NULL
        UNION ALL
        SELECT same_as_id, id FROM people_person WHERE same_as_id IS NOT NULL
    ) AS link ON link.here = entry.id
)
SELECT id FROM entry
"""


def same_persons(persons: Iterable[UUID]) -> set[UUID]:
    """Return these entries and every entry that is the same person as one of them. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_CLOSURE, [[str(person) for person in persons]])
        return {row[0] for row in cursor.fetchall()}


def same_person(person: Person | UUID) -> set[UUID]:
    """Return the ids of every entry that is this person, its own included. Exclusion follows it; rights never do."""
    return same_persons([person.pk if isinstance(person, Person) else person])


@dataclass(frozen=True)
class Ties:
    """The people (through "same as") and pupils with whom somebody has a tie; ``selves``: all their entries."""

    persons: frozenset[UUID]
    pupils: frozenset[UUID]
    selves: frozenset[UUID] = frozenset()


# One round trip: who I am under any entry, whom a tie joins to me (under any of theirs), and the pupils of both.
_TIES = """
WITH RECURSIVE link(here, there) AS (
    SELECT id, same_as_id FROM people_person WHERE same_as_id IS NOT NULL
    UNION ALL
    SELECT same_as_id, id FROM people_person WHERE same_as_id IS NOT NULL
), me(id) AS (
    SELECT %(person)s::uuid
    UNION
    SELECT link.there FROM me JOIN link ON link.here = me.id
), tie AS (
    SELECT person_id, other_id, pupil_id FROM people_tie
    WHERE school_id = %(school)s AND from_date <= %(day)s AND (until_date IS NULL OR until_date > %(day)s)
      AND (person_id IN (SELECT id FROM me) OR other_id IN (SELECT id FROM me))
), tied(id) AS (
    SELECT person_id FROM tie
    UNION
    SELECT other_id FROM tie WHERE other_id IS NOT NULL
), tied_entry(id) AS (
    SELECT id FROM tied
    UNION
    SELECT link.there FROM tied_entry JOIN link ON link.here = tied_entry.id
)
SELECT 'self', id FROM me
UNION ALL SELECT 'person', id FROM tied_entry WHERE id NOT IN (SELECT id FROM me)
UNION ALL SELECT 'pupil', pupil_id FROM tie WHERE pupil_id IS NOT NULL
UNION ALL SELECT 'pupil', pupil_id FROM people_carerlink
    WHERE school_id = %(school)s AND from_date <= %(day)s AND (until_date IS NULL OR until_date > %(day)s)
      AND person_id IN (SELECT id FROM me)
"""


def ties_of(person: Person, school: School, on: datetime.date | None = None) -> Ties:
    """Return whom a person is tied to on the day: declared by either side, and the pupils they answer for. One query.

    A headteacher who is also a parent is tied to that child, whichever entry holds the link to it.
    """
    found: dict[str, set[UUID]] = {"self": set(), "person": set(), "pupil": set()}
    with connection.cursor() as cursor:
        cursor.execute(_TIES, {"person": person.pk, "school": school.pk, "day": on or school.today()})
        for kind, pk in cursor.fetchall():
            found[kind].add(pk)
    return Ties(frozenset(found["person"]), frozenset(found["pupil"]), frozenset(found["self"]))


def line_manager(person: Person, school: School, on: datetime.date | None = None) -> Person | None:
    """Return to whom a person answers on the day, or None (obligation L11)."""
    rows = LineManager.objects.for_school(school).filter(in_force(on or school.today()), person=person)
    row = rows.select_related("manager__data_key").first()
    return row.manager if row else None

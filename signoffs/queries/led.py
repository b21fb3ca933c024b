"""Who of one's own people is still to sign: for whoever leads them, with names and without reasons."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

from people import queries as people
from people.models import Absence, LineManager, in_force
from people.queries import Actor
from signoffs.models import Round

_LEFT = """
SELECT DISTINCT round.id, held.person_id
FROM signoffs_round AS round
JOIN signoffs_agreement AS agreement ON agreement.id = round.agreement_id AND agreement.audience = 'staff'
JOIN people_roleatschool AS held ON held.school_id = round.school_id AND held.role = ANY (agreement.roles)
    AND held.from_date <= %(day)s AND (held.until_date IS NULL OR held.until_date > %(day)s)
WHERE round.school_id = %(school)s AND round.state = 'open' AND held.person_id = ANY (%(persons)s)
    AND NOT EXISTS (
        SELECT FROM signoffs_signature AS given
        WHERE given.round_id = round.id AND given.person_id = held.person_id AND given.pupil_id IS NULL
    )
"""


@dataclass(frozen=True, slots=True)
class Led:
    """One person who answers to the reader, and what they are still to sign: (title, due day), the soonest first."""

    name: str
    left: list[tuple[str, dt.date]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OwnTeam:
    """How many people answer to the reader, and those of them who are still to sign."""

    people: int
    left: list[Led]


def own_team(actor: Actor) -> OwnTeam:
    """Return who of those who answer to the actor is still to sign, by name; also of a colleague the actor covers.

    Five queries, however many people and rounds. Never the actor themself.
    """
    day, school = actor.school.today(), actor.school
    away = Absence.objects.for_school(school).filter(in_force(day), cover=actor.person)
    leads = {actor.person.pk, *away.values_list("person_id", flat=True)}
    rows = LineManager.objects.for_school(school).filter(in_force(day), manager__in=leads).exclude(person=actor.person)
    persons = set(rows.values_list("person_id", flat=True))
    left = _left(school.pk, persons, day) if persons else []
    rounds = Round.objects.for_school(school).filter(pk__in={pk for pk, _person in left})
    columns = rounds.values_list("pk", "agreement__policy__title", "due")
    titles = {pk: (title, due) for pk, title, due in columns}
    known = people.names({person for _pk, person in left}, school)
    found: dict[UUID, Led] = {}
    for pk, person in left:
        found.setdefault(person, Led(known.get(person, ""))).left.append(titles[pk])
    for one in found.values():
        one.left.sort(key=lambda line: (line[1], line[0]))
    return OwnTeam(len(persons), sorted(found.values(), key=lambda one: one.name.casefold()))


def _left(school: UUID, persons: set[UUID], day: dt.date) -> list[tuple[UUID, UUID]]:
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, {"school": school, "persons": list(persons), "day": day})
        return list(cursor.fetchall())

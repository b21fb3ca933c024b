"""Who of one's own people is still to sign: for whoever leads them, with names and without reasons."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from core.db.dated import in_force
from people.models.roles import Absence, LineManager
from people.queries import directory
from people.queries.acting import Actor
from signoffs.queries.audience import missing_in_rounds
from signoffs.queries.chase import open_rounds


@dataclass(frozen=True, slots=True)
class DirectReport:
    """One person who answers to the reader, and what they are still to sign: (title, due day), the soonest first."""

    name: str
    left: list[tuple[str, dt.date]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OwnTeam:
    """How many people answer to the reader, and those of them who are still to sign."""

    people: int
    left: list[DirectReport]


def own_team(actor: Actor) -> OwnTeam:
    """Return who of those who answer to the actor is still to sign, by name; also of a colleague the actor covers.

    Six queries, however many people and rounds. Never the actor themself.
    """
    day, school = actor.school.today(), actor.school
    away = Absence.objects.for_school(school).filter(in_force(day), cover=actor.person)
    leads = {actor.person.pk, *away.values_list("person_id", flat=True)}
    rows = LineManager.objects.for_school(school).filter(in_force(day), manager__in=leads).exclude(person=actor.person)
    persons = set(rows.values_list("person_id", flat=True))
    left = missing_in_rounds(open_rounds(school), persons, day) if persons else []
    known = directory.names({person for _round, person in left}, school)
    found: dict[UUID, DirectReport] = {}
    for round, person in left:
        line = (round.agreement.policy.title, round.due)
        found.setdefault(person, DirectReport(known.get(person, ""))).left.append(line)
    for one in found.values():
        one.left.sort(key=lambda line: (line[1], line[0]))
    return OwnTeam(len(persons), sorted(found.values(), key=lambda one: one.name.casefold()))

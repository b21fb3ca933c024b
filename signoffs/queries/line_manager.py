"""Which of a line manager's people are still to sign, with names and without reasons."""

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
    """One person who reports to the reader, and what they are still to sign: (title, due day), the soonest first."""

    name: str
    left: list[tuple[str, dt.date]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OwnTeam:
    """How many people report to the reader, and those of them who are still to sign."""

    people: int
    left: list[DirectReport]


def own_team(actor: Actor) -> OwnTeam:
    """Return which of the actor's reports are still to sign, by name; also of a colleague the actor covers.

    Six queries, however many people and rounds. Never the actor themself.
    """
    day, school = actor.school.today(), actor.school
    absences = Absence.objects.for_school(school).filter(in_force(day), cover=actor.person)
    managers = {actor.person.pk, *absences.values_list("person_id", flat=True)}
    rows = LineManager.objects.for_school(school).filter(in_force(day), manager__in=managers)
    persons = set(rows.exclude(person=actor.person).values_list("person_id", flat=True))
    left = missing_in_rounds(open_rounds(school), persons, day) if persons else []
    names = directory.names({person for _round, person in left}, school)
    reports: dict[UUID, DirectReport] = {}
    for round, person in left:
        line = (round.agreement.policy.title, round.due)
        reports.setdefault(person, DirectReport(names.get(person, ""))).left.append(line)
    for report in reports.values():
        report.left.sort(key=lambda line: (line[1], line[0]))
    return OwnTeam(len(persons), sorted(reports.values(), key=lambda report: report.name.casefold()))

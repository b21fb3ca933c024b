"""What line managers and headteachers are told: how many of their people have not signed, long after being asked."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from core.contributions.reminders import Who
from core.db.dated import in_force
from notices.models import Claim, Notice
from people.models.roles import Absence, LineManager, RoleAtSchool
from people.queries import directory
from people.queries.acting import Actor
from people.states.roles import Role
from schools.models.schools import School
from schools.queries.daybook import Daybook
from signoffs.models import Round
from signoffs.queries.audience import missing_in_rounds, outstanding
from signoffs.queries.reminders import asked_since, due_step_finder, first_asked
from signoffs.queries.rounds import newer_version, open_rounds
from signoffs.states import TEAM, Audience

LEADERS = (Who.LINE_MANAGER, Who.HEADTEACHER)
Claimed = tuple[UUID, str, dt.date, str]
"""The leader, the round's label, the day of asking, the step."""


@dataclass(frozen=True, slots=True)
class OverdueSignature:
    """One missing signature that has come to a step on which somebody who leads is told."""

    who: Who
    person: UUID
    round: Round
    step: str
    asked: dt.date


@dataclass(slots=True)
class Team:
    """What one person who leads is told in one message: how many people, and by when the first round closes."""

    recipient: UUID
    persons: set[UUID] = field(default_factory=set)
    rounds: set[Round] = field(default_factory=set)
    claims: set[Claimed] = field(default_factory=set)
    leads: set[Who] = field(default_factory=set)
    is_head: bool = False
    """A headteacher, who sees every round; a cover does not."""

    def add(self, overdue: OverdueSignature, leader: UUID) -> None:
        """Count one more; ``leader`` leads the person, and the recipient may be covering for them."""
        self.persons.add(overdue.person)
        self.rounds.add(overdue.round)
        self.claims.add((leader, overdue.round.label, overdue.asked, overdue.step))
        self.leads.add(overdue.who)

    @property
    def reason(self) -> str:
        """Why this person is told: as headteacher before as line manager."""
        return str((Who.HEADTEACHER if Who.HEADTEACHER in self.leads else Who.LINE_MANAGER).value)

    @property
    def due(self) -> dt.date:
        """The soonest due day of these rounds."""
        return min(round.due for round in self.rounds)


def teams_now(school: School, *, today: dt.date, days: Daybook) -> dict[UUID, Team]:
    """Return what each person who leads could be told today, told before or not: ``{recipient: team}``.

    Staff rounds only. A leader who is away is stood in for by the cover. Nobody is told of themself as one of a team,
    and no headteacher of themself alone. Three queries, and four for each open staff round.
    """
    overdue = list(_overdue(school, today, days))
    (heads, managers), covers = _leaders(school, overdue, today), _covers(school, today)
    teams: dict[UUID, Team] = {}
    for case in overdue:
        for leader in heads if case.who == Who.HEADTEACHER else managers.get(case.person, []):
            recipient = covers.get(leader, leader)
            if case.who == Who.HEADTEACHER or recipient != case.person:
                teams.setdefault(recipient, Team(recipient)).add(case, leader)
    for pk in teams:
        teams[pk].is_head = pk in heads
    return {pk: team for pk, team in teams.items() if team.persons != {pk}}


def teams_to_notify(school: School, *, today: dt.date, days: Daybook) -> list[Team]:
    """Return those teams of which something has not been told yet, each with the claims that are left.

    Whoever has had such a message today hears the rest on the next school day.
    """
    teams = teams_now(school, today=today, days=days)
    if not teams:
        return []
    labels = {label for team in teams.values() for _holder, label, _asked, _step in team.claims}
    rows = Claim.objects.for_school(school).filter(kind=TEAM, subject__in=labels)
    claimed = set(rows.values_list("person_id", "subject", "due", "step"))
    keys = Notice.objects.for_school(school).filter(key__in=[team_key(school, pk, today) for pk in teams])
    had = set(keys.values_list("person_id", flat=True))
    left = []
    for pk in sorted(teams):
        team = teams[pk]
        team.claims -= claimed
        if team.claims and pk not in had:
            left.append(team)
    return left


def team_key(school: School, person: UUID, day: dt.date) -> str:
    """Return the key of the one message of a day to somebody who leads."""
    return f"school:{school.pk}:team:{person}:{day.isoformat()}"


def _overdue(school: School, today: dt.date, days: Daybook) -> Iterator[OverdueSignature]:
    for round in open_rounds(school):
        if round.agreement.audience != Audience.STAFF or newer_version(round) is not None:
            continue
        missing = outstanding(round)
        due_steps_for = due_step_finder(round, today=today, days=days)
        for person, asked in asked_since(round, missing, first_asked(round)).items():
            steps = due_steps_for(asked)
            for who in LEADERS:
                if who in steps:
                    yield OverdueSignature(who, person, round, steps[who].name, asked)


def _leaders(
    school: School, overdue: Iterable[OverdueSignature], day: dt.date
) -> tuple[list[UUID], dict[UUID, list[UUID]]]:
    """Return who leads on the day: the headteachers, and the line manager of each person, in a list."""
    persons = {case.person for case in overdue if case.who == Who.LINE_MANAGER}
    rows = LineManager.objects.for_school(school).filter(in_force(day), person__in=persons)
    heads = RoleAtSchool.objects.for_school(school).filter(in_force(day), role=Role.HEADTEACHER)
    managers = {person: [manager] for person, manager in rows.values_list("person_id", "manager_id")}
    return sorted(heads.values_list("person_id", flat=True)), managers


def _covers(school: School, day: dt.date) -> dict[UUID, UUID]:
    """Return who covers for whom today; nobody for somebody who is away without a cover."""
    rows = Absence.objects.for_school(school).filter(in_force(day), cover__isnull=False)
    return dict(rows.values_list("person_id", "cover_id"))


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

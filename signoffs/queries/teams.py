"""What line managers and headteachers are told: how many of their people have not signed, long after being asked."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from core.contributions.reminders import Who
from core.db.dated import in_force
from notices.models import Claim, Notice
from notices.states.outbox import OUTBOX
from people.models.roles import Absence, LineManager, RoleAtSchool
from people.states.roles import Role
from schools.models.schools import School
from schools.queries.school_time import SchoolDays
from signoffs.models.agreements import Round
from signoffs.queries.audience import outstanding
from signoffs.queries.chase import open_rounds
from signoffs.queries.reminder_state import asked_since, due_step_finder, first_asked
from signoffs.queries.versions import newer_version
from signoffs.states import TEAM, Audience

LEADERS = (Who.LINE_MANAGER, Who.HEADTEACHER)
Claimed = tuple[UUID, str, dt.date, str]
"""Who holds the post, the round's label, the day of asking, the step."""


@dataclass(frozen=True, slots=True)
class Reached:
    """One missing signature that has come to a step on which somebody who leads is told."""

    who: Who
    person: UUID
    round: Round
    step: str
    asked: dt.date


@dataclass(slots=True)
class Team:
    """What one person who leads hears in one message: how many people, and by when the first round closes."""

    hears: UUID
    persons: set[UUID] = field(default_factory=set)
    rounds: set[Round] = field(default_factory=set)
    claims: set[Claimed] = field(default_factory=set)
    leads: set[Who] = field(default_factory=set)
    is_head: bool = False
    """Holds the post, and so sees every round; a cover does not."""

    def add(self, reached: Reached, holder: UUID) -> None:
        """Count one more; ``holder`` has the post, and who hears may be covering for them."""
        self.persons.add(reached.person)
        self.rounds.add(reached.round)
        self.claims.add((holder, reached.round.label, reached.asked, reached.step))
        self.leads.add(reached.who)

    @property
    def reason(self) -> str:
        """Why this person is told: as headteacher before as line manager."""
        return str((Who.HEADTEACHER if Who.HEADTEACHER in self.leads else Who.LINE_MANAGER).value)

    @property
    def due(self) -> dt.date:
        """The soonest due day of these rounds."""
        return min(round.due for round in self.rounds)


def teams_now(school: School, *, today: dt.date, days: SchoolDays) -> dict[UUID, Team]:
    """Return what each person who leads could hear today, told before or not: ``{who hears: team}``.

    Staff rounds only. A post whose holder is away is heard by the cover. Nobody hears of themself as one of a team,
    and no headteacher of themself alone. Three queries, and four for each open staff round.
    """
    reached = list(_reached(school, today, days))
    holders, covers = _Posts(school, reached, today), _covers(school, today)
    teams: dict[UUID, Team] = {}
    for case in reached:
        for holder in holders.of(case):
            hears = covers.get(holder, holder)
            if case.who == Who.HEADTEACHER or hears != case.person:
                teams.setdefault(hears, Team(hears)).add(case, holder)
    for pk in teams:
        teams[pk].is_head = pk in holders.heads
    return {pk: team for pk, team in teams.items() if team.persons != {pk}}


def teams_to_notify(school: School, *, today: dt.date, days: SchoolDays) -> list[Team]:
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


def waiting_teams(school: School) -> set[UUID]:
    """Return to whom a message about their team has not gone out yet. One query."""
    rows = Notice.objects.for_school(school).filter(kind=TEAM, state__in=OUTBOX.find("cancel").sources)
    return set(rows.values_list("person_id", flat=True))


def _reached(school: School, today: dt.date, days: SchoolDays) -> Iterator[Reached]:
    for round in open_rounds(school):
        if round.agreement.audience != Audience.STAFF or newer_version(round) is not None:
            continue
        missing = outstanding(round)
        due_steps_for = due_step_finder(round, today=today, days=days)
        for person, asked in asked_since(round, missing, first_asked(round)).items():
            steps = due_steps_for(asked)
            for who in LEADERS:
                if who in steps:
                    yield Reached(who, person, round, steps[who].name, asked)


class _Posts:
    """Who leads whom on the day: the line manager of each, and every headteacher of all."""

    def __init__(self, school: School, reached: Iterable[Reached], day: dt.date) -> None:
        persons = {case.person for case in reached if case.who == Who.LINE_MANAGER}
        rows = LineManager.objects.for_school(school).filter(in_force(day), person__in=persons)
        self.managers: dict[UUID, UUID] = dict(rows.values_list("person_id", "manager_id"))
        heads = RoleAtSchool.objects.for_school(school).filter(in_force(day), role=Role.HEADTEACHER)
        self.heads: list[UUID] = sorted(heads.values_list("person_id", flat=True))

    def of(self, reached: Reached) -> list[UUID]:
        if reached.who == Who.HEADTEACHER:
            return self.heads
        return [self.managers[reached.person]] if reached.person in self.managers else []


def _covers(school: School, day: dt.date) -> dict[UUID, UUID]:
    """Return who covers for whom today; nobody for somebody who is away without a cover."""
    rows = Absence.objects.for_school(school).filter(in_force(day), cover__isnull=False)
    return dict(rows.values_list("person_id", "cover_id"))

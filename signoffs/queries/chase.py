"""Who is left in a round, why, and what the office can do about it."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from notices.models import Claim, Notice
from notices.states import State
from people import queries as people
from people.models import CarerLink, Person, Pupil, in_force
from people.states import Permission, Role
from signoffs.models import Opened, Question, Round
from signoffs.queries.audience import Missing, children_to_sign_for, outstanding
from signoffs.states import Asked, Audience, Left, QuestionState, RoundState

REMINDED = ("staff_reminder", "family_reminder")
BY_HAND = "by_hand"
REQUESTED = ("staff_request", "family_request")
_ANSWERING = {
    "headteacher": (Role.HEADTEACHER,),
    "senior_leadership": (Role.SENIOR_LEADER, Role.HEADTEACHER),
    "office": (Role.OFFICE,),
}
# What the office does about each reason, the most pressing first.
_ORDER = (Left.QUESTION, Left.CALL, Left.PAPER, Left.BOUNCED, Left.NO_EMAIL, Left.NOBODY, Left.NOT_OPENED, Left.OPENED)
_ASKED = {Asked.PAPER: Left.PAPER, Asked.CALL: Left.CALL}


@dataclass(frozen=True, slots=True)
class ChaseRow:
    """One line of the chase list: a person (or a child nobody may sign for), why, and since when."""

    person_id: UUID | None
    name: str
    reason: Left
    children: list[str] = field(default_factory=list)
    question_id: UUID | None = None
    reminders: int = 0


@dataclass(frozen=True, slots=True)
class Chase:
    """The chase list, with the number of people that a reminder can reach."""

    rows: list[ChaseRow]
    reachable: int


def rounds_for(actor: Any) -> QuerySet[Round]:
    """Return the rounds of the school for those who chase them (L23); none for anybody else."""
    rows: QuerySet[Round] = Round.objects.for_school(actor.school).select_related(
        "school", "agreement__policy", "version"
    )
    return rows if Permission.ROUND_CHASE in actor.permissions else rows.none()


def answering_roles(school: Any) -> dict[str, list[str]]:
    """Return ``{kind: roles that answer}``: the school's choice for a question (L4), the office for the rest. One query."""
    office = [str(Role.OFFICE.value)]
    named = [str(role.value) for role in _ANSWERING[people.setting(school, "questions_to")]]
    return {kind: named if kind == Asked.QUESTION else office for kind in Asked.values}


def questions_for(actor: Any) -> QuerySet[Question]:
    """Return the questions that fall to the actor to answer."""
    kinds = [kind for kind, roles in answering_roles(actor.school).items() if set(roles) & set(actor.roles)]
    rows: QuerySet[Question] = Question.objects.for_school(actor.school).filter(kind__in=kinds)
    return rows.exclude(person=actor.person).select_related("school", "round__agreement__policy", "data_key")


def own_questions(actor: Any) -> QuerySet[Question]:
    """Return the actor's own questions."""
    rows: QuerySet[Question] = Question.objects.for_school(actor.school).filter(person=actor.person)
    return rows.select_related("school", "round__agreement__policy", "data_key")


def chase(round: Round) -> Chase:
    """Return who is left in an open round, the most pressing first. At most ten queries, however many rows."""
    missing = outstanding(round)
    persons = sorted({one.person_id for one in missing})
    facts = _Facts(round, persons)
    children: dict[UUID, list[str]] = defaultdict(list)
    for one in missing:
        if one.pupil_id is not None:
            children[one.person_id].append(facts.pupils.get(one.pupil_id, ""))
    rows = [_row(person, facts, sorted(children[person])) for person in persons]
    rows += _without_adult(round)
    rows.sort(key=lambda row: (_ORDER.index(row.reason), row.name))
    return Chase(rows, sum(1 for person in persons if person in facts.emails))


class _Facts:
    """What the chase list knows about its people, each kind of fact read once."""

    def __init__(self, round: Round, persons: list[UUID]) -> None:
        school = round.school
        self.names = people.names(persons, school)
        self.emails = people.emails(persons, school)
        opened = Opened.objects.for_school(school).filter(round=round, person__in=persons)
        self.opened = set(opened.values_list("person_id", flat=True))
        asked = Question.objects.for_school(school).filter(round=round, person__in=persons, state=QuestionState.ASKED)
        self.questions = {one[0]: one[1:] for one in asked.order_by("asked_at").values_list("person_id", "pk", "kind")}
        failed = Notice.objects.for_school(school).filter(subject=round.label, state=State.FAILED, person__in=persons)
        self.failed = set(failed.values_list("person_id", flat=True))
        self.reminders = reminders_sent(round)
        family = round.agreement.audience == Audience.FAMILY
        self.pupils = pupil_names(round, persons) if family else {}


def _row(person: UUID, facts: _Facts, children: list[str]) -> ChaseRow:
    question, kind = facts.questions.get(person, (None, ""))
    if question is not None:
        reason = _ASKED.get(Asked(kind), Left.QUESTION)
    elif person not in facts.emails:
        reason = Left.NO_EMAIL
    elif person in facts.failed:
        reason = Left.BOUNCED
    else:
        reason = Left.OPENED if person in facts.opened else Left.NOT_OPENED
    name = facts.names.get(person) or _("Name not known")
    return ChaseRow(person, name, reason, children, question, facts.reminders.get(person, 0))


@dataclass(frozen=True, slots=True)
class PaperOf:
    """Whose paper form may be recorded: a person who is still to sign, and the children it can be for."""

    person: Person
    children: list[Pupil]


def paper_of(round: Round, person_id: UUID) -> PaperOf | None:
    """Return what a person's paper form can say, or None for somebody from whom nothing is missing."""
    missing = outstanding(round, persons=[person_id], each=True) if round.is_open else []
    if not missing:
        return None
    person = Person.objects.select_related("data_key").get(pk=person_id)
    open_for = {one.pupil_id for one in missing}
    family = round.agreement.audience == Audience.FAMILY
    children = children_to_sign_for(person, round.school) if family else []
    return PaperOf(person, [child for child in children if child.pk in open_for])


def pupil_names(round: Round, persons: list[UUID]) -> dict[UUID, str]:
    """Return the first names of these carers' children."""
    links = CarerLink.objects.for_school(round.school_id).filter(person__in=persons)
    pupils = Pupil.objects.for_school(round.school_id).filter(pk__in=links.values("pupil"))
    return dict(pupils.values_list("pk", "first_name"))


def _without_adult(round: Round) -> list[ChaseRow]:
    """Children on the roll for whom no adult may sign: only the office can see and mend that."""
    if round.agreement.audience != Audience.FAMILY:
        return []
    day = round.school.today()
    links = CarerLink.objects.for_school(round.school_id).filter(in_force(day), may_sign=True, barred=False)
    rows = people.pupils_at(round.school).exclude(pk__in=links.values("pupil"))
    rows = rows.exclude(pk__in=round.signatures.filter(pupil__isnull=False).values("pupil"))
    return [ChaseRow(None, str(pupil), Left.NOBODY) for pupil in rows]


def reminders_sent(round: Round) -> Counter[UUID]:
    """Return how many reminders each person has had about a round."""
    rows = Claim.objects.for_school(round.school_id).filter(subject=round.label, kind__in=REMINDED)
    return Counter(rows.values_list("person_id", flat=True))


def rungs_claimed(round: Round) -> set[tuple[UUID, str, dt.date]]:
    """Return (person, rung, day) of every reminder about a round that has been claimed."""
    rows = Claim.objects.for_school(round.school_id).filter(subject=round.label, kind__in=REMINDED)
    return set(rows.values_list("person_id", "rung", "due"))


def reminded_by_hand(round: Round, day: dt.date) -> bool:
    """Say whether somebody has pressed "Remind" for a round on the day."""
    rows = Claim.objects.for_school(round.school_id).filter(subject=round.label, rung=BY_HAND, due=day)
    return bool(rows.exists())


def first_asked(round: Round) -> dict[UUID, dt.datetime]:
    """Return when each person was first asked to sign in a round."""
    rows = Notice.objects.for_school(round.school_id).filter(subject=round.label, kind__in=REQUESTED)
    found: dict[UUID, dt.datetime] = {}
    for person, queued in rows.order_by("-queued_at").values_list("person_id", "queued_at"):
        found[person] = queued
    return found


def history(round: Round) -> list[tuple[dt.date, int]]:
    """Return (day, how many people) for each day on which reminders about a round went out, newest first."""
    rows = Notice.objects.for_school(round.school_id).filter(Q(kind__in=REMINDED), subject=round.label)
    days = Counter(moment.date() for moment in rows.values_list("queued_at", flat=True))
    return sorted(days.items(), reverse=True)


def open_rounds(school: Any) -> list[Round]:
    """Return the open rounds of a school."""
    rows = Round.objects.for_school(school).filter(state=RoundState.OPEN)
    return list(rows.select_related("school", "agreement__policy", "version").order_by("due", "pk"))


def who_is_missing(missing: list[Missing]) -> list[UUID]:
    """Return each person of a list of missing signatures once, in order."""
    return list(dict.fromkeys(one.person_id for one in missing))

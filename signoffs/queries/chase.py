"""Who is left in a round, why, and what the office can do about it."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import (
    BooleanField,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Concat, Trim, TruncDate
from django.utils.translation import gettext as _

from core.clock import day_of
from core.db.dated import in_force
from core.decision import Decision
from notices.models import Claim, Notice
from notices.queries.failure_reasons import CHECK_ADDRESS, address_failed
from notices.states.outbox import State
from people.models.persons import Address, Person, SchoolRecord
from people.models.pupils import CarerLink, Pupil
from people.queries import families
from people.queries.acting import Actor
from people.states.roles import Role
from people.states.words import AddressKind
from schools.models.schools import School
from schools.queries import settings
from signoffs.models.agreements import Opened, Round
from signoffs.models.questions import Question
from signoffs.queries.audience import Missing, children_to_sign_for, outstanding
from signoffs.rules import may_remind
from signoffs.states import (
    ASKING,
    LINK,
    REMINDED,
    Audience,
    ChaseReason,
    Permission,
    QuestionKind,
    QuestionState,
    RoundState,
)

if TYPE_CHECKING:
    from signoffs.queries.audience import Child

BY_HAND = "by_hand"
ANSWERED = (State.SENT, State.BOUNCED, State.FAILED)
"""Where a message stands once a mail server has said something to it: the newest of these counts."""
_ANSWERING = {
    "headteacher": (Role.HEADTEACHER,),
    "senior_leadership": (Role.SENIOR_LEADER, Role.HEADTEACHER),
    "office": (Role.OFFICE,),
}
# What the office does about each reason, the most pressing first.
_MOST_PRESSING_FIRST = (
    ChaseReason.QUESTION,
    ChaseReason.CALL,
    ChaseReason.PAPER,
    ChaseReason.BOUNCED,
    ChaseReason.NO_EMAIL,
    ChaseReason.NO_SIGNER,
    ChaseReason.NOT_OPENED,
    ChaseReason.OPENED,
)
TAG_KINDS = {
    ChaseReason.QUESTION: "info",
    ChaseReason.CALL: "info",
    ChaseReason.PAPER: "info",
    ChaseReason.BOUNCED: "overdue",
    ChaseReason.NO_EMAIL: "due",
    ChaseReason.NO_SIGNER: "overdue",
    ChaseReason.NOT_OPENED: "waiting",
    ChaseReason.OPENED: "waiting",
}
_QUESTION_REASONS = {QuestionKind.PAPER: ChaseReason.PAPER, QuestionKind.CALL: ChaseReason.CALL}


@dataclass(frozen=True, slots=True)
class ChaseRow:
    """One line of the chase list: a person (or a child nobody may sign for), why, and since when."""

    person_id: UUID | None
    name: str
    reason: ChaseReason
    children: list[str] = field(default_factory=list)
    question_id: UUID | None = None
    reminders: int = 0
    may_read: bool = False

    @property
    def tag_kind(self) -> str:
        """The kind of tag that goes with the reason."""
        return TAG_KINDS[self.reason]

    @property
    def advice(self) -> str:
        """What the office does about an e-mail that came back, in the words of the page of e-mails; else ""."""
        return str(CHECK_ADDRESS) if self.reason == ChaseReason.BOUNCED else ""


@dataclass(frozen=True, slots=True)
class ChaseList:
    """The chase list, with the number of people that a reminder can reach."""

    rows: list[ChaseRow]
    reachable: int
    why_not: str

    @property
    def reasons(self) -> list[tuple[ChaseReason, int]]:
        """Why people are left and how many each, the most pressing first."""
        counted = Counter(row.reason for row in self.rows)
        return [(reason, counted[reason]) for reason in _MOST_PRESSING_FIRST if reason in counted]

    def left_for(self, reason: str) -> list[ChaseRow]:
        """Return the rows of one reason; all of them for "" or a reason that nobody has any more."""
        rows = [row for row in self.rows if row.reason == reason]
        return rows or self.rows


def rounds_for(actor: Actor) -> QuerySet[Round]:
    """Return the rounds of the school for those who chase them (L23); none for anybody else."""
    rows: QuerySet[Round] = Round.objects.for_school(actor.school).select_related(
        "school", "agreement__policy", "version"
    )
    return rows if Permission.ROUND_CHASE in actor.permissions else rows.none()


def answering_roles(school: School) -> dict[str, list[str]]:
    """Return ``{kind: roles that answer}``.

    The school's choice for a question (L4), the office for the rest. One query.
    """
    office = [str(Role.OFFICE.value)]
    named = [str(role.value) for role in _ANSWERING[settings.setting(school, "questions_to")]]
    return {kind: named if kind == QuestionKind.QUESTION else office for kind in QuestionKind.values}


def questions_for(actor: Actor) -> QuerySet[Question]:
    """Return the questions that fall to the actor to answer."""
    kinds = [kind for kind, roles in answering_roles(actor.school).items() if set(roles) & set(actor.roles)]
    rows: QuerySet[Question] = Question.objects.for_school(actor.school).filter(kind__in=kinds)
    return rows.exclude(person=actor.person).select_related("school", "round__agreement__policy", "data_key")


def own_questions(actor: Actor) -> QuerySet[Question]:
    """Return the actor's own questions."""
    rows: QuerySet[Question] = Question.objects.for_school(actor.school).filter(person=actor.person)
    return rows.select_related("school", "round__agreement__policy", "data_key")


def chase(round: Round, actor: Actor) -> ChaseList:
    """Return who is left in an open round, the most pressing first. At most seven queries, however many rows.

    ``actor`` is who looks: a question is only linked for those who answer it.
    """
    answers = answering_roles(round.school)
    missing = outstanding(round)
    persons = sorted({missed.person_id for missed in missing})
    people, questions = _people(round, persons), _questions(round, persons)
    family = round.agreement.audience == Audience.FAMILY
    pupils = pupil_names(round, persons) if family else {}
    children: dict[UUID, list[str]] = defaultdict(list)
    for missed in missing:
        if missed.pupil_id is not None:
            children[missed.person_id].append(pupils.get(missed.pupil_id, ""))
    reads = {kind for kind, roles in answers.items() if set(roles) & set(actor.roles)}
    rows = [_row(people[person], questions.get(person), sorted(children[person]), reads) for person in persons]
    rows += _without_adult(round) if family else []
    rows.sort(key=lambda row: (_MOST_PRESSING_FIRST.index(row.reason), row.name))
    return ChaseList(rows, sum(1 for person in persons if people[person].has_mail), may_remind_now(round).reason)


def _questions(round: Round, persons: list[UUID]) -> dict[UUID, tuple[UUID, str]]:
    asked = Question.objects.for_school(round.school_id).filter(
        round=round, person__in=persons, state=QuestionState.ASKED
    )
    rows = asked.order_by("asked_at").values_list("person_id", "pk", "kind")
    return {person: (pk, kind) for person, pk, kind in rows}


class _Person(NamedTuple):
    pk: UUID
    name: str | None
    has_mail: bool
    came_back: bool | None
    opened: bool
    reminders: int


def _people(round: Round, persons: list[UUID]) -> dict[UUID, _Person]:
    """Return the people with all that the chase list says of them, in one query."""
    school, day = round.school_id, round.school.today()
    records = SchoolRecord.objects.filter(person=OuterRef("pk"), school=school, from_date__lte=day)
    full = Trim(Concat("first_name", Value(" "), "last_name", output_field=CharField()))
    mail = Address.objects.filter(in_force(day), person=OuterRef("pk"), school=school, kind=AddressKind.EMAIL)
    notices = Notice.objects.filter(person=OuterRef("pk"), school=school, subject=round.label, state__in=ANSWERED)
    newest = notices.filter(kind__in=(*ASKING, LINK)).order_by("-queued_at", "pk")
    claims = Claim.objects.filter(person=OuterRef("pk"), school=school, subject=round.label, kind__in=REMINDED)
    # Steps claimed on one day went out in one message.
    number = claims.order_by().values("person").annotate(n=Count(_local_day("made_at", round), distinct=True))
    rows = Person.objects.filter(pk__in=persons).annotate(
        name=Subquery(records.annotate(full=full).order_by("-from_date").values("full")[:1]),
        # An account that only a code on paper opens has an address that is none.
        has_mail=(Q(user__isnull=False) & ~Q(user__email__endswith=".invalid")) | Exists(mail),
        came_back=Subquery(
            newest.annotate(back=ExpressionWrapper(address_failed(), BooleanField())).values("back")[:1]
        ),
        opened=Exists(Opened.objects.filter(person=OuterRef("pk"), round=round.pk)),
        reminders=Coalesce(Subquery(number.values("n")), 0),
    )
    return {row[0]: _Person(*row) for row in rows.values_list(*_Person._fields)}


def _local_day(column: str, round: Round) -> TruncDate:
    """Return the day of a moment where the school is."""
    return TruncDate(column, tzinfo=ZoneInfo(round.school.timezone))


def _row(person: _Person, question: tuple[UUID, str] | None, children: list[str], reads: set[str]) -> ChaseRow:
    if question is not None:
        reason = _QUESTION_REASONS.get(QuestionKind(question[1]), ChaseReason.QUESTION)
    elif not person.has_mail:
        reason = ChaseReason.NO_EMAIL
    elif person.came_back:
        reason = ChaseReason.BOUNCED
    else:
        reason = ChaseReason.OPENED if person.opened else ChaseReason.NOT_OPENED
    name = person.name or _("Name not known")
    asked, kind = question or (None, "")
    return ChaseRow(person.pk, name, reason, children, asked, person.reminders, kind in reads)


class PaperSigner(NamedTuple):
    """Whose paper form may be recorded: a person who is still to sign, and the children it can be for."""

    person: Person
    children: list[Child]


def paper_signer(round: Round, person_id: UUID) -> PaperSigner | None:
    """Return what a person's paper form can say, or None for somebody from whom nothing is missing."""
    missing = outstanding(round, persons=[person_id], each=True) if round.is_open else []
    if not missing:
        return None
    person = Person.objects.select_related("data_key").get(pk=person_id)
    open_for = {missed.pupil_id for missed in missing}
    family = round.agreement.audience == Audience.FAMILY
    children = children_to_sign_for(person, round.school) if family else []
    return PaperSigner(person, [child for child in children if child.pk in open_for])


def pupil_names(round: Round, persons: list[UUID]) -> dict[UUID, str]:
    """Return the first names of these carers' children."""
    links = CarerLink.objects.for_school(round.school_id).filter(person__in=persons)
    pupils = Pupil.objects.for_school(round.school_id).filter(pk__in=links.values("pupil"))
    return dict(pupils.values_list("pk", "first_name"))


def _without_adult(round: Round) -> list[ChaseRow]:
    """Children on the roll for whom no adult may sign: only the office can see and mend that."""
    day = round.school.today()
    links = CarerLink.objects.for_school(round.school_id).filter(in_force(day), may_sign=True, barred=False)
    rows = families.pupils_at(round.school).exclude(pk__in=links.values("pupil"))
    rows = rows.exclude(pk__in=round.signatures.filter(pupil__isnull=False).values("pupil"))
    return [ChaseRow(None, str(pupil), ChaseReason.NO_SIGNER) for pupil in rows]


def may_remind_now(round: Round) -> Decision:
    """Decide whether everybody who is left may be reminded by hand today."""
    today = round.school.today()
    opened = day_of(round.opened_at, round.school.timezone) if round.opened_at else today
    by_hand = Claim.objects.for_school(round.school_id).filter(subject=round.label, step=BY_HAND, due=today)
    return may_remind(state=round.state, opened=opened, today=today, reminded_today=by_hand.exists())


def history(round: Round) -> list[tuple[dt.date, int]]:
    """Return (day, how many people) for each day on which reminders about a round went out, newest first.

    What was stopped because it had been signed meanwhile did not go out, and what failed did not either.
    """
    rows = Notice.objects.for_school(round.school_id).filter(subject=round.label, kind__in=REMINDED)
    sent = rows.exclude(state__in=(State.CANCELLED, State.FAILED)).annotate(day=_local_day("queued_at", round))
    return list(sent.values_list("day").annotate(people=Count("person", distinct=True)).order_by("-day"))


def open_rounds(school: School) -> list[Round]:
    """Return the open rounds of a school."""
    rows = Round.objects.for_school(school).filter(state=RoundState.OPEN)
    return list(rows.select_related("school", "agreement__policy", "version").order_by("due", "pk"))


def who_is_missing(missing: Iterable[Missing]) -> list[UUID]:
    """Return each person of a list of missing signatures once, in order."""
    return list(dict.fromkeys(missed.person_id for missed in missing))

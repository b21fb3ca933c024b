"""Who is left in a round, why, and what the office can do about it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.db.models import BooleanField, CharField, Count, Exists, ExpressionWrapper, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Concat, Trim
from django.utils.translation import gettext as _

from core.db.dated import in_force
from notices.models import Claim, Notice
from notices.queries.failure_reasons import CHECK_ADDRESS, address_failed
from notices.states.outbox import State
from people.models.persons import Address, Person, SchoolRecord
from people.models.pupils import CarerLink, Pupil
from people.queries import families
from people.queries.acting import Actor
from people.states.words import AddressKind
from signoffs.models import Opened, Question, Round
from signoffs.queries.audience import children_to_sign_for, outstanding
from signoffs.queries.questions import answering_roles
from signoffs.queries.rounds import local_day, may_remind_now
from signoffs.states import ASKING, LINK, REMINDED, Audience, NotSignedReason, QuestionKind, QuestionState

if TYPE_CHECKING:
    from signoffs.queries.audience import Child

ANSWERED = (State.SENT, State.BOUNCED, State.FAILED)
"""Where a message stands once a mail server has said something to it: the newest of these counts."""
# What the office does about each reason, the most pressing first.
TAG_KINDS = {
    NotSignedReason.QUESTION: "info",
    NotSignedReason.CALL: "info",
    NotSignedReason.PAPER: "info",
    NotSignedReason.BOUNCED: "overdue",
    NotSignedReason.NO_EMAIL: "due",
    NotSignedReason.NO_SIGNER: "overdue",
    NotSignedReason.NOT_OPENED: "waiting",
    NotSignedReason.OPENED: "waiting",
}
MOST_PRESSING_FIRST = tuple(TAG_KINDS)
_QUESTION_REASONS = {QuestionKind.PAPER: NotSignedReason.PAPER, QuestionKind.CALL: NotSignedReason.CALL}


@dataclass(frozen=True, slots=True)
class NotSignedRow:
    """One line of the list of who has not signed: a person (or a child nobody may sign for), why, and since when."""

    person_id: UUID | None
    name: str
    reason: NotSignedReason
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
        return str(CHECK_ADDRESS) if self.reason == NotSignedReason.BOUNCED else ""


@dataclass(frozen=True, slots=True)
class NotSignedList:
    """The list of who has not signed, with the number of people that a reminder can reach."""

    rows: list[NotSignedRow]
    reachable: int
    why_not: str

    @property
    def reasons(self) -> list[tuple[NotSignedReason, int]]:
        """Why people are left and how many each, the most pressing first."""
        counted = Counter(row.reason for row in self.rows)
        return [(reason, counted[reason]) for reason in MOST_PRESSING_FIRST if reason in counted]

    def left_for(self, reason: str) -> list[NotSignedRow]:
        """Return the rows of one reason; all of them for "" or a reason that nobody has any more."""
        rows = [row for row in self.rows if row.reason == reason]
        return rows or self.rows


def not_signed_list(round: Round, actor: Actor) -> NotSignedList:
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
    rows.sort(key=lambda row: (MOST_PRESSING_FIRST.index(row.reason), row.name))
    return NotSignedList(rows, sum(1 for person in persons if people[person].has_mail), may_remind_now(round).reason)


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
    """Return the people with all that the list of who has not signed says of them, in one query."""
    school, day = round.school_id, round.school.today()
    records = SchoolRecord.objects.filter(person=OuterRef("pk"), school=school, from_date__lte=day)
    full = Trim(Concat("first_name", Value(" "), "last_name", output_field=CharField()))
    mail = Address.objects.filter(in_force(day), person=OuterRef("pk"), school=school, kind=AddressKind.EMAIL)
    notices = Notice.objects.filter(person=OuterRef("pk"), school=school, subject=round.label, state__in=ANSWERED)
    newest = notices.filter(kind__in=(*ASKING, LINK)).order_by("-queued_at", "pk")
    claims = Claim.objects.filter(person=OuterRef("pk"), school=school, subject=round.label, kind__in=REMINDED)
    # Steps claimed on one day went out in one message.
    number = claims.order_by().values("person").annotate(n=Count(local_day("made_at", round), distinct=True))
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


def _row(person: _Person, question: tuple[UUID, str] | None, children: list[str], reads: set[str]) -> NotSignedRow:
    if question is not None:
        reason = _QUESTION_REASONS.get(QuestionKind(question[1]), NotSignedReason.QUESTION)
    elif not person.has_mail:
        reason = NotSignedReason.NO_EMAIL
    elif person.came_back:
        reason = NotSignedReason.BOUNCED
    else:
        reason = NotSignedReason.OPENED if person.opened else NotSignedReason.NOT_OPENED
    name = person.name or _("Name not known")
    asked, kind = question or (None, "")
    return NotSignedRow(person.pk, name, reason, children, asked, person.reminders, kind in reads)


def paper_signer(round: Round, person_id: UUID) -> tuple[Person, list[Child]] | None:
    """Return whose paper form may be recorded and for which children; None when nothing of theirs is missing."""
    missing = outstanding(round, persons=[person_id], each=True) if round.is_open else []
    if not missing:
        return None
    person = Person.objects.select_related("data_key").get(pk=person_id)
    open_for = {missed.pupil_id for missed in missing}
    family = round.agreement.audience == Audience.FAMILY
    children = children_to_sign_for(person, round.school) if family else []
    return (person, [child for child in children if child.pk in open_for])


def pupil_names(round: Round, persons: list[UUID]) -> dict[UUID, str]:
    """Return the first names of these carers' children."""
    links = CarerLink.objects.for_school(round.school_id).filter(person__in=persons)
    pupils = Pupil.objects.for_school(round.school_id).filter(pk__in=links.values("pupil"))
    return dict(pupils.values_list("pk", "first_name"))


def _without_adult(round: Round) -> list[NotSignedRow]:
    """Children on the roll for whom no adult may sign: only the office can see and mend that."""
    day = round.school.today()
    links = CarerLink.objects.for_school(round.school_id).filter(in_force(day), may_sign=True, barred=False)
    rows = families.pupils_at(round.school).exclude(pk__in=links.values("pupil"))
    rows = rows.exclude(pk__in=round.signatures.filter(pupil__isnull=False).values("pupil"))
    return [NotSignedRow(None, str(pupil), NotSignedReason.NO_SIGNER) for pupil in rows]

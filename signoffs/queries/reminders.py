"""Where people stand in the reminder schedule of a round: read for all of them at once, decided in memory.

Each person's steps count from the day on which they were first asked. Nothing here claims or sends.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, Min, OuterRef, Q

from core import clock
from core.clock import day_of
from core.contributions.reminders import Who
from core.db.dated import in_force
from notices.models import Claim, Notice
from notices.rules.reminder_schedules import DueStep, due_steps
from notices.rules.sentences import schedule_words
from notices.states.outbox import OUTBOX, State
from people.models.pupils import CarerLink
from schools.queries.daybook import Daybook
from signoffs.models import Question, Round, Signature
from signoffs.queries.audience import MissingSignature, outstanding, who_is_missing
from signoffs.states import ASKING, QUIET_DAYS, REMINDED, REQUESTED, SIGN_OFF_REMINDERS, Audience, QuestionState

MOST = SIGN_OFF_REMINDERS.cap or 0
"""How many reminders one person gets about a round, including those sent by hand."""
ReminderSteps = tuple[tuple[str, dt.date], ...]
"""Names of steps, each with the day from which it counts: with a person and a round, what a claim says."""


@dataclass(frozen=True, slots=True)
class RemindersSent:
    """What one person has been told about a round: the steps claimed, and on how many days a reminder went out."""

    steps: frozenset[tuple[str, dt.date]] = frozenset()
    reminders: int = 0
    last: dt.date = dt.date.min


NONE_SENT = RemindersSent()


@dataclass(frozen=True, slots=True)
class DueReminder:
    """One reminder that is due: its round, and the steps to claim for it."""

    round: Round
    steps: ReminderSteps


def first_asked(round: Round, persons: Iterable[UUID] | None = None) -> dict[UUID, dt.date]:
    """Return the day on which each person (of ``persons``) was first asked to sign in a round. One query."""
    rows = Notice.objects.for_school(round.school_id).filter(subject=round.label, kind__in=REQUESTED)
    if persons is not None:
        rows = rows.filter(person__in=list(persons))
    # Thousands were asked at one moment: they share one day.
    day = cache(lambda moment: day_of(moment, round.school.timezone))
    moments = rows.order_by().values("person_id").annotate(first=Min("queued_at")).values_list("person_id", "first")
    return {person: day(moment) for person, moment in moments.iterator()}


def reminders_sent(round: Round) -> dict[UUID, RemindersSent]:
    """Return what each person has been reminded of in a round. One query.

    Steps claimed on one day went out in one message, so reminders are counted by days.
    """
    zone = ZoneInfo(round.school.timezone)
    rows = Claim.objects.for_school(round.school_id).filter(subject=round.label, kind__in=REMINDED)
    claims_of: dict[UUID, list[tuple[str, dt.date, dt.date]]] = {}
    day = cache(lambda moment: moment.astimezone(zone).date())
    for person, step, anchor, made_at in rows.order_by().values_list("person_id", "step", "due", "made_at").iterator():
        claims_of.setdefault(person, []).append((step, anchor, day(made_at)))
    summary = cache(_summary)
    return {person: summary(tuple(sorted(claims))) for person, claims in claims_of.items()}


def _summary(claims: tuple[tuple[str, dt.date, dt.date], ...]) -> RemindersSent:
    days = {made_on for *_, made_on in claims}
    return RemindersSent(
        frozenset((step, anchor) for step, anchor, _made in claims), len(days), max(days, default=dt.date.min)
    )


def due_step_finder(round: Round, *, today: dt.date, days: Daybook) -> Callable[[dt.date], Mapping[Who, DueStep]]:
    """Return a function from the day of asking to the newest step that has come for each of those whom it tells."""

    @cache
    def due_steps_for(asked: dt.date) -> Mapping[Who, DueStep]:
        steps = due_steps(SIGN_OFF_REMINDERS, asked=asked, due=round.due, today=today, days=days)
        return {step.who: step for step in steps}

    return due_steps_for


def reminders_due(
    round: Round, missing: Iterable[UUID], asked: Mapping[UUID, dt.date], *, today: dt.date, days: Daybook
) -> dict[UUID, DueReminder]:
    """Return who is to be reminded of a round today, with the steps that have come and are not claimed. Three queries.

    Nobody in the first three days after the request left or they were last reminded (but on the last day itself),
    nobody more often than the schedule allows, and nobody who asked something that the school has not answered or has
    only just answered.
    """
    sent, due_steps_for, shared = (
        reminders_sent(round),
        due_step_finder(round, today=today, days=days),
        cache(DueReminder),
    )
    waiting = awaiting_answer(round, today) | recently_asked(round, today)
    quiet = dt.timedelta(days=QUIET_DAYS)
    due = {}
    for person in missing:
        since = asked.get(person)
        if since is None or today < since + quiet or person in waiting:
            continue
        step, before = due_steps_for(since).get(Who.PERSON), sent.get(person, NONE_SENT)
        if step is None or before.reminders >= MOST or (step.name, step.anchor) in before.steps:
            continue
        if today - quiet < before.last < today and not step.day == round.due == today:
            continue
        steps = ((step.name, step.anchor), *step.older)
        due[person] = shared(round, tuple(claim for claim in steps if claim not in before.steps))
    return due


def awaiting_answer(round: Round, today: dt.date) -> set[UUID]:
    """Return who has asked something in place of signing, and had no answer yet or had it in the last three days."""
    midnight = _quiet_from(round, today)
    rows = Question.objects.for_school(round.school_id).filter(round=round.pk)
    open_ones = rows.filter(Q(state=QuestionState.ASKED) | Q(answered_at__gte=midnight))
    return set(open_ones.values_list("person_id", flat=True))


def recently_asked(round: Round, today: dt.date) -> set[UUID]:
    """Return to whom a request has not gone out yet (the school was closed), or went in the last three days."""
    rows = Notice.objects.for_school(round.school_id).filter(subject=round.label, kind__in=REQUESTED)
    on_hold = Q(state=State.WAITING, next_try_at__gt=clock.now())
    recent = rows.filter(on_hold | Q(state=State.SENT, sent_at__gte=_quiet_from(round, today)))
    return set(recent.order_by().values_list("person_id", flat=True))


def _quiet_from(round: Round, today: dt.date) -> dt.datetime:
    day = today - dt.timedelta(days=QUIET_DAYS - 1)
    return dt.datetime.combine(day, dt.time(), tzinfo=ZoneInfo(round.school.timezone))


def schedule_sentences(round: Round) -> list[str]:
    """Return the schedule of a round in sentences: who is reminded, and when. No query."""
    sign_off = next(schedule for schedule in schedule_words() if schedule.name == SIGN_OFF_REMINDERS.name)
    return sign_off.sentences[:1] if round.agreement.audience == Audience.FAMILY else sign_off.sentences


def reminder_recipients(round: Round, *, today: dt.date) -> list[UUID]:
    """Return who may get a reminder by hand today: still to sign, asked three days ago, told fewer than three times."""
    asked, sent = first_asked(round), reminders_sent(round)
    return [
        person
        for person in who_is_missing(outstanding(round))
        if person in asked
        and today >= asked[person] + dt.timedelta(days=QUIET_DAYS)
        and sent.get(person, NONE_SENT).reminders < MOST
    ]


def asked_since(
    round: Round, missing: Collection[MissingSignature], asked: Mapping[UUID, dt.date]
) -> dict[UUID, dt.date]:
    """Return since when each person who is missing has been asked; of somebody without an address, since the round did.

    They hear nothing by e-mail, so that those who look after them must.
    """
    opened = day_of(round.opened_at, round.school.timezone) if round.opened_at else round.due
    return {missed.person_id: asked.get(missed.person_id) or max(missed.since, opened) for missed in missing}


def messages_waiting(round: Round, persons: Collection[UUID] | None = None) -> list[UUID]:
    """Return to whom a message that asks to sign has not gone out yet, of ``persons`` if given. One query."""
    rows = Notice.objects.for_school(round.school_id).filter(
        subject=round.label, kind__in=ASKING, state__in=OUTBOX.find("cancel").sources
    )
    if persons is not None:
        rows = rows.filter(person__in=list(persons))
    return list(rows.order_by().values_list("person_id", flat=True).distinct())


def signed_among(round: Round, persons: Collection[UUID]) -> set[UUID]:
    """Return those of ``persons`` who are still bound and from whom nothing is missing: it is signed. One query."""
    given = Signature.objects.for_school(round.school_id).filter(round=round)
    if round.agreement.audience == Audience.STAFF:
        return set(given.filter(person__in=list(persons), pupil=None).values_list("person_id", flat=True))
    day = round.school.today()
    links = CarerLink.objects.for_school(round.school_id).filter(
        in_force(day), Exists(given.filter(pupil=OuterRef("pupil"))), person__in=list(persons), may_sign=True
    )
    return set(links.values_list("person_id", flat=True))


def missing_among(round: Round, persons: Collection[UUID]) -> set[UUID]:
    """Return those of ``persons`` whose signature is missing at this moment."""
    return {missed.person_id for missed in outstanding(round, persons=persons)}

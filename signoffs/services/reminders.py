"""Reminders: only to those still to sign, claimed before they are queued, each round by itself.

Several rounds due for one person are several notices, so that each stops by itself when it is signed; they are queued
in one transaction, and the outbox carries them in one message.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from uuid import UUID

from django.utils.translation import gettext as _

from core import clock
from core.db.transactions import unit_of_work
from core.errors import Refused
from ledger.states import Confidentiality
from notices.services import claims, outbox
from notices.services.claims import ReminderClaim
from notices.services.outbox import Wanted
from people.queries.acting import Actor
from signoffs.models import Round
from signoffs.queries import audience, reminders
from signoffs.queries import rounds as rounds_queries
from signoffs.queries.audience import MissingSignature
from signoffs.queries.reminders import DueReminder
from signoffs.services.recording import record
from signoffs.services.rounds import ask_people, reachable, request_context
from signoffs.services.run_context import RunContext, chunks, lock_rounds, run_context
from signoffs.states import Audience, Permission

NEW_CHILD = "new_child"
STARTER = "starter"
ReminderPlan = dict[UUID, list[DueReminder]]
"""What each person is to be reminded of."""


def _kind(round: Round) -> str:
    return "family_reminder" if round.agreement.audience == Audience.FAMILY else "staff_reminder"


@unit_of_work()
def remind_people(run: RunContext, planned: ReminderPlan) -> int | None:
    """Claim and queue what is due for a few hundred people; returns how many of them are reminded.

    Read again first: what was signed since the plan was made is left out. What somebody else has claimed meanwhile is
    theirs. None when another scheduled run is at work at this school, which then does the rest.
    """
    rounds = {due.round.pk: due.round for due_reminders in planned.values() for due in due_reminders}
    if not lock_rounds(rounds.values()):
        return None
    left = {pk: reminders.missing_among(round, planned) for pk, round in rounds.items()}
    due_claims = [
        ReminderClaim(_kind(due.round), person, due.round.label, day, step)
        for person, due_reminders in planned.items()
        for due in due_reminders
        if person in left[due.round.pk]
        for step, day in due.steps
    ]
    new = claims.claim_many(school=run.school, claims=due_claims, now=run.now)
    pairs = {(claim.subject, claim.person) for claim in new}
    return _queue(run, rounds.values(), pairs)


def _queue(run: RunContext, rounds: Iterable[Round], pairs: set[tuple[str, UUID]]) -> int:
    """Queue a reminder about each round for each person it was claimed for; returns how many people that are."""
    by_label = {round.label: round for round in rounds}
    persons = {person for _label, person in pairs}
    contexts = {label: _contexts(round, persons, run.today) for label, round in by_label.items()}
    messages = [
        Wanted(
            school=run.school,
            confidentiality=Confidentiality.EVERYDAY,
            kind=_kind(by_label[label]),
            person=person,
            subject=label,
            key=f"{label}:{person}:remind:{run.today.isoformat()}",
            context=contexts[label](person),
            hold_until=run.opens,
        )
        for label, person in pairs
    ]
    outbox.queue_many(messages, now=run.now)
    return len(persons)


def _contexts(round: Round, persons: Iterable[UUID], today: dt.date) -> Callable[[UUID], Mapping[str, object]]:
    """Return a function from a person to what their reminder holds: one for all, until the round's last day is over."""
    first = reminders.first_asked(round, persons) if today > round.due else {}
    context = cache(lambda asked: request_context(round, asked=asked))
    return lambda person: context(first.get(person))


def ask_newcomers(
    run: RunContext, round: Round, missing: Sequence[MissingSignature], asked: Mapping[UUID, dt.date]
) -> Iterator[int]:
    """Ask whoever has come into the audience since the round opened: a new starter (M7), a child of a family.

    Yields after each few hundred people, with how many messages are new. ``missing`` and ``asked`` are of today.
    """
    family = round.agreement.audience == Audience.FAMILY
    new = [person for person in audience.who_is_missing(missing) if person not in asked]
    for chunk in chunks(reachable(round, new)):
        yield _ask_chunk(round, chunk, NEW_CHILD if family else STARTER, run.now)
    if family:
        opened = clock.day_of(round.opened_at or run.now, round.school.timezone)
        joined = [signature for signature in missing if signature.person_id in asked and signature.since > opened]
        late = {(signature.person_id, signature.pupil_id) for signature in joined}
        yield from _ask_about_new_children(round, late, run.now)


@unit_of_work()
def _ask_chunk(round: Round, persons: Sequence[UUID], reason: str, now: dt.datetime) -> int:
    if not lock_rounds([round]):
        return 0
    left = reminders.missing_among(round, persons)
    return ask_people(round, [person for person in persons if person in left], now=now, reason=reason)


def _ask_about_new_children(round: Round, pairs: set[tuple[UUID, UUID | None]], now: dt.datetime) -> Iterator[int]:
    """One message for each child who joined a family that had been asked before; its key is the claim."""
    wanted = {f"{round.label}:{person}:child:{pupil}": person for person, pupil in pairs}
    for key in reminders.queued_keys(round, NEW_CHILD) if wanted else ():
        wanted.pop(key, None)
    able = set(reachable(round, set(wanted.values())))
    for chunk in chunks(sorted(key for key, person in wanted.items() if person in able)):
        yield _ask_for_children(round, {key: wanted[key] for key in chunk}, now)


@unit_of_work()
def _ask_for_children(round: Round, wanted: Mapping[str, UUID], now: dt.datetime) -> int:
    if not lock_rounds([round]):
        return 0
    context = request_context(round, asked=clock.day_of(now, round.school.timezone))
    rows = [
        Wanted(round.school, Confidentiality.EVERYDAY, "family_request", person, round.label, key, context, NEW_CHILD)
        for key, person in wanted.items()
    ]
    return outbox.queue_many(rows, now=now)


@unit_of_work()
def remind(*, round: Round, by: Actor, now: dt.datetime | None = None) -> int:
    """Remind everybody still to sign, by hand; returns how many messages were queued.

    Never within three days of the first message to a person, once a day, and at most three reminders a person in all;
    on a day off they wait for the next school day. Raises Refused.
    """
    run = run_context(round.school, now or clock.now())
    if not by.may(Permission.ROUND_CHASE):
        raise Refused(_("Your role cannot remind people."))
    # Two who press at once wait for each other here, and a scheduled run keeps off.
    Round.objects.for_school(round.school_id).select_for_update(no_key=True).get(pk=round.pk)
    rounds_queries.may_remind_now(round).enforce()
    count = sum(_remind_by_hand(run, round, chunk) for chunk in chunks(recipients_today(round, run.today)))
    record(round, "round.reminded", by=by, now=run.now, people=count)
    return count


def recipients_today(round: Round, today: dt.date) -> list[UUID]:
    """Return whom a reminder by hand would reach today; the page that asks first shows how many."""
    return reachable(round, reminders.reminder_recipients(round, today=today))


def _remind_by_hand(run: RunContext, round: Round, persons: Iterable[UUID]) -> int:
    due_claims = [
        ReminderClaim(_kind(round), person, round.label, run.today, rounds_queries.BY_HAND) for person in persons
    ]
    new = claims.claim_many(school=run.school, claims=due_claims, now=run.now)
    return _queue(run, [round], {(claim.subject, claim.person) for claim in new})

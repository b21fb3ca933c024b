"""Reminders of signing: the scheduled run, those by hand, and what line managers and headteachers are told.

Only who is still to sign is reminded, and each reminder is claimed before it is queued. Several rounds due for one
person are several notices, so that each stops by itself when it is signed; they are queued in one transaction, and the
outbox carries them in one message.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from core.contributions.reminders import Who
from core.db.transactions import unit_of_work
from core.errors import Refused, error_place
from ledger.services import record_about
from ledger.states import Confidentiality
from notices.models import Notice
from notices.services import claims, outbox
from notices.services.claims import ReminderClaim
from notices.services.outbox import Wanted
from people.queries.acting import Actor
from schools.models.schools import School
from schools.queries import calendar
from signoffs.models import Round
from signoffs.queries import audience, reminders
from signoffs.queries import rounds as rounds_queries
from signoffs.queries import teams as teams_queries
from signoffs.queries.audience import MissingSignature
from signoffs.queries.reminders import DueReminder
from signoffs.queries.teams import Team
from signoffs.services.cancelling import cancel_teams, cancel_unneeded, team_subject
from signoffs.services.rounds import ask_people, reachable, request_context
from signoffs.services.run_context import RunContext, chunks, lock_rounds, run_context
from signoffs.states import REQUESTED, TEAM, Audience, Permission, RoundState

log = logging.getLogger("portal.signoffs")
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
    rows = Notice.objects.for_school(round.school_id).filter(subject=round.label, kind__in=REQUESTED, reason=NEW_CHILD)
    for key in rows.values_list("key", flat=True) if wanted else ():
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
    record_about(round, "round.reminded", by=by, now=run.now, people=count)
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


@unit_of_work()
def notify_teams(run: RunContext) -> int:
    """Tell line managers and headteachers what has come due; returns how many people are told (L23).

    Read, claimed and queued in one transaction; what is claimed already is not told again.
    """
    rounds = [round for round in rounds_queries.open_rounds(run.school) if round.agreement.audience == Audience.STAFF]
    if not rounds or not lock_rounds(rounds):
        return 0
    teams = teams_queries.teams_to_notify(run.school, today=run.today, days=run.days)
    new = claims.claim_many(
        school=run.school, claims=[claim for team in teams for claim in _claims_of(team)], now=run.now
    )
    due = [team for team in teams if not new.isdisjoint(_claims_of(team))]
    return outbox.queue_many([_team_message(run, team) for team in due], now=run.now)


def _claims_of(team: Team) -> list[ReminderClaim]:
    return [ReminderClaim(TEAM, holder, label, asked, step) for holder, label, asked, step in team.claims]


def _team_message(run: RunContext, team: Team) -> Wanted:
    return Wanted(
        school=run.school,
        confidentiality=Confidentiality.EVERYDAY,
        kind=TEAM,
        person=team.recipient,
        subject=team_subject(run.school),
        key=teams_queries.team_key(run.school, team.recipient, run.today),
        context={"count": len(team.persons), "due": team.due} | _team_page(run, team),
        reason=team.reason,
        hold_until=run.opens,
    )


def _team_page(run: RunContext, team: Team) -> dict[str, str]:
    """Return where the button leads: a headteacher to all rounds, who leads a team to the names; a cover to home."""
    if team.is_head:
        return {"page": reverse("signoffs:rounds", args=[run.school.slug])}
    return {"page": reverse("signoffs:team", args=[run.school.slug])} if Who.LINE_MANAGER in team.leads else {}


def reminder_run(*, now: dt.datetime | None = None) -> int:
    """Send what is due in every school; returns how many people were reminded. Safe to run twice or at the same time.

    A few hundred people are a unit of work of their own, claims and messages together: a kill in the middle loses
    nobody and repeats nobody. Schools take turns, so that a large one holds up none; one that fails is logged and left
    until the next scheduled run. On a day off nothing is sent, and the next school day makes it up.
    """
    moment = now or clock.now()
    rows = Round.objects.across_schools("a scheduled run for every school").filter(state=RoundState.OPEN)
    schools = School.objects.filter(pk__in=rows.values("school")).order_by("pk")
    running = {school.pk: _run_at(school, moment) for school in schools}
    count = 0
    while running:
        for pk, steps in list(running.items()):
            try:
                count += next(steps)
            except StopIteration:
                del running[pk]
            except Exception as problem:  # one school of many
                log.error(
                    "Reminders of school %s stopped; the next scheduled run makes them up: %s", pk, error_place(problem)
                )
                connection.close_if_unusable_or_obsolete()
                del running[pk]
    return count


def _run_at(school: School, now: dt.datetime) -> Iterator[int]:
    """Do all that is due at one school, one transaction after the other; yields how many people each reminded."""
    if calendar.writing_from(school, now) is None:
        return
    run = run_context(school, now)
    rounds = [round for round in rounds_queries.open_rounds(school) if rounds_queries.newer_version(round) is None]
    planned: ReminderPlan = {}
    for round in rounds:
        missing, asked = audience.outstanding(round), reminders.first_asked(round)
        for _asked in ask_newcomers(run, round, missing, asked):
            yield 0
        left = audience.who_is_missing(missing)
        cancel_unneeded(round, left=left)
        for person, due in reminders.reminders_due(round, left, asked, today=run.today, days=run.days).items():
            planned.setdefault(person, []).append(due)
    for chunk in chunks(sorted(planned)):
        count = remind_people(run, {person: planned.pop(person) for person in chunk})
        if count is None:
            return
        yield count
    cancel_teams(school)
    notify_teams(run)

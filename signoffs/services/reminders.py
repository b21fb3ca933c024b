"""Reminders: only to those still to sign, claimed before they are queued, one message a person however many rounds."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from core import clock
from core.errors import Refused
from core.unit import unit
from ledger import services as ledger
from ledger.states import Room
from notices import services as notices
from notices.services import Wanted
from people import queries as people
from people.models import Person, School
from people.states import Permission
from signoffs import queries
from signoffs.models import Round
from signoffs.services.rounds import ask_people, reachable, request_context
from signoffs.states import LADDER, MOST_REMINDERS, Anchor, Audience

NEW_CHILD = "new_child"
STARTER = "starter"


@dataclass(slots=True)
class Due:
    """What one person is to be reminded of: rounds, and for each the rungs (name, day) that have come due unclaimed."""

    rounds: list[Round] = field(default_factory=list)
    rungs: dict[UUID, list[tuple[str, dt.date]]] = field(default_factory=dict)


def _kind(round: Round) -> str:
    return "family_reminder" if round.agreement.audience == Audience.FAMILY else "staff_reminder"


def _rungs_due(
    round: Round, asked: dt.date, today: dt.date, days: dict[tuple[dt.date, int], dt.date]
) -> list[tuple[str, dt.date]]:
    """Return (rung, its day) of every rung whose day has come, for somebody first asked on ``asked``.

    With ``<=``: a missed night is made up by the next tick. A rung on or before the day of asking is never due.
    """
    found = []
    for rung in LADDER:
        anchor = asked if rung.anchor == Anchor.OPENED else round.due
        key = (anchor, rung.school_days)
        if key not in days:
            days[key] = people.school_days_after(round.school, anchor, rung.school_days)
        if asked < days[key] <= today:
            found.append((rung.name, anchor))
    return found


def plan(school: School, today: dt.date) -> dict[tuple[UUID, str], Due]:
    """Return who is to be reminded of what, by (person, kind of message): derived, nothing is claimed yet."""
    found: dict[tuple[UUID, str], Due] = defaultdict(Due)
    days: dict[tuple[dt.date, int], dt.date] = {}
    for round in queries.open_rounds(school):
        if queries.newer_version(round) is not None:
            continue
        asked, claimed = queries.first_asked(round), queries.rungs_claimed(round)
        had = queries.reminders_sent(round)
        for person in queries.who_is_missing(queries.outstanding(round)):
            if person not in asked or had[person] >= MOST_REMINDERS:
                continue
            due = found[person, _kind(round)]
            due.rounds.append(round)
            since = clock.day_of(asked[person], school.timezone)
            rungs = [one for one in _rungs_due(round, since, today, days) if (person, *one) not in claimed]
            if rungs:
                due.rungs[round.pk] = rungs
    return {key: due for key, due in found.items() if due.rungs}


@unit()
def remind_person(*, person: Any, school: School, due: Due, now: dt.datetime | None = None) -> bool:
    """Claim every rung that has come due and queue one message for all rounds; False when nothing was left to claim.

    What was signed since the plan was made is left out: reminders read the live status.
    """
    moment = now or clock.now()
    rounds = [one for one in due.rounds if queries.outstanding(one, persons=[person.pk])]
    claimed = False
    for round in rounds:
        for rung, day in due.rungs.get(round.pk, ()):
            claimed |= notices.claim(
                school=school, kind=_kind(round), person=person, subject=round.label, due=day, rung=rung, now=moment
            )
    if claimed:
        _queue(school, person, rounds, moment)
    return claimed


def _message(school: School, person: Person, rounds: Sequence[Round], now: dt.datetime) -> Wanted:
    first = min(rounds, key=lambda one: one.due)
    context = request_context(first)
    if "count" in context:
        context |= {"count": len(rounds), "minutes": sum(one.minutes for one in rounds)}
        if len(rounds) > 1:
            context.pop("page")
    day = clock.day_of(now, school.timezone).isoformat()
    return Wanted(
        school=school,
        room=Room.EVERYDAY,
        kind=_kind(first),
        person=person,
        subject=first.label,
        key=f"{first.label}:{person.pk}:remind:{day}",
        context=context,
        hold_until=people.opens_next(school, now),
    )


def _queue(school: School, person: Person, rounds: Sequence[Round], now: dt.datetime) -> None:
    notices.queue_many([_message(school, person, rounds, now)], now=now)


def ask_newcomers(round: Round, *, now: dt.datetime) -> int:
    """Ask whoever has come into the audience since the round opened.

    A new starter (M7), a child who joined a family.
    """
    opened = clock.day_of(round.opened_at or now, round.school.timezone)
    asked = queries.first_asked(round)
    missing = queries.outstanding(round)
    family = round.agreement.audience == Audience.FAMILY
    new = [person for person in queries.who_is_missing(missing) if person not in asked]
    count = ask_people(round, new, now=now, reason=NEW_CHILD if family else STARTER) if new else 0
    late = {(one.person_id, one.pupil_id) for one in missing if one.person_id in asked and one.since > opened}
    return count + (_ask_for_children(round, late, now=now) if family and late else 0)


def _ask_for_children(round: Round, pairs: Iterable[tuple[UUID, UUID | None]], *, now: dt.datetime) -> int:
    """One message for each child who joined a family that had been asked before; its key is the claim."""
    wanted = set(pairs)
    known = {person.pk: person for person in reachable(round, {person for person, _pupil in wanted})}
    return notices.queue_many(
        [
            Wanted(
                school=round.school,
                room=Room.EVERYDAY,
                kind="family_request",
                person=known[person],
                subject=round.label,
                key=f"{round.label}:{person}:child:{pupil}",
                context=request_context(round),
                reason=NEW_CHILD,
            )
            for person, pupil in sorted(wanted, key=str)
            if person in known
        ],
        now=now,
    )


@unit()
def greet(*, round: Round, now: dt.datetime | None = None) -> int:
    """Ask the newcomers of one round; returns how many messages are new."""
    return ask_newcomers(round, now=now or clock.now())


@unit()
def remind(*, round: Round, by: Any, now: dt.datetime | None = None) -> int:
    """Remind everybody still to sign, by hand; returns how many messages were queued.

    Never within three days of the first message, once a day, and at most three reminders a person in all. Raises
    Refused.
    """
    moment = now or clock.now()
    school, today = round.school, clock.day_of(moment, round.school.timezone)
    if not by.may(Permission.ROUND_CHASE):
        raise Refused(_("Your role cannot remind people."))
    asked, had = queries.first_asked(round), queries.reminders_sent(round)
    queries.may_remind_now(round).enforce()
    missing = queries.who_is_missing(queries.outstanding(round))
    wanted = []
    for person in reachable(round, [one for one in missing if one in asked and had[one] < MOST_REMINDERS]):
        if notices.claim(
            school=school,
            kind=_kind(round),
            person=person,
            subject=round.label,
            due=today,
            rung=queries.BY_HAND,
            now=moment,
        ):
            wanted.append(_message(school, person, [round], moment))
    count = notices.queue_many(wanted, now=moment)
    ledger.record(
        school_id=school.pk,
        room=Room.EVERYDAY,
        verb="round.reminded",
        subject=round.label,
        actor=by,
        facts={"people": count},
        now=moment,
    )
    return count

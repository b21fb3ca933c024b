"""Opening and closing rounds, and asking the people concerned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from core import clock
from core.db.dated import in_force
from core.db.transactions import unit_of_work
from core.workflow import guarded_update, require
from ledger import services as ledger
from ledger.states import Confidentiality
from notices.services import outbox
from notices.services.outbox import Wanted
from people.models.pupils import CarerLink
from people.queries import directory
from policies.models import Policy
from signoffs import rules
from signoffs.models.agreements import Agreement, Round
from signoffs.models.signatures import Signature
from signoffs.queries import audience as audience_queries
from signoffs.queries import chase, personal_deadline, versions
from signoffs.services.cancelling import cancel_round
from signoffs.services.signing import LINK_DAYS
from signoffs.states import ROUND, Audience, Group, Permission, RoundState

PIECE = 4000
"""People whose addresses are looked up at once."""


def move(round: Round, name: str, *, by: Any, now: dt.datetime, **changes: Any) -> None:
    """Move a round by its table. Raises Refused without the right and StaleWrite when somebody was first."""
    step = ROUND.find(name)
    require(by.permissions, step)
    guarded_update(Round, round.pk, transition=step, **changes)
    round.state = step.target
    for field, value in changes.items():
        setattr(round, field, value)


def _told(round: Round, verb: str, *, by: Any, now: dt.datetime, **facts: Any) -> None:
    ledger.record(
        school_id=round.school_id,
        confidentiality=Confidentiality.EVERYDAY,
        verb=verb,
        subject=round.label,
        actor=by,
        facts=facts,
        now=now,
    )


@unit_of_work()
def open_round(
    *,
    version: Any,
    audience: str,
    due: dt.date,
    statements: Sequence[Mapping[str, Any]],
    by: Any,
    groups: Collection[str] = (Group.STAFF,),
    asks_pictures: bool = False,
    minutes: int | None = None,
    now: dt.datetime | None = None,
) -> Round:
    """Ask an audience to sign a published version by ``due``.

    Returns the open round, with one notice queued for each person.

    ``statements``: one to three ``{"kind", "text"}``. ``minutes``: how long reading takes (counted from the text if
    left out). An open round of the same policy and audience is closed in its favour. Raises Refused without the
    right, for a due day that does not lie ahead, or a wording without a statement to agree to.
    """
    moment = now or clock.now()
    school = by.school
    permission = str(Permission.ROUND_OPEN.value)
    rules.may_open(
        permissions=by.permissions, permission=permission, due=due, today=clock.day_of(moment, school.timezone)
    ).enforce()
    roles = rules.clean_roles(groups) if audience == Audience.STAFF else []
    wording = rules.clean_wording(statements)
    # Who opens at the same time waits here, and a second press finds the round of the first.
    Policy.objects.for_school(school).select_for_update(no_key=True).get(pk=version.policy_id)
    running = _open_rounds(version.policy, audience)
    for one in running:
        if (one.version_id, one.due) == (version.pk, due) and _says(one.agreement, roles, wording, asks_pictures):
            return one
    for older in running:
        move(older, "replace", by=by, now=moment, closed_at=moment)
        cancel_round(older, "replaced")
        _told(older, "round.replaced", by=by, now=moment)
    agreement = _agreement(
        version.policy, audience, roles, wording, asks_pictures, clock.day_of(moment, school.timezone)
    )
    round = Round.objects.create(
        school=school, agreement=agreement, version=version, due=due, minutes=minutes or versions.minutes_of(version)
    )
    move(round, "open", by=by, now=moment, opened_at=moment, opened_by=by.person)
    asked = ask_people(round, chase.who_is_missing(audience_queries.outstanding(round)), now=moment)
    _told(round, "round.opened", by=by, now=moment, people=asked, number=version.number, due=due.isoformat())
    return round


def _open_rounds(policy: Any, audience: str) -> list[Round]:
    rows = Round.objects.for_school(policy.school_id).select_related("school", "agreement")
    open_ones = rows.filter(state=RoundState.OPEN, agreement__policy=policy, agreement__audience=audience)
    return list(open_ones.select_for_update(of=("self",)))


def _agreement(
    policy: Any, audience: str, roles: list[str], statements: list[dict[str, str]], pictures: bool, day: dt.date
) -> Agreement:
    """Return the agreement in force if it says the same, else end it and make another.

    What was agreed stays as it was.
    """
    rows = Agreement.objects.for_school(policy.school_id).filter(in_force(day), policy=policy, audience=audience)
    held: Agreement | None = rows.select_for_update().first()
    if held is not None:
        if _says(held, roles, statements, pictures):
            return held
        Agreement.objects.for_school(policy.school_id).filter(pk=held.pk).update(until_date=day)
    made: Agreement = Agreement.objects.create(
        school_id=policy.school_id,
        policy=policy,
        audience=audience,
        from_date=day,
        roles=roles,
        statements=statements,
        asks_pictures=pictures,
    )
    return made


def _says(agreement: Agreement, roles: list[str], statements: list[dict[str, str]], pictures: bool) -> bool:
    return (agreement.roles, agreement.statements, agreement.asks_pictures) == (roles, statements, pictures)


@unit_of_work()
def close_round(*, round: Round, by: Any, now: dt.datetime | None = None) -> None:
    """End a round: nobody is asked any more, and what was signed stays.

    Raises Refused, or StaleWrite if it is closed already.
    """
    moment = now or clock.now()
    move(round, "close", by=by, now=moment, closed_at=moment)
    cancel_round(round, "closed")
    _told(round, "round.closed", by=by, now=moment)


@unit_of_work()
def extend_round(*, round: Round, due: dt.date, by: Any, now: dt.datetime | None = None) -> None:
    """Give people longer: the round closes on a later day. What they were told counts on, so nobody is told more often.

    Raises Refused without the right, for a round that is not open, and for a day that is no later one.
    """
    moment = now or clock.now()
    require(by.permissions, ROUND.find("open"))
    held = Round.objects.for_school(round.school_id).select_for_update(no_key=True).get(pk=round.pk)
    today = clock.day_of(moment, round.school.timezone)
    rules.may_extend(state=held.state, due=held.due, wanted=due, today=today).enforce()
    held.due = round.due = due
    held.save(update_fields=["due"])
    _told(round, "round.extended", by=by, now=moment, due=due.isoformat())


def reachable(round: Round, persons: Collection[UUID]) -> list[UUID]:
    """Return those of ``persons`` whom a message can and may reach: an address, and a carer who may be contacted.

    In order; two or three queries for each few thousand people.
    """
    return sorted(one for piece in _pieces(persons) for one in _reachable(round, piece))


def _pieces(persons: Collection[UUID]) -> Iterator[list[UUID]]:
    every = iter(persons)
    while piece := list(islice(every, PIECE)):
        yield piece


def _reachable(round: Round, persons: list[UUID]) -> set[UUID]:
    wanted = set(directory.emails(persons, round.school))
    if round.agreement.audience == Audience.FAMILY:
        links = CarerLink.objects.for_school(round.school_id).filter(in_force(round.school.today()), may_contact=True)
        wanted &= set(links.filter(person__in=wanted).values_list("person_id", flat=True))
    return wanted


def ask_people(round: Round, persons: Collection[UUID], *, now: dt.datetime, reason: str = "") -> int:
    """Queue the first request to each of ``persons`` who can be reached; returns how many are new."""
    family = round.agreement.audience == Audience.FAMILY
    signed = _signed_before(round) if not family and not reason else set()
    context = request_context(round, asked=clock.day_of(now, round.school.timezone))
    return outbox.queue_many(
        (
            Wanted(
                school=round.school,
                confidentiality=Confidentiality.EVERYDAY,
                kind="family_request" if family else "staff_request",
                person=person,
                subject=round.label,
                key=f"{round.label}:{person}:open",
                context=context,
                reason=reason or ("changed" if person in signed else ""),
            )
            for person in reachable(round, persons)
        ),
        now=now,
    )


def request_context(round: Round, *, asked: dt.date | None = None) -> dict[str, Any]:
    """Return what a request or a reminder about one round holds; the link of a family is made at delivery.

    ``asked``: the day on which the person was first asked; after the round's last day they have one of their own.
    """
    context: dict[str, Any] = {"due": personal_deadline.last_day(round, asked), "minutes": round.minutes}
    if round.agreement.audience == Audience.FAMILY:
        return context | {"link": {"purpose": "family", "ref": str(round.pk), "days": LINK_DAYS}}
    return context | {"count": 1, "page": f"/s/{round.school.slug}/sign/{round.pk}/"}


def _signed_before(round: Round) -> set[UUID]:
    """Return who has signed an earlier version of the same policy."""
    rows = Signature.objects.for_school(round.school_id).filter(
        pupil=None, round__agreement__policy=round.agreement.policy_id
    )
    return set(rows.exclude(round__version=round.version_id).values_list("person_id", flat=True))

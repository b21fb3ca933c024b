"""Opening and closing rounds, and asking the people concerned."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from core import clock
from core.db.dated import in_force
from core.db.transactions import unit_of_work
from core.workflow import guarded_update, require
from ledger.services import record_about
from ledger.states import Confidentiality
from notices.services import outbox
from notices.services.outbox import Wanted
from people.models.pupils import CarerLink
from people.queries import directory
from people.queries.acting import Actor
from policies.models import Policy, Version
from signoffs import rules
from signoffs.models import Agreement, Round, Signature
from signoffs.queries import audience as audience_queries
from signoffs.queries import personal_deadline, rounds
from signoffs.services.cancelling import cancel_round
from signoffs.services.run_context import chunks
from signoffs.states import ROUND, Audience, Group, RoundState, Statement

LOOKUP_SIZE = 4000
"""People whose addresses are looked up at once."""


def _move(round: Round, name: str, *, by: Actor, **changes: Any) -> None:
    """Move a round by its table. Raises Refused without the right and StaleWrite when somebody was first."""
    step = ROUND.find(name)
    require(by.permissions, step)
    guarded_update(Round, round.pk, transition=step, **changes)
    round.state = step.target
    for field, value in changes.items():
        setattr(round, field, value)


@unit_of_work()
def open_round(
    *,
    version: Version,
    audience: str,
    due: dt.date,
    statements: Sequence[Mapping[str, str]],
    by: Actor,
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
    today = clock.day_of(moment, school.timezone)
    rules.may_open(permissions=by.permissions, due=due, today=today).enforce()
    roles = rules.clean_roles(groups) if audience == Audience.STAFF else []
    wording = rules.clean_wording(statements)
    # Who opens at the same time waits here, and a second press finds the round of the first.
    Policy.objects.for_school(school).select_for_update(no_key=True).get(pk=version.policy_id)
    earlier = _open_rounds(version.policy, audience)
    for round in earlier:
        same_terms = _terms(round.agreement) == (roles, wording, asks_pictures)
        if same_terms and (round.version_id, round.due) == (version.pk, due):
            return round
    for older in earlier:
        _move(older, "replace", by=by, closed_at=moment)
        cancel_round(older, "replaced")
        record_about(older, "round.replaced", by=by, now=moment)
    agreement = _agreement(version.policy, audience, roles, wording, asks_pictures, today)
    round = Round.objects.create(
        school=school, agreement=agreement, version=version, due=due, minutes=minutes or rounds.minutes_of(version)
    )
    _move(round, "open", by=by, opened_at=moment, opened_by=by.person)
    asked = ask_people(round, audience_queries.who_is_missing(audience_queries.outstanding(round)), now=moment)
    record_about(round, "round.opened", by=by, now=moment, people=asked, number=version.number, due=due.isoformat())
    return round


def _open_rounds(policy: Policy, audience: str) -> list[Round]:
    rows = Round.objects.for_school(policy.school_id).select_related("school", "agreement")
    open_ones = rows.filter(state=RoundState.OPEN, agreement__policy=policy, agreement__audience=audience)
    return list(open_ones.select_for_update(of=("self",)))


def _agreement(
    policy: Policy, audience: str, roles: list[str], statements: list[Statement], pictures: bool, day: dt.date
) -> Agreement:
    """Return the agreement in force if it says the same, else end it and make another.

    What was agreed stays as it was.
    """
    rows = Agreement.objects.for_school(policy.school_id).filter(in_force(day), policy=policy, audience=audience)
    current: Agreement | None = rows.select_for_update().first()
    if current is not None:
        if _terms(current) == (roles, statements, pictures):
            return current
        Agreement.objects.for_school(policy.school_id).filter(pk=current.pk).update(until_date=day)
    new: Agreement = Agreement.objects.create(
        school_id=policy.school_id,
        policy=policy,
        audience=audience,
        from_date=day,
        roles=roles,
        statements=statements,
        asks_pictures=pictures,
    )
    return new


def _terms(agreement: Agreement) -> tuple[list[str], list[Statement], bool]:
    return agreement.roles, agreement.statements, agreement.asks_pictures


@unit_of_work()
def close_round(*, round: Round, by: Actor, now: dt.datetime | None = None) -> None:
    """End a round: nobody is asked any more, and what was signed stays.

    Raises Refused, or StaleWrite if it is closed already.
    """
    moment = now or clock.now()
    _move(round, "close", by=by, closed_at=moment)
    cancel_round(round, "closed")
    record_about(round, "round.closed", by=by, now=moment)


@unit_of_work()
def extend_round(*, round: Round, due: dt.date, by: Actor, now: dt.datetime | None = None) -> None:
    """Give people longer: the round closes on a later day. What they were told counts on, so nobody is told more often.

    Raises Refused without the right, for a round that is not open, and for a day that is no later one.
    """
    moment = now or clock.now()
    require(by.permissions, ROUND.find("open"))
    locked = Round.objects.for_school(round.school_id).select_for_update(no_key=True).get(pk=round.pk)
    today = clock.day_of(moment, round.school.timezone)
    rules.may_extend(state=locked.state, due=locked.due, wanted=due, today=today).enforce()
    locked.due = round.due = due
    locked.save(update_fields=["due"])
    record_about(round, "round.extended", by=by, now=moment, due=due.isoformat())


def reachable(round: Round, persons: Collection[UUID]) -> list[UUID]:
    """Return those of ``persons`` whom a message can and may reach: an address, and a carer who may be contacted.

    In order; two or three queries for each few thousand people.
    """
    return sorted(person for chunk in chunks(persons, LOOKUP_SIZE) for person in _reachable(round, chunk))


def _reachable(round: Round, persons: list[UUID]) -> set[UUID]:
    addressed = set(directory.emails(persons, round.school))
    if round.agreement.audience == Audience.FAMILY:
        links = CarerLink.objects.for_school(round.school_id).filter(in_force(round.school.today()), may_contact=True)
        addressed &= set(links.filter(person__in=addressed).values_list("person_id", flat=True))
    return addressed


def ask_people(round: Round, persons: Collection[UUID], *, now: dt.datetime, reason: str = "") -> int:
    """Queue the first request to each of ``persons`` who can be reached; returns how many are new."""
    family = round.agreement.audience == Audience.FAMILY
    signed: set[UUID] = set()
    if not family and not reason:
        rows = Signature.objects.for_school(round.school_id).exclude(round__version=round.version_id)
        before = rows.filter(pupil=None, round__agreement__policy=round.agreement.policy_id)
        signed = set(before.values_list("person_id", flat=True))
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


def request_context(round: Round, *, asked: dt.date | None = None) -> dict[str, object]:
    """Return what a request or a reminder about one round holds; the link of a family is made at delivery.

    ``asked``: the day on which the person was first asked; after the round's last day they have one of their own.
    """
    context: dict[str, object] = {"due": personal_deadline.last_day(round, asked), "minutes": round.minutes}
    if round.agreement.audience == Audience.FAMILY:
        return context | {"link": {"purpose": "family", "ref": str(round.pk)}}
    return context | {"count": 1, "page": f"/s/{round.school.slug}/sign/{round.pk}/"}

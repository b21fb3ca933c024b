"""The entry of the confidential chain that every move of a case writes, and the notifications without content."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from incidents import rules
from incidents.models.cases import Case
from incidents.models.record import CaseEntry
from incidents.queries import access
from incidents.rules import RouteHolder, RouteResult, SchoolFacts
from incidents.states.workflow import Danger, Move
from ledger import services as ledger
from ledger.states import Confidentiality
from ledger.witness import Witness
from notices.services import outbox
from notices.services.outbox import Wanted
from people.models.persons import Person
from people.queries import same_person
from people.queries.acting import Actor
from schools.queries import week as people_week


def record(
    case: Case,
    verb: str,
    actor: Actor | None,
    *,
    witness: Witness | None = None,
    now: dt.datetime | None = None,
    **facts: Any,
) -> None:
    """Write one entry of the case's stream in the confidential chain."""
    ledger.record(
        school_id=case.school_id,
        confidentiality=Confidentiality.CONFIDENTIAL,
        verb=verb,
        subject=case.subject,
        actor=actor,
        facts={"reference": case.reference, **facts},
        witness=witness,
        now=now,
    )


def write_entry(
    case: Case,
    actor: Actor,
    move: Move,
    *,
    now: dt.datetime,
    why: str,
    verb: str,
    facts: dict[str, Any] | None = None,
    **texts: Any,
) -> CaseEntry:
    """Add an entry to the record of a case and to the chain. Empty texts are left out."""
    kept = {name: (value or None) if isinstance(value, str) else value for name, value in texts.items()}
    entry = CaseEntry(school=case.school, case=case, by=actor.person, at=now, move=move, why=why, **kept)
    record(case, verb, actor, witness=entry.store(), now=now, **(facts or {}))
    return entry


def notify_readers(
    case: Case,
    persons: Iterable[tuple[UUID, str]],
    *,
    facts: SchoolFacts | None = None,
    result: RouteResult | None = None,
    now: dt.datetime,
    step: str = "first",
) -> None:
    """Queue the alert for these (person, reason).

    It holds the reference and times, and nothing else; quiet hours never hold it.
    """
    context: dict[str, Any] = {
        "reference": case.reference,
        "at": case.opened_at,
        "today": case.danger in (Danger.NOW, Danger.TODAY),
        "page": case.get_absolute_url(),
    }
    if facts is not None and result is not None and result.next_in_line:
        context["next_at"] = _next_at(case, facts)
    wanted = [_wanted(case, "concern_alert", person, why, key=step, context=context) for person, why in persons]
    outbox.queue_many(wanted, now=now)


def _wanted(case: Case, kind: str, person: UUID, reason: str, *, key: str, context: dict[str, Any]) -> Wanted:
    return Wanted(
        school=case.school,
        confidentiality=Confidentiality.CONFIDENTIAL,
        kind=kind,
        person=Person(pk=person),
        subject=case.subject,
        key=f"{case.subject}:{key}:{person}",
        context=context,
        reason=reason,
    )


def _next_at(case: Case, facts: SchoolFacts) -> dt.datetime:
    """Return when the next in line hears if nobody opens it."""
    name = rules.first_look_kind(case.route, case.danger)
    in_hours = name == "first_response_hours"
    week = people_week.week_or_none(case.school) if in_hours else None
    return rules.first_look_due(name, facts.settings, case.opened_at, week)


def notify_line_manager(case: Case, by: Actor, readers: Iterable[RouteHolder], *, now: dt.datetime) -> None:
    """Queue for the line manager of who reports that a concern was raised, and no more (obligation L17).

    No reference, no time and no name. Nothing for who reads the case anyway, and nothing for who is kept out of it.
    """
    manager = same_person.line_manager(by.person, case.school)
    if manager is None or manager.pk in access.excluded_people(case) | {reader.person for reader in readers}:
        return
    outbox.queue(
        school=case.school,
        confidentiality=Confidentiality.CONFIDENTIAL,
        kind="concern_raised",
        person=manager,
        subject=case.subject,
        key=f"{case.subject}:line_manager:{manager.pk}",
        now=now,
    )


def notify_of_news(case: Case, persons: Iterable[UUID], *, reason: str, key: str, now: dt.datetime) -> None:
    """Queue "news about an item" for these persons; whoever is kept out by now hears nothing."""
    excluded = access.excluded_people(case)
    context = {"reference": case.reference, "page": case.get_absolute_url()}
    recipients = [person for person in persons if person not in excluded]
    wanted = [_wanted(case, "case_news", person, reason, key=key, context=context) for person in recipients]
    outbox.queue_many(wanted, now=now)

"""What every write of the register does: the confidential ledger and the confidential notice."""

import datetime as dt
from functools import partial
from typing import Any

from core import clock
from core.workflow import Transition, guarded_update, require
from ledger.services import record_about
from ledger.states import Confidentiality
from notices.rules.due_dates import decide_by
from notices.services import outbox
from people.models.persons import Person
from people.queries import directory, same_person
from people.queries.acting import Actor
from registers.models import Disclosure
from registers.queries import deadlines
from registers.states import DISCLOSURE
from schools.queries import week

record = partial(record_about, confidentiality=Confidentiality.CONFIDENTIAL)
"""Write one entry into the confidential chain, in the disclosure's own stream."""


def move(disclosure: Disclosure, name: str, *, by: Actor, **changes: Any) -> Transition:
    """Move a disclosure by its table. Raises Refused without the right and StaleWrite when somebody was first."""
    step = DISCLOSURE.find(name)
    require(by.permissions, step)
    guarded_update(Disclosure, disclosure.pk, transition=step, **changes)
    disclosure.state = step.target
    for field, value in changes.items():
        setattr(disclosure, field, value)
    return step


def notify_deciders(disclosure: Disclosure, *, event: str, now: dt.datetime) -> None:
    """Notify everybody who may decide that something waits; never the one who declared, under any entry."""
    school, today = disclosure.school, clock.day_of(now, disclosure.school.timezone)
    pauses = deadlines.pauses_of(school.pk, [disclosure.pk]).get(disclosure.pk, [])
    due = decide_by(disclosure.sent_at, week=week.week_or_none(school), pauses=pauses)
    context = {"since": today} if due is None or due <= today else {"since": today, "due": due}
    selves = same_person.same_person(disclosure.person_id)
    for person in directory.holders(disclosure.school, disclosure.route):
        if person.pk not in selves:
            _notify(disclosure, "decision_needed", person, event=event, now=now, reason="disclosure", **context)


def notify_person(disclosure: Disclosure, *, event: str, now: dt.datetime) -> None:
    """Notify the person that there is an answer; the words stay on the page."""
    _notify(disclosure, "disclosure_answered", disclosure.person, event=event, now=now)


def _notify(
    disclosure: Disclosure, kind: str, person: Person, *, event: str, now: dt.datetime, reason: str = "", **context: Any
) -> None:
    outbox.queue(
        school=disclosure.school,
        confidentiality=Confidentiality.CONFIDENTIAL,
        kind=kind,
        person=person,
        subject=disclosure.label,
        key=f"{disclosure.label}:{kind}:{event}:{person.pk}",
        reason=reason,
        context={**context, "page": f"/s/{disclosure.school.slug}/disclosures/{disclosure.pk}/"},
        now=now,
    )


def stop_yearly(by: Actor) -> None:
    """Stop the reminder of the yearly answer: it is in."""
    subject = f"school:{by.school.pk}"
    outbox.cancel(subject=subject, kinds=("disclosure_due",), persons=[by.person.pk], reason="signed")


def stop_asking(disclosure: Disclosure) -> None:
    """Stop messages to deciders about something that no longer waits."""
    outbox.cancel(subject=disclosure.label, kinds=("decision_needed",), reason="taken")

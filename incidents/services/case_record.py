"""Adds to a case: entries, corrections, people, and messages with the reporter."""

import datetime as dt
from email.utils import parseaddr
from uuid import UUID

from django.utils.translation import gettext as _

from core import clock
from core.db.transactions import unit_of_work
from core.errors import Refused
from incidents import rules
from incidents.models.cases import Case, Party
from incidents.models.record import CaseEntry, Message
from incidents.queries import access
from incidents.services.case_states import load, load_held, needs_reason
from incidents.services.notifications import notify_of_news, record, write_entry
from incidents.states.workflow import Capacity, Danger, Direction, Move
from ledger.states import Confidentiality
from notices.services import outbox
from people.models.persons import Person
from people.models.pupils import Pupil
from people.queries import directory
from people.queries.acting import Actor


@unit_of_work()
def add_entry(
    *,
    case: Case,
    by: Actor,
    happened: str,
    why: str,
    decided: str = "",
    told: str = "",
    danger: Danger | None = None,
    next_step: str = "",
    next_due: dt.date | None = None,
    corrects: CaseEntry | None = None,
    now: dt.datetime | None = None,
) -> CaseEntry:
    """Add to the record: what happened, what was decided and why, who was told; and the next step with its day.

    Every reader may add. ``corrects`` names the entry that this one puts right: the old one stays as it was (L17,
    KCSIE).
    """
    moment = now or clock.now()
    case = load(by, case)
    if not happened.strip():
        raise Refused(_("Write what happened."))
    reason = needs_reason(why)
    rules.check_credentials(happened, decided, told, next_step)
    if corrects is not None and corrects.case_id != case.pk:
        raise Refused(_("There is no such entry."))
    decided = _set_danger(case, danger, decided.strip())
    if next_step.strip() or next_due:
        case.next_step, case.next_due = next_step.strip() or None, next_due
    case.save(update_fields=["danger", "next_step", "next_due"])
    entry = write_entry(
        case,
        by,
        Move.NOTE,
        now=moment,
        why=reason,
        verb="case.corrected" if corrects else "case.entry",
        happened=happened.strip(),
        decided=decided,
        told=told.strip(),
        corrects=corrects,
    )
    if case.holder_id and case.holder_id != by.person.pk:
        notify_of_news(case, [case.holder_id], reason="due", key=f"entry:{entry.pk}", now=moment)
    return entry


def _set_danger(case: Case, danger: Danger | None, decided: str) -> str:
    """Set how soon somebody must act, and return the decision with it; unchanged when nothing changes."""
    if danger is None or danger == case.danger:
        return decided
    if danger == Danger.NOW and case.wait_until is not None:
        raise Refused(_("Take the case up again first: danger now does not wait."))
    case.danger = danger
    return f"{decided}\n{_('How soon: %(word)s') % {'word': Danger(danger).label}}".strip()


@unit_of_work()
def name_party(
    *,
    case: Case,
    by: Actor,
    capacity: Capacity,
    person: Person | None = None,
    pupil: Pupil | None = None,
    why: str,
    keep_out: bool = False,
    now: dt.datetime | None = None,
) -> Party:
    """Name a person or pupil of a case. Whom it is about can never learn of it, from this moment on.

    Raises Refused for oneself and where nobody would be left who may read the case.
    """
    moment = now or clock.now()
    case = load_held(by, case)
    reason = needs_reason(why)
    excluded = capacity == Capacity.SUBJECT or keep_out
    rows = Party.objects.for_school(case.school_id).filter(case=case, capacity=capacity, person=person, pupil=pupil)
    party: Party | None = rows.first()
    if party is None:
        party = Party(school=case.school, case=case, capacity=capacity, person=person, pupil=pupil, excluded=excluded)
    party.excluded = party.excluded or excluded
    party.save()
    if by.person.pk in access.excluded_people(case):
        raise Refused(_("This would keep you out. Pass the case on first."))
    if not access.reader_ids(case):
        raise Refused(_("This would leave nobody to read the case. Pass it on first."))
    who = str(Pupil.objects.for_school(case.school_id).get(pk=pupil.pk)) if pupil else ""
    who = who or directory.name_of(person, case.school) if person else who
    write_entry(
        case,
        by,
        Move.PARTY,
        now=moment,
        why=reason,
        verb="case.party",
        facts={"capacity": str(capacity)},
        happened=f"{who}: {Capacity(capacity).label}",
    )
    return party


@unit_of_work()
def answer_reporter(
    *, case: Case, by: Actor, body: str, is_question: bool = False, now: dt.datetime | None = None
) -> Message:
    """Write to the reporter. An e-mail address on the report gets an e-mail without content."""
    moment = now or clock.now()
    case = load_held(by, case)
    if not body.strip():
        raise Refused(_("Write your message."))
    rules.check_credentials(body)
    message = _add_message(case, body, by, is_question=is_question, now=moment)
    _email_reporter(case, message, moment)
    return message


def _add_message(case: Case, body: str, by: Actor | None, *, is_question: bool = False, now: dt.datetime) -> Message:
    """Add the school's message, or the reporter's with ``by`` None: that one is stored with the day only."""
    last = Message.objects.for_school(case.school_id).filter(case=case).order_by("-number").first()
    message = Message(
        school=case.school,
        case=case,
        number=last.number + 1 if last else 1,
        direction=Direction.TO_REPORTER if by else Direction.FROM_REPORTER,
        day=clock.day_of(now, case.school.timezone),
        at=now if by else None,
        by=by.person if by else None,
        body=body.strip(),
    )
    witness = message.store()
    Case.objects.for_school(case.school_id).filter(pk=case.pk).update(question_open=is_question)
    record(case, "case.told_reporter" if by else "case.reporter_wrote", by, witness=witness, now=now)
    return message


def _email_reporter(case: Case, message: Message, now: dt.datetime) -> None:
    contact = str(case.report.contact or "").strip()
    address = parseaddr(contact)[1] if "@" in contact else ""
    reporter = Party.objects.for_school(case.school_id).filter(case=case, capacity=Capacity.REPORTER).first()
    if not address and reporter is None:
        return
    outbox.queue(
        school=case.school,
        confidentiality=Confidentiality.CONFIDENTIAL,
        kind="reporter_message",
        person=reporter.person if reporter is not None and not address else None,
        to=address or None,
        subject=case.subject,
        key=f"{case.subject}:message:{message.number}",
        now=now,
    )


@unit_of_work()
def reporter_answers(*, case: Case, body: str, number: int, now: dt.datetime | None = None) -> Message:
    """Take the reporter's answer; ``number`` is its number, so that a double click adds one.

    Stored with the day only; whoever holds the case (or reads it, while nobody does) hears that there is news.
    """
    moment = rules.whole_minute(now or clock.now())
    case = Case.objects.for_school(case.school_id).select_for_update(of=("self",)).get(pk=case.pk)
    if not body.strip():
        raise Refused(_("Write your answer"))
    rules.check_credentials(body)
    before: Message | None = Message.objects.for_school(case.school_id).filter(case=case, number=number).first()
    if before is not None and before.direction == Direction.FROM_REPORTER and before.body == body.strip():
        return before
    message = _add_message(case, body, None, now=moment)
    notify_of_news(
        case, _holder_or_readers(case), reason="reporter_answered", key=f"message:{message.number}", now=moment
    )
    return message


def _holder_or_readers(case: Case) -> list[UUID]:
    if case.holder_id and case.holder_id not in access.excluded_people(case):
        return [case.holder_id]
    return access.reader_ids(case)

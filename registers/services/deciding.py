"""The actions of a decider: read, take, decide."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from core import clock
from core.db.transactions import unit_of_work
from core.errors import StaleWrite
from core.sealing.fields import commitments
from ledger import services as ledger
from ledger.states import Confidentiality
from ledger.witness import Witness, sha256
from people.queries import same_person
from people.queries.acting import Actor
from registers import rules
from registers.models import DECISION_SEALED, Disclosure, DisclosureDecision
from registers.queries import disclosures
from registers.services.base import move, notify_person, record, stop_asking
from registers.states import Outcome
from schools.queries import settings


@dataclass(frozen=True, slots=True)
class Wanted:
    """A decision as it was written. ``reasons`` stay on the record; ``conditions`` and ``note`` go to the person."""

    outcome: str
    reasons: str
    conditions: str = ""
    note: str = ""
    review_on: dt.date | None = None
    discussed_on: dt.date | None = None


@unit_of_work()
def note_read(*, disclosure: Disclosure, by: Actor, now: dt.datetime | None = None) -> None:
    """Record that a decider has read a form. Reading one's own is not recorded."""
    if disclosure.person_id != by.person.pk:
        record(disclosure, "disclosure.read", by=by, now=now or clock.now())


@unit_of_work()
def note_register_read(*, by: Actor, now: dt.datetime | None = None) -> None:
    """Record that somebody looked at the list."""
    ledger.record(
        school_id=by.school.pk,
        confidentiality=Confidentiality.CONFIDENTIAL,
        verb="register.read",
        subject=f"disclosure_register:{by.school.pk}",
        actor=by,
        now=now or clock.now(),
    )


def _may(disclosure: Disclosure, by: Actor) -> None:
    rules.may_decide(
        route=disclosure.route,
        roles=by.roles,
        permissions=by.permissions,
        about_oneself=disclosure.person_id in same_person.same_person(by.person),
    ).enforce()


@unit_of_work()
def take(*, disclosure: Disclosure, by: Actor, over: bool = False, now: dt.datetime | None = None) -> None:
    """Take a form in hand, so that a second decider sees it.

    Raises StaleWrite while a colleague has it, unless taken ``over``.
    """
    moment = now or clock.now()
    _may(disclosure, by)
    free = Q(taken_by=None) | Q(taken_by=by.person)
    rows = Disclosure.objects.for_school(disclosure.school_id).filter(pk=disclosure.pk)
    held = rows.filter(taken_by=by.person).exists()
    if not (rows if over else rows.filter(free)).update(taken_by=by.person, taken_at=moment):
        raise StaleWrite(_("A colleague is deciding on this form."))
    if not held:
        stop_asking(disclosure)
        record(disclosure, "disclosure.taken", by=by, now=moment)


@unit_of_work()
def decide(
    *, disclosure: Disclosure, by: Actor, wanted: Wanted, after: UUID | None = None, now: dt.datetime | None = None
) -> DisclosureDecision:
    """Answer a form; a later decision replaces the earlier one, and both are kept. The person is told (outline 5).

    ``after`` is the decision that the decider saw last (None: none). Raises StaleWrite when another came in between or
    a colleague has the form in hand, and Refused for one's own form, another's route, or an answer without its words.
    """
    moment = (now or clock.now()).astimezone(dt.UTC)
    school = disclosure.school
    locked: Disclosure = Disclosure.objects.for_school(school).select_for_update(of=("self",)).get(pk=disclosure.pk)
    locked.school = school
    _may(locked, by)
    reasons = rules.clean_words(wanted.reasons, _("Write down why. It stays on the record"))
    rules.check_decision(
        outcome=wanted.outcome,
        conditions=wanted.conditions,
        note=wanted.note,
        review_on=wanted.review_on,
        today=clock.day_of(moment, school.timezone),
    )
    last = locked.decisions.order_by("-decided_at", "-pk").first()
    if (last.pk if last else None) != after or locked.taken_by_id not in (None, by.person.pk):
        raise StaleWrite(_("A colleague is deciding on this form. Look at where it stands now."))
    step = move(locked, str(Outcome(wanted.outcome)), by=by, review_on=wanted.review_on, taken_by=None, taken_at=None)
    decision = _write(locked, by, wanted, reasons, last, moment)
    proof = Witness("disclosure_decision", str(decision.pk), decision.digest)
    record(locked, step.verb, by=by, now=moment, witness=proof, outcome=decision.outcome)
    stop_asking(locked)
    notify_person(locked, event=str(decision.pk), now=moment)
    disclosure.state = locked.state
    return decision


def _write(
    disclosure: Disclosure, by: Actor, wanted: Wanted, reasons: str, last: DisclosureDecision | None, now: dt.datetime
) -> DisclosureDecision:
    lines = rules.rule_in_force(settings.settings(disclosure.school), disclosure.about)
    clause = disclosures.rule_clause(disclosure.school)
    decision = DisclosureDecision(
        school=disclosure.school,
        disclosure=disclosure,
        decided_by=by.person,
        decided_at=now,
        outcome=Outcome(wanted.outcome),
        reasons=reasons,
        conditions=wanted.conditions.strip() or None,
        note=wanted.note.strip() or None,
        review_on=wanted.review_on,
        discussed_on=wanted.discussed_on,
        rule=rules.cite(lines),
        clause={
            "title": clause.version.title,
            "version": clause.version.number,
            "number": clause.number,
            "heading": clause.heading,
            "digest": clause.version.digest,
        }
        if clause
        else {},
        replaces=last,
    )
    decision.prepare_key().save(force_insert=True)
    decision.commitments = commitments(decision, DECISION_SEALED)
    decision.digest = sha256(decision.content())
    decision.save()
    return decision

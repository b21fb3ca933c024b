"""The actions of the person who declares."""

import datetime as dt
import uuid
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import clock
from core.db.transactions import unit_of_work
from core.error_report import is_unique_violation
from core.errors import Refused
from core.sealing.fields import commitments
from core.text.reference_codes import new_reference
from ledger import services as ledger
from ledger.states import Confidentiality
from ledger.witness import Witness, sha256
from people.queries import directory, same_person
from people.queries.acting import Actor
from people.states.roles import Role
from registers import rules
from registers.models import DISCLOSURE_SEALED, Disclosure, DisclosureAddition, NothingToDeclare
from registers.queries import disclosures
from registers.services.base import move, notify_deciders, record, stop_asking, stop_yearly
from registers.states import About, Before, Link, Permission, Plan

TRIES = 3


@unit_of_work()
def declare(
    *,
    by: Actor,
    kind: str,
    about: str,
    before: str,
    plan: str,
    who: str,
    since: str,
    platforms: str,
    limits: str = "",
    pk: uuid.UUID | None = None,
    now: dt.datetime | None = None,
) -> Disclosure:
    """Declare a link (W4, L12, O2, M10, C6).

    Returns the disclosure, sent to the headteacher, or to the chair for a headteacher.

    ``pk`` is the form's own number: sending the same form twice gives the same disclosure. Raises Refused for a missing
    answer, and when nobody at the school can decide.
    """
    moment = now or clock.now()
    if Permission.DISCLOSURE_MAKE not in by.permissions:
        raise Refused(_("Your role does not declare links."))
    row = Disclosure(
        id=pk or uuid.uuid4(),
        school=by.school,
        person=by.person,
        route=_route(by),
        kind=Link(kind),
        about=About(about),
        before=Before(before),
        plan=Plan(plan),
        who=rules.clean_words(who, _("Say who it is, as far as we need it")),
        since=rules.clean_words(since, _("Say since when, roughly")),
        platforms=rules.clean_words(platforms, _("Say where you are linked")),
        limits=rules.clean_limits(plan, limits),
        sent_at=moment,
    )
    stored = _store(row)
    if stored is not row:
        return stored
    proof = commitments(row, DISCLOSURE_SEALED)
    record(row, "disclosure.sent", by=by, now=moment, reference=row.reference, route=row.route, proof=proof)
    notify_deciders(row, event="sent", now=moment)
    stop_yearly(by)
    return row


def _route(by: Actor) -> str:
    roles = (str(Role.HEADTEACHER.value), str(Role.CHAIR.value))
    held = directory.holders_by_role(by.school, roles)
    holders = {role: {person.pk for person in held[role]} for role in roles}
    return rules.route_for(holders, same_person.same_person(by.person))


def _store(row: Disclosure) -> Disclosure:
    """Write a new row under a reference of its own; the stored one when this form was sent before."""
    for _try in range(TRIES):
        row.reference = new_reference()
        try:
            with transaction.atomic():
                row.save(force_insert=True)
            return row
        except IntegrityError as problem:
            if not is_unique_violation(problem):
                raise
            before: Disclosure | None = (
                Disclosure.objects.for_school(row.school).filter(pk=row.pk, person=row.person_id).first()
            )
            if before is not None:
                return before
            row.data_key_id = cast(Any, None)
    raise Refused(_("This form could not be sent. Begin again."))


@unit_of_work()
def declare_nothing(*, by: Actor, now: dt.datetime | None = None) -> NothingToDeclare:
    """Sign that there is nothing to declare this school year; returns the first one if it is signed already."""
    moment = (now or clock.now()).astimezone(dt.UTC)
    if Permission.DISCLOSURE_MAKE not in by.permissions:
        raise Refused(_("Your role does not declare links."))
    row = NothingToDeclare(
        school=by.school,
        person=by.person,
        year=disclosures.school_year(by),
        signed_at=moment,
        reference=new_reference(),
        statement=str(rules.NOTHING),
    )
    row.digest = sha256(row.content())
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        before = disclosures.nothing_signed(by)
        if before is None:
            raise
        return before
    ledger.record(
        school_id=by.school.pk,
        confidentiality=Confidentiality.CONFIDENTIAL,
        verb="disclosure.nothing",
        subject=f"nothing_to_declare:{row.pk}",
        actor=by,
        facts={"year": row.year, "reference": row.reference},
        witness=Witness("nothing_to_declare", str(row.pk), row.digest),
        now=moment,
    )
    stop_yearly(by)
    return row


def _check_sender(disclosure: Disclosure, by: Actor) -> None:
    if disclosure.person_id != by.person.pk:
        raise Refused(_("Only the person who sent the form can do this."))


@unit_of_work()
def add_more(*, disclosure: Disclosure, by: Actor, text: str, now: dt.datetime | None = None) -> None:
    """Answer a decider's question; the form goes back to them. Raises Refused, or StaleWrite when no more is asked."""
    moment = now or clock.now()
    _check_sender(disclosure, by)
    words = rules.clean_words(text, _("Write your answer"))
    move(disclosure, "add", by=by, taken_by=None, taken_at=None)
    addition = DisclosureAddition(school=disclosure.school, disclosure=disclosure, text=words, at=moment)
    addition.save()
    record(disclosure, "disclosure.added", by=by, now=moment, proof=commitments(addition, ("text",)))
    notify_deciders(disclosure, event=f"added-{addition.pk}", now=moment)


@unit_of_work()
def end(*, disclosure: Disclosure, by: Actor, now: dt.datetime | None = None) -> None:
    """Say that the link has ended. Raises Refused for somebody else's form, StaleWrite when it has ended already."""
    moment = now or clock.now()
    _check_sender(disclosure, by)
    move(disclosure, "end", by=by, review_on=None, taken_by=None, taken_at=None)
    stop_asking(disclosure)
    record(disclosure, "disclosure.ended", by=by, now=moment)

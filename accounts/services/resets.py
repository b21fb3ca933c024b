"""The reset of a lost second step: asked for by its owner, confirmed by two other people, or it never happens."""

import datetime
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models.second_step import SecondStepReset
from accounts.queries.second_step import entries_of, vouchers
from accounts.rules.second_step import may_vouch
from accounts.services.sessions import end_sessions
from accounts.states.second_step import RESET, RESET_HOURS, RESET_OPEN, ResetState
from core import clock
from core.db.transactions import unit_of_work
from core.errors import Refused, StaleWrite
from core.workflow import guarded_update
from ledger.services import note
from ledger.states import Confidentiality
from notices.services.outbox import queue
from people.models.accounts import User
from people.models.persons import Person
from people.queries.acting import Actor, actor_for
from people.queries.same_person import same_person
from people.services.base import lock
from schools.models.schools import School

MOST_A_DAY = 3


def _move(reset: SecondStepReset, name: str, *, actor: Actor | None, now: datetime.datetime, **changes: Any) -> None:
    step = RESET.find(name)
    guarded_update(SecondStepReset, reset.pk, transition=step, **changes)
    note(school=reset.school, verb=step.verb, subject=f"person:{reset.person_id}", actor=actor, now=now)
    reset.refresh_from_db()


def _tell(reset: SecondStepReset, kind: str, people: Iterable[Person], *, now: datetime.datetime) -> None:
    pages = {"step_reset_asked": reverse("accounts:resets", args=[reset.school.slug]), "step_reset_done": "/"}
    for person in {person.pk: person for person in people}.values():
        queue(
            school=reset.school,
            confidentiality=Confidentiality.EVERYDAY,
            kind=kind,
            person=person,
            subject=reset.label,
            key=f"{reset.label}:{kind}:{person.pk}",
            context={"page": pages[kind]} if kind in pages else {},
            now=now,
        )


@unit_of_work()
def ask_reset(*, person: Person, school: School, now: datetime.datetime | None = None) -> SecondStepReset:
    """Ask for a reset of one's own second step, after the first step of a sign-in; those who may confirm are told.

    Asked for again while one is open, that one is returned. Raises Refused after three a day, and where fewer than two
    others could confirm: then only whoever runs the server can help (``./portal manage reset_second_step``).
    """
    moment = now or clock.now()
    lock(person)
    old: SecondStepReset
    for old in SecondStepReset.objects.for_school(school).filter(person=person, state__in=RESET_OPEN):
        if moment < old.until_at:
            return old
        _move(old, "expire", actor=None, now=moment)
    since = moment - datetime.timedelta(hours=RESET_HOURS)
    if SecondStepReset.objects.for_school(school).filter(person=person, asked_at__gt=since).count() >= MOST_A_DAY:
        raise Refused(_("You have asked 3 times today. Ring the school."))
    others = vouchers(school, about=person)
    if len(others) < 2:
        raise Refused(_("Fewer than two people here can confirm this. Ring whoever looks after the portal."))
    until = moment + datetime.timedelta(hours=RESET_HOURS)
    reset: SecondStepReset = SecondStepReset.objects.create(
        school=school, person=person, asked_at=moment, until_at=until
    )
    actor = actor_for(person, school)
    step = RESET.find("ask")
    note(school=school, verb=step.verb, subject=f"person:{person.pk}", actor=actor, now=moment)
    _tell(reset, "step_reset_asked", others, now=moment)
    _tell(reset, "step_reset_yours", [person], now=moment)
    return reset


def _still_open(reset: SecondStepReset, now: datetime.datetime) -> None:
    if reset.state in RESET_OPEN and now >= reset.until_at:
        raise StaleWrite(_("This ran out after 24 hours. Your colleague can ask again."))


@unit_of_work()
def confirm_reset(*, reset: SecondStepReset, by: Actor, now: datetime.datetime | None = None) -> SecondStepReset:
    """Confirm, as one of two different people, that the right person asked. The second confirmation does it.

    Then every app, passkey and recovery code of the account is gone, its password too, all its sessions are over, and
    everybody concerned is told. Raises Refused for the person, for another entry of the same person as either, and
    without the right; StaleWrite when it has been stopped, done or has run out.
    """
    moment = now or clock.now()
    lock(reset.person)
    reset.refresh_from_db()
    first = entries_of(reset.first_by) if reset.first_by else set()
    may_vouch(by, entries=entries_of(by.person), about=entries_of(reset.person), first=first).enforce()
    _still_open(reset, moment)
    if reset.state == ResetState.ONE:
        _move(reset, "finish", actor=by, now=moment, second_by=by.person, second_at=moment)
        _forget_steps(reset.person.user)
        concerned = [reset.person, *vouchers(reset.school, about=reset.person)]
        _tell(reset, "step_reset_done", concerned, now=moment)
    else:
        _move(reset, "confirm", actor=by, now=moment, first_by=by.person, first_at=moment)
    return reset


@unit_of_work()
def refuse_reset(*, reset: SecondStepReset, by: Actor, now: datetime.datetime | None = None) -> SecondStepReset:
    """Stop a reset that does not look right. One person is enough, its owner included."""
    moment = now or clock.now()
    own = by.person.pk in same_person(reset.person_id)
    if not own:
        may_vouch(by, entries=entries_of(by.person), about=()).enforce()
    _still_open(reset, moment)
    _move(reset, "stop" if own else "refuse", actor=by, now=moment, refused_by=by.person, refused_at=moment)
    concerned = [person for person in (reset.person, reset.first_by) if person is not None]
    _tell(reset, "step_reset_ended", concerned, now=moment)
    return reset


@unit_of_work()
def expire_resets(*, now: datetime.datetime | None = None) -> int:
    """Let every reset run out that is older than 24 hours. Returns how many; a second run finds none."""
    moment = now or clock.now()
    due = SecondStepReset.objects.across_schools("a scheduled run").filter(state__in=RESET_OPEN, until_at__lte=moment)
    found = list(due.select_related("school", "person"))
    for reset in found:
        _move(reset, "expire", actor=None, now=moment)
    return len(found)


def _forget_steps(user: User | None) -> None:
    if user is None:
        return
    Authenticator.objects.filter(user=user).delete()
    # Whoever lost everything may have lost the password too: an e-mailed code is the way back in. It also ends each
    # session that was opened before, listed or not, because a session is bound to the password.
    user.set_unusable_password()
    user.save(update_fields=["password"])
    end_sessions(user=user)


@unit_of_work()
def reset_by_operator(*, user: User, schools: Iterable[tuple[School, UUID]]) -> None:
    """Reset an account's second step from the server itself, for a school with fewer than two who could confirm.

    ``schools``: each school of the account with its person there; each one's record says that it was done.
    """
    _forget_steps(user)
    for school, person in schools:
        note(school=school, verb="second_step.reset_by_operator", subject=f"person:{person}", actor=None)

"""Accounts: nobody signs up; a school invites, and who leaves is signed out."""

import datetime

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from accounts.models import PrintedCode
from accounts.queries.sign_in_methods import read_by_others, roles_of_account
from accounts.services.sessions import end_sessions
from core import clock
from core.actor import enforce
from core.db.dated import in_force
from core.db.transactions import unit_of_work
from core.errors import Refused
from core.text.dates import iso
from ledger.services import note
from people.models.accounts import NO_ADDRESS, User
from people.models.persons import Address, Person
from people.models.roles import RoleAtSchool
from people.rules.roles import may_manage_people, may_open_account
from people.services.announcing import announce
from people.services.base import By, author, lock
from people.states.words import AddressKind
from schools.models.schools import School
from schools.services.base import day_at


@unit_of_work()
def invite_staff(*, person: Person, school: School, by: By = None, now: datetime.datetime | None = None) -> User:
    """Give a person who holds a role an account at their own address, and announce "invited": a higher app writes.

    The account has no password: an e-mailed code opens it. Asked for again, the invitation goes out again. Raises
    Refused without a role, without an address of one's own, when the address opens somebody else's account, and to
    the office for a role that opens cases, people or settings.
    """
    enforce(actor := author(by, school), may_manage_people(actor) if actor else None)
    lock(person)
    person.refresh_from_db(fields=["user"])
    day = day_at(school, now)
    # A new starter is invited before the first day; the account opens nothing until then.
    if not any(row.in_force_from(day) for row in RoleAtSchool.objects.for_school(school).filter(person=person)):
        raise Refused(_("Give this person a role first."))
    user = person.user
    if user is None or user.email.endswith(NO_ADDRESS):
        # Who writes the address down and opens the account could be whoever reads its mail.
        enforce(actor, may_open_account(actor, roles_of_account(person)) if actor else None)
        user = _account_for(person, school, day, now or clock.now())
    note(school=school, verb="person.invited", subject=f"person:{person.pk}", actor=actor, now=now)
    announce(kind="invited", person=person, school=school, by=actor, now=now)
    return user


def _account_for(person: Person, school: School, day: datetime.date, now: datetime.datetime) -> User:
    own = Address.objects.for_school(school).filter(in_force(day), person=person, kind=AddressKind.EMAIL, shared=False)
    address = own.order_by("-from_date", "pk").first()
    user = User.objects.filter(email=address.value).first() if address else None
    if address is None or (user is None and read_by_others(person, school, address.value)):
        raise Refused(_("Add an e-mail address that only this person uses."))
    if user is None and person.user is not None:
        # Until now a code on paper opened it; from now on an e-mailed one does, and the paper ends.
        user = person.user
        user.email = address.value
        user.save(update_fields=["email"])
        EmailAddress.objects.create(user=user, email=address.value, primary=True, verified=False)
        PrintedCode.objects.for_school(school).filter(person=person, ended_at__isnull=True).update(ended_at=now)
    elif user is None:
        user = User.objects.create_user(address.value, made_at=now)
        EmailAddress.objects.create(user=user, email=address.value, primary=True, verified=False)
    elif person.user is not None or Person.objects.filter(user=user, trust_id=person.trust_id).exists():
        raise Refused(_("Another person already signs in with this address. Is it the same person?"))
    person.user = user
    person.save(update_fields=["user"])
    return user


def on_people_changed(
    *, kind: str, person: Person | None, school: School, by: By, now: datetime.datetime | None, detail: dict[str, str]
) -> None:
    """Invite who is to be invited; sign a leaver out, unless the last day is still to come."""
    if person is None:
        return
    if kind == "to_invite":
        invite_staff(person=person, school=school, by=by, now=now)
    elif kind == "left" and detail["on"] <= iso(day_at(school, now)):
        _sign_out(person)


def _sign_out(person: Person) -> None:
    """End the sessions of somebody who has no role left anywhere; a role that begins later opens the door again."""
    if person.user is None:
        return
    rows = RoleAtSchool.objects.across_schools("one account may act at several schools").select_related("school")
    rows = rows.filter(person__user=person.user_id)
    if not any(row.holds_on(row.school.today()) for row in rows):
        end_sessions(user=person.user)

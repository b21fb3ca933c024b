"""Another address to sign in with: the old one says yes, or a second person does; both addresses are told."""

import datetime
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import AddressChange
from accounts.queries.second_step import entries_of
from accounts.queries.sign_in_methods import opens_nothing, roles_now_or_later
from accounts.rules.sign_in_methods import may_ask_for_address, may_confirm_address
from accounts.services.sessions import end_sessions
from core import clock
from core.actor import enforce
from core.db.dated import close, in_force
from core.db.transactions import unit_of_work
from core.errors import Refused
from ledger.services import note
from people.models.accounts import User
from people.models.persons import Address, Person
from people.models.roles import RoleAtSchool
from people.queries.acting import Actor, actor_for
from people.services.base import By, author, lock
from people.states.roles import sensitive_roles
from people.states.words import AddressKind
from schools.models.schools import School

OPEN_DAYS = 7
CHANGED, ASKED = "account/email/email_changed", "account/email/address_asked"


def check_new_address(user: User, email: str) -> str:
    """Return an address as it is stored. Raises Refused unless it can become this account's own."""
    value = User.objects.normalise(email)
    try:
        validate_email(value)
    except ValidationError:
        raise Refused(_("Enter an e-mail address such as name@school.example")) from None
    taken = User.objects.filter(email=value).exists() or EmailAddress.objects.filter(email=value).exists()
    trusts = Person.objects.filter(user=user).values("trust")
    rows = Address.objects.across_schools("an account may act at several schools of its trusts").filter(
        in_force(clock.today()), school__trust__in=trusts, kind=AddressKind.EMAIL, value=value
    )
    mine = _entries(user)
    others = any(shared or person not in mine for person, shared in rows.values_list("person_id", "shared"))
    if value == user.email:
        raise Refused(_("That is the address you have now."))
    if taken or others:
        raise Refused(_("Somebody else has this address. Use one that only you read."))
    return value


def _entries(user: User) -> set[UUID]:
    found: set[UUID] = set()
    for person in Person.objects.filter(user=user):
        found |= entries_of(person)
    return found


@unit_of_work()
def change_own_address(*, user: User, email: str, keep_session: str = "") -> None:
    """Sign in with another address from now on. The caller has had a code typed from the old and from the new one.

    Raises Refused for an address that somebody else has, and where the old one is read by more than one person: then
    its code proves nothing, and the office changes it.
    """
    if opens_nothing(user, user.email):
        raise Refused(_("More than one person reads your old address. Ask the office to change it."))
    _replace(user, check_new_address(user, email), proven=True, keep_session=keep_session, by=None)


def _replace(user: User, email: str, *, proven: bool, keep_session: str = "", by: Actor | None) -> None:
    old = user.email
    user.email = email
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=proven)
    for person in Person.objects.filter(user=user):
        lock(person)
        _follow(person, old, email, by)
    end_sessions(user=user, but=keep_session)
    transaction.on_commit(lambda: _tell(CHANGED, old, email))


def _follow(person: Person, old: str, new: str, by: Actor | None) -> None:
    """Let each school that writes to the old address write to the new one, and record it there."""
    for known in person.schools_known.select_related("school"):
        school, day = known.school, known.school.today()
        rows = Address.objects.for_school(school).filter(in_force(day), person=person, kind=AddressKind.EMAIL)
        held = rows.filter(value=old).first()
        if held is not None:
            close(held, day)
            if not rows.filter(value=new).exists():
                Address.objects.create(person=person, school=school, kind=AddressKind.EMAIL, value=new, from_date=day)
        actor = actor_for(by.person if by else person, school)
        note(school=school, verb="account.address_changed", subject=f"person:{person.pk}", actor=actor)


def _tell(what: str, *addresses: str) -> None:
    # At once, as everything about signing in is: an outbox that waits would warn nobody.
    for address in addresses:
        get_adapter().send_mail(what, address, {})


@unit_of_work()
def ask_for_address(*, person: Person, school: School, email: str, by: By = None) -> AddressChange:
    """Ask that somebody signs in with another address, because the old one is lost. A second person confirms it.

    The old address is told at once. Raises Refused without an account, for oneself, for an address somebody else has,
    while another change waits, and for somebody who acts at another trust or holds a role that opens cases, people or
    settings at another school: there it is decided.
    """
    actor = author(by, school)
    if actor is None:
        raise Refused(_("A person asks for this."))
    lock(person)
    person.refresh_from_db(fields=["user"])
    enforce(actor, may_ask_for_address(actor, for_oneself=actor.person.pk in entries_of(person)))
    if person.user is None or not person.user.is_active:
        raise Refused(_("This person has no account. Correct the address, then invite them."))
    _decided_here(person, school)
    value, moment = check_new_address(person.user, email), clock.now()
    waiting = AddressChange.objects.for_school(school).filter(person=person, decided_at__isnull=True)
    if waiting.filter(ends_at__gt=moment).exists():
        raise Refused(_("Another change waits already. Confirm it or turn it down first."))
    waiting.update(decided_at=moment)
    change: AddressChange = AddressChange.objects.create(
        school=school,
        person=person,
        user=person.user,
        value=value,
        asked_at=moment,
        asked_by=actor.person,
        ends_at=moment + datetime.timedelta(days=OPEN_DAYS),
    )
    note(school=school, verb="account.address_asked", subject=f"person:{change.person_id}", actor=actor)
    old = person.user.email
    transaction.on_commit(lambda: _tell(ASKED, old))
    return change


def _decided_here(person: Person, school: School) -> None:
    user = person.user
    if Person.objects.filter(user=user).exclude(trust_id=school.trust_id).exists():
        raise Refused(_("They sign in at another trust too. They have to use their old address."))
    elsewhere = RoleAtSchool.objects.across_schools("one account, wherever it leads").filter(
        person__user=user, role__in=[str(role) for role in sensitive_roles()]
    )
    if any(row.in_force_from(clock.today()) for row in elsewhere.exclude(school=school)):
        raise Refused(_("They lead at another school. Ask there, or they use their old address."))


@unit_of_work()
def decide_address(*, change: AddressChange, confirm: bool, by: By = None) -> None:
    """Confirm a change of address as a second person, or turn it down (also one's own wish).

    Confirmed, all sessions of the account end and both addresses are told; a code to the new one opens it. Raises
    Refused for whoever asked, for the person, under any entry of theirs, and when it was decided or has run out.
    """
    school, moment = change.school, clock.now()
    actor = author(by, school)
    if actor is None:
        raise Refused(_("A person decides this."))
    lock(change.person)
    change.refresh_from_db()
    if change.decided_at is not None or change.ends_at <= moment:
        raise Refused(_("This was decided already, or has run out."))
    if confirm:
        mine = entries_of(actor.person)
        roles = roles_now_or_later(change.person, school)
        asked, about = bool(mine & entries_of(change.asked_by)), bool(mine & entries_of(change.person))
        may_confirm_address(actor, asked=asked, about_oneself=about, roles=roles).enforce()
        _decided_here(change.person, school)
        _replace(change.user, check_new_address(change.user, change.value), proven=False, by=actor)
    else:
        enforce(actor, may_ask_for_address(actor, for_oneself=False))
        note(school=school, verb="account.address_refused", subject=f"person:{change.person_id}", actor=actor)
    change.decided_at, change.decided_by, change.confirmed = moment, actor.person, confirm
    change.save(update_fields=["decided_at", "decided_by", "confirmed"])

"""Where an account is signed in, what was kept for it, and which addresses open nothing."""

import datetime
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import Q, QuerySet

from accounts.models.ways_in import AddressChange, KeptPost, PrintedCode
from accounts.rules import session_limits
from core import clock
from core.db.dated import in_force
from people.models.accounts import NO_ADDRESS, User
from people.models.persons import Address, Person
from people.models.roles import RoleAtSchool
from people.queries.acting import Actor
from people.queries.same_person import same_persons
from people.states.roles import Permission
from people.states.words import AddressKind
from schools.models.schools import School


@dataclass(frozen=True)
class Place:
    """One session of an account as its owner sees it."""

    key: str
    device: str
    began: datetime.datetime
    seen: datetime.datetime
    here: bool


def places_of(user: User, here: str = "") -> list[Place]:
    """Return where an account is signed in, this session first, then the last used. Ended ones are left out."""
    now = clock.now()
    found = []
    for key in UserSession.objects.filter(user=user).values_list("session_key", flat=True):
        limits = session_limits.read(SessionStore(key).load())
        if limits is not None and limits.over(now) is None:
            found.append(Place(key, limits.device, limits.began, limits.seen, key == here))
    return sorted(found, key=lambda place: (not place.here, -place.seen.timestamp()))


def kept_for(user: User, school: School) -> KeptPost | None:
    """Return the form that was kept for an account at this school, or None."""
    row: KeptPost | None = KeptPost.objects.for_school(school).filter(user=user).first()
    return row


def opens_nothing(user: User, email: str) -> bool:
    """Say whether an account may not sign in by this address, because more than one person reads it.

    That is so when a school of its trusts knows the address as shared, or knows it of two different people today. What
    a school of another trust writes down closes nobody's account here.
    """
    trusts = Person.objects.filter(user=user).values("trust")
    rows = Address.objects.across_schools("the account may act at several schools of its trusts").filter(
        in_force(clock.today()), school__trust__in=trusts, kind=AddressKind.EMAIL, value=User.objects.normalise(email)
    )
    found = list(rows.values_list("shared", "person_id", "person__user_id"))
    if any(shared for shared, _person, _user in found):
        return True
    others = {person for _shared, person, owner in found if owner != user.pk}
    return bool(others - same_persons(Person.objects.filter(user=user).values_list("pk", flat=True)))


def is_shared(email: str) -> bool:
    """Say whether an account has this address and may not sign in by it: for what is written to that address alone."""
    user = User.objects.filter(email=User.objects.normalise(email), is_active=True).first()
    return user is not None and opens_nothing(user, email)


def own_address(person: Person, school: School) -> str | None:
    """Return an e-mail address that only this person reads, or None: then a code on paper is a way in."""
    rows = Address.objects.for_school(school).filter(
        in_force(school.today()), person=person, kind=AddressKind.EMAIL, shared=False
    )
    known = [person.user.email] if person.user and not person.user.email.endswith(NO_ADDRESS) else []
    known += rows.order_by("-from_date", "pk").values_list("value", flat=True)
    for value in known:
        if not (opens_nothing(person.user, value) if person.user else read_by_others(person, school, value)):
            return str(value)
    return None


def read_by_others(person: Person, school: School, email: str) -> bool:
    """Say whether the school knows an address of somebody else as well today; entries of one person do not count."""
    rows = Address.objects.for_school(school).filter(in_force(school.today()), kind=AddressKind.EMAIL, value=email)
    return bool(set(rows.values_list("person_id", flat=True)) - same_persons([person.pk]))


def roles_now_or_later(person: Person, school: School) -> frozenset[str]:
    """Return the roles that a person holds at a school today or will hold."""
    day = school.today()
    rows = RoleAtSchool.objects.for_school(school).filter(person=person)
    return frozenset(row.role for row in rows if row.until_date is None or row.until_date > max(day, row.from_date))


def roles_of_account(person: Person) -> frozenset[str]:
    """Return the roles that a person's account holds now or later anywhere: whoever opens it opens all of them."""
    whose = Q(person=person) | Q(person__user=person.user_id) if person.user_id else Q(person=person)
    rows = RoleAtSchool.objects.across_schools("one account, wherever it leads").filter(whose)
    day = clock.today()
    return frozenset(row.role for row in rows if row.until_date is None or row.until_date > max(day, row.from_date))


def live_codes(person: Person, school: School, now: datetime.datetime | None = None) -> QuerySet[PrintedCode]:
    """Return the printed codes of a person that still open something."""
    rows = PrintedCode.objects.for_school(school).filter(person=person, ended_at__isnull=True)
    live: QuerySet[PrintedCode] = rows.filter(ends_at__gt=now or clock.now()).order_by("-made_at")
    return live


def open_address_change(person: Person, school: School, now: datetime.datetime | None = None) -> AddressChange | None:
    """Return the change of address that waits for a second person, or None."""
    rows = AddressChange.objects.for_school(school).filter(person=person, decided_at__isnull=True)
    row: AddressChange | None = (
        rows.filter(ends_at__gt=now or clock.now()).select_related("asked_by__data_key", "person__user").first()
    )
    return row


def address_changes_for(actor: Actor) -> list[AddressChange]:
    """Return the changes of address that wait for this person as the second one: none that they asked for."""
    if Permission.PEOPLE_MANAGE not in actor.permissions:
        return []
    rows = AddressChange.objects.for_school(actor.school).filter(decided_at__isnull=True, ends_at__gt=clock.now())
    return list(rows.exclude(asked_by=actor.person).exclude(person=actor.person).order_by("asked_at"))

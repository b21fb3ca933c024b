"""Names, addresses and holders of roles, as one school knows them."""

import datetime
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import BooleanField, QuerySet, Value

from core.db.dated import in_force
from people.models.accounts import NO_ADDRESS
from people.models.persons import Address, Person, SchoolRecord
from people.models.pupils import CarerLink
from people.models.roles import Duty, RoleAtSchool
from people.states.roles import STAFF_ROLES
from people.states.words import AddressKind
from schools.models.schools import School


def _ids(persons: Iterable[Person | UUID]) -> list[UUID]:
    return [person.pk if isinstance(person, Person) else person for person in persons]


def _records(persons: Iterable[Person | UUID], school: School, on: datetime.date | None) -> Iterable[SchoolRecord]:
    rows = SchoolRecord.objects.for_school(school).filter(person__in=_ids(persons))
    if on is not None:
        rows = rows.filter(from_date__lte=on)
    return list(rows.order_by("from_date", "until_date"))


def names(persons: Iterable[Person | UUID], school: School, on: datetime.date | None = None) -> dict[UUID, str]:
    """Return ``{person id: full name}``; of somebody who left, the last name known. One query."""
    return {record.person_id: record.full_name for record in _records(persons, school, on)}


def formal_names(persons: Iterable[Person | UUID], school: School) -> dict[UUID, str]:
    """Return ``{person id: "Mrs Ahmed"}``, the full name where no title is known. One query."""
    return {record.person_id: record.formal_name for record in _records(persons, school, None)}


def name_of(person: Person | UUID, school: School, on: datetime.date | None = None) -> str:
    """Return the full name by which the school knows a person; "" for a stranger."""
    return next(iter(names([person], school, on).values()), "")


def emails(persons: Iterable[Person | UUID], school: School, on: datetime.date | None = None) -> dict[UUID, str]:
    """Return ``{person id: e-mail address}`` for contact; a person without one is left out. One query.

    A personal address goes before a shared one, a newer before an older, the login before nothing.
    """
    wanted = _ids(persons)
    logins = Person.objects.filter(pk__in=wanted, user__isnull=False).values_list("pk", "user__email")
    rows = (
        Address.objects.for_school(school)
        .filter(in_force(on or school.today()), person__in=wanted, kind=AddressKind.EMAIL)
        .order_by("-shared", "from_date", "pk")
        .values_list("person_id", "value")
    )
    # An account that a printed code opens has an address that is none.
    addresses = {pk: email for pk, email in logins if email and not email.endswith(NO_ADDRESS)}
    return addresses | dict(rows)


def email_of(person: Person | UUID, school: School, on: datetime.date | None = None) -> str | None:
    """Return the address to write to, or None: then the letter goes on paper."""
    return next(iter(emails([person], school, on).values()), None)


def phone_of(person: Person, school: School, on: datetime.date | None = None) -> str | None:
    """Return a telephone number, or None."""
    rows = Address.objects.for_school(school).filter(in_force(on or school.today()), person=person)
    row = rows.filter(kind=AddressKind.PHONE).order_by("shared", "-from_date", "pk").first()
    return row.value if row else None


def people_with_roles(school: School, roles: Iterable[str], on: datetime.date | None = None) -> QuerySet[Person]:
    """Return the people who hold at least one of ``roles`` on the day, each once (an audience, obligation M4)."""
    held = RoleAtSchool.objects.for_school(school).filter(in_force(on or school.today()), role__in=list(roles))
    return Person.objects.filter(pk__in=held.values("person")).select_related("data_key").order_by("pk")


def staff_at(school: School, on: datetime.date | None = None) -> QuerySet[Person]:
    """Return everybody who works at the school on the day."""
    return people_with_roles(school, STAFF_ROLES, on)


def holders_by_role(school: School, roles: Iterable[str], on: datetime.date | None = None) -> dict[str, list[Person]]:
    """Return ``{role: holders}`` for each role asked for, longest in post first; [] for a vacancy. One query."""
    wanted = [str(role) for role in roles]
    found: dict[str, list[Person]] = {role: [] for role in wanted}
    rows = (
        RoleAtSchool.objects.for_school(school)
        .filter(in_force(on or school.today()), role__in=wanted)
        .select_related("person__data_key")
        .order_by("from_date", "person_id")
    )
    for row in rows:
        found[row.role].append(row.person)
    return found


def holders(school: School, role: str, on: datetime.date | None = None) -> list[Person]:
    """Return who holds a role on the day, longest in post first. Co-headteachers are two holders."""
    return holders_by_role(school, [role], on)[str(role)]


def still_here(persons: Iterable[Person | UUID], school: School, day: datetime.date) -> set[UUID]:
    """Return the ids of those among ``persons`` who have not left: all that they had at the school has ended by then.

    A role or a child that begins later counts, a child from whom a court has barred them does not. Who never had either
    (just invited, known by name only) has not left. One query.
    """
    asked = set(_ids(persons))
    spans = ("person_id", "from_date", "until_date")
    roles = RoleAtSchool.objects.for_school(school).filter(person__in=asked)
    children = CarerLink.objects.for_school(school).filter(person__in=asked)
    rows = roles.values_list(*spans, Value(False, output_field=BooleanField())).union(
        children.values_list(*spans, "barred"), all=True
    )
    had: set[UUID] = set()
    have: set[UUID] = set()
    for person, start, until, barred in rows:
        had.add(person)
        if not barred and (until is None or until > max(day, start)):
            have.add(person)
    return asked - (had - have)


def duty_since(school: School, persons: Collection[UUID], since: datetime.datetime) -> Iterable[UUID]:
    """Return those of ``persons`` who have been given a duty since then."""
    rows = Duty.objects.for_school(school).filter(person__in=persons, from_date__gte=since.date())
    held: Iterable[UUID] = rows.values_list("person_id", flat=True)
    return held

"""What a school knows before an import, as plain small rows: one query a table, whatever the size of the school."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q

from core.db.dated import Dated
from people.models.persons import Address, SchoolRecord
from people.models.pupils import CarerLink, ClassPlace, Pupil
from people.models.roles import LineManager, RoleAtSchool
from people.queries.families import barred_pairs
from people.rules.names import full_name
from people.states.words import AddressKind
from schools.models.schools import School

Day = datetime.date


class DatedRow(NamedTuple):
    """The id and the dates of a row."""

    id: UUID
    start: Day
    end: Day | None

    @property
    def began(self) -> bool:
        """Say whether it was ever in force; a row that is closed before it begins never is."""
        return self.end is None or self.end > self.start

    def in_force_from(self, day: Day) -> bool:
        """Say whether the row is in force on a day or later."""
        return self.end is None or self.end > max(day, self.start)


class AddressRow(NamedTuple):
    """An address in force; ``key`` is what it is compared by."""

    key: str
    dates: DatedRow
    shared: bool
    value: str


class RoleRow(NamedTuple):
    """A role in force, or that will be."""

    dates: DatedRow
    role: str


class Named:
    """Somebody with a first and a last name."""

    __slots__ = ()
    first: str
    last: str

    @property
    def name(self) -> str:
        """Return the full name."""
        return full_name(self.first, self.last)


@dataclass(slots=True)
class ExistingPerson(Named):
    """Somebody the school knows. ``record`` is None for somebody who is here no more (or was taken back)."""

    id: UUID
    record: DatedRow | None
    title: str
    first: str
    last: str
    code: str
    # Tuples: of 30,000 carers each has one or two, and as many dicts would weigh more than all the rest.
    email_rows: tuple[AddressRow, ...] = ()
    phone_rows: tuple[AddressRow, ...] = ()
    roles: tuple[RoleRow, ...] = ()
    former: frozenset[str] = frozenset()

    @property
    def emails(self) -> dict[str, AddressRow]:
        """Return the e-mail addresses that are in force."""
        return self.addresses(AddressKind.EMAIL)

    def addresses(self, kind: AddressKind) -> dict[str, AddressRow]:
        """Return the addresses of a kind that are in force; telephone numbers by their digits."""
        return {row.key: row for row in (self.email_rows if kind == AddressKind.EMAIL else self.phone_rows)}


@dataclass(slots=True)
class ExistingLink:
    """The link of a carer to a pupil, in force today or later."""

    dates: DatedRow
    person: UUID
    relationship: str
    responsible: bool
    may_sign: bool
    may_contact: bool
    barred: bool


@dataclass(slots=True)
class ExistingPupil(Named):
    """A pupil; ``place`` is None for one who is not on the roll."""

    id: UUID
    first: str
    last: str
    number: str
    birth: Day | None
    place: DatedRow | None = None
    class_name: str = ""
    year: str = ""
    links: list[ExistingLink] = field(default_factory=list)


@dataclass
class ExistingSchool:
    """Everything about one school that a file may touch."""

    today: Day
    people: dict[UUID, ExistingPerson] = field(default_factory=dict)
    pupils: dict[UUID, ExistingPupil] = field(default_factory=dict)
    barred: dict[UUID, list[UUID]] = field(default_factory=dict)
    """Pupil -> everybody barred from them, under any entry, also where the link has ended: a bar outlives it."""
    former: dict[UUID, list[UUID]] = field(default_factory=dict)
    """Pupil from whom somebody is barred -> the others who are or were linked: under their name they are known."""
    family: set[UUID] = field(default_factory=set)
    """Pupils of the family of whoever brought the file: a list changes nothing between them and their carers."""
    relatives: set[UUID] = field(default_factory=set)
    """The other adults of that family: a list neither shows nor changes how they are reached."""
    managers: dict[UUID, tuple[DatedRow, UUID]] = field(default_factory=dict)
    by_email: dict[str, list[UUID]] = field(default_factory=dict)
    by_phone: dict[str, list[UUID]] = field(default_factory=dict)
    elsewhere: dict[str, list[tuple[UUID, str, str]]] = field(default_factory=dict)
    """E-mail address -> (person, first, last) of people whom only other schools of the trust know."""


def load_existing(school: School, *, kind: str) -> ExistingSchool:
    """Load what a file of ``kind`` ("pupils" or "staff") may change."""
    existing = ExistingSchool(today=school.today())
    _load_people(existing, school)
    _load_addresses(existing, school)
    _load_roles(existing, school)
    if kind == "pupils":
        _load_pupils(existing, school)
        _load_links(existing, school)
        _load_barred(existing, school)
    else:
        _load_managers(existing, school)
    if not school.trust.stands_alone:
        _load_elsewhere(existing, school)
    return existing


def _rows(
    model: type[Dated], school: School, owner: str, *fields: str, after: Day | None = None
) -> Iterator[tuple[UUID, DatedRow, list[Any]]]:
    """Give (the owner's id, id and dates, other values) of the rows that end ``after`` a day, oldest first."""
    rows = model._default_manager.for_school(school).order_by("from_date", "pk")
    rows = rows.exclude(until_date__lte=after) if after else rows
    for row in rows.values_list(owner, "pk", "from_date", "until_date", *fields).iterator(chunk_size=5000):
        yield row[0], DatedRow(*row[1:4]), list(row[4:])


def _load_people(existing: ExistingSchool, school: School) -> None:
    today = existing.today
    fields = ("title", "first_name", "last_name", "staff_code")
    for person, dates, values in _rows(SchoolRecord, school, "person_id", *fields):
        before = existing.people.get(person)
        if before is None or before.record is None or before.record.start > today:
            record = dates if dates.in_force_from(today) else None
            existing.people[person] = ExistingPerson(person, record, *values)


def _load_roles(existing: ExistingSchool, school: School) -> None:
    for person, dates, [role] in _rows(RoleAtSchool, school, "person_id", "role"):
        if person not in existing.people:
            continue
        if dates.in_force_from(existing.today):
            existing.people[person].roles += (RoleRow(dates, role),)
        elif dates.began:
            existing.people[person].former |= {role}


def _load_addresses(existing: ExistingSchool, school: School) -> None:
    for person, dates, [kind, value, shared] in _rows(Address, school, "person_id", "kind", "value", "shared"):
        if person not in existing.people:
            continue
        is_email = kind == AddressKind.EMAIL
        key = value.lower() if is_email else phone_key(value)
        owners = (existing.by_email if is_email else existing.by_phone).setdefault(key, [])
        if person not in owners:
            owners.append(person)
        if dates.in_force_from(existing.today):
            row = (AddressRow(key, dates, shared, value),)
            if is_email:
                existing.people[person].email_rows += row
            else:
                existing.people[person].phone_rows += row


def phone_key(phone: str) -> str:
    """Return a telephone number for comparing: its digits, +44 as 0."""
    digits = "".join(letter for letter in phone if letter.isdigit())
    if phone.strip().startswith("+44"):
        return "0" + digits[2:].lstrip("0")
    return "0" + digits[4:] if digits.startswith("0044") else digits


def _load_pupils(existing: ExistingSchool, school: School) -> None:
    rows = Pupil.objects.for_school(school).order_by("pk")
    own = ("pk", "first_name", "last_name", "admission_number", "birth_date")
    for values in rows.values_list(*own).iterator(chunk_size=5000):
        existing.pupils[values[0]] = ExistingPupil(*values)
    today, fields = existing.today, ("class_name", "year_group")
    for pupil_id, dates, place in _rows(ClassPlace, school, "pupil_id", *fields, after=today):
        pupil = existing.pupils[pupil_id]
        # Today's place goes before one that is to come; a planned one stays as it is.
        if pupil.place is None and dates.in_force_from(today):
            pupil.place, pupil.class_name, pupil.year = dates, *place


def _load_links(existing: ExistingSchool, school: School) -> None:
    fields = ("relationship", "parental_responsibility", "may_sign", "may_contact", "barred")
    rows = _rows(CarerLink, school, "pupil_id", "person_id", *fields, after=existing.today)
    for pupil_id, dates, [person, *values] in rows:
        links = existing.pupils[pupil_id].links
        if dates.in_force_from(existing.today) and all(link.person != person for link in links):
            links.append(ExistingLink(dates, person, *values))


def _load_barred(existing: ExistingSchool, school: School) -> None:
    for person, pupil in sorted(barred_pairs(school)):
        if person in existing.people:
            existing.barred.setdefault(pupil, []).append(person)
    rows = CarerLink.objects.for_school(school).filter(pupil__in=list(existing.barred))
    for person, pupil in rows.order_by("from_date", "pk").values_list("person_id", "pupil_id"):
        if person in existing.people and person not in existing.barred[pupil]:
            existing.former.setdefault(pupil, []).append(person)


def _load_managers(existing: ExistingSchool, school: School) -> None:
    for person, dates, [manager] in _rows(LineManager, school, "person_id", "manager_id", after=existing.today):
        if dates.in_force_from(existing.today):
            existing.managers.setdefault(person, (dates, manager))


def _load_elsewhere(existing: ExistingSchool, school: School) -> None:
    in_trust = Q(school__trust=school.trust_id, until_date__isnull=True) & ~Q(school=school)
    records = SchoolRecord.objects.across_schools("their names, to be sure of it").filter(in_trust)
    fields = ("person_id", "first_name", "last_name")
    names = {row[0]: row for row in records.order_by("from_date").values_list(*fields)}
    rows = Address.objects.across_schools("one person in two schools of a trust is one person").filter(
        in_trust, kind=AddressKind.EMAIL, shared=False
    )
    for person, value in rows.order_by("from_date", "pk").values_list("person_id", "value"):
        if person not in existing.people and person in names:
            existing.elsewhere.setdefault(value, []).append(names[person])

"""What a school knows before an import, as plain small rows: one query a table, whatever the size of the school."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q

from people.models.persons import Address, SchoolRecord
from people.models.pupils import CarerLink, ClassPlace, Pupil
from people.models.roles import LineManager, RoleAtSchool
from people.queries.families import barred_pairs
from people.rules.matching import full_name
from people.states.words import AddressKind
from schools.models.schools import School

Day = datetime.date


class Span(NamedTuple):
    """A dated row that holds today or later."""

    id: UUID
    start: Day
    end: Day | None


class AddressRow(NamedTuple):
    """An address that holds; ``key`` is what it is compared by."""

    key: str
    span: Span
    shared: bool
    value: str


class RoleRow(NamedTuple):
    span: Span
    role: str


@dataclass(slots=True)
class KnownPerson:
    """Somebody the school knows. ``record`` is None for somebody who is here no more (or was taken back)."""

    id: UUID
    record: Span | None
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
    def name(self) -> str:
        return full_name(self.first, self.last)

    @property
    def emails(self) -> dict[str, AddressRow]:
        """E-mail addresses that hold."""
        return {row.key: row for row in self.email_rows}

    @property
    def phones(self) -> dict[str, AddressRow]:
        """Telephone numbers that hold, by their digits."""
        return {row.key: row for row in self.phone_rows}


@dataclass(slots=True)
class KnownLink:
    """A carer's link that holds today or later."""

    span: Span
    person: UUID
    relationship: str
    responsible: bool
    may_sign: bool
    may_contact: bool
    barred: bool


@dataclass(slots=True)
class KnownPupil:
    """A pupil; ``place`` is None for one who is not on the roll."""

    id: UUID
    first: str
    last: str
    number: str
    birth: Day | None
    place: Span | None = None
    class_name: str = ""
    year: str = ""
    links: list[KnownLink] = field(default_factory=list)

    @property
    def name(self) -> str:
        return full_name(self.first, self.last)


@dataclass
class Known:
    """Everything about one school that a file may touch."""

    today: Day
    people: dict[UUID, KnownPerson] = field(default_factory=dict)
    pupils: dict[UUID, KnownPupil] = field(default_factory=dict)
    barred: dict[UUID, list[UUID]] = field(default_factory=dict)
    """Pupil -> everybody barred from them, under any entry, also where the link has ended: a bar outlives it."""
    former: dict[UUID, list[UUID]] = field(default_factory=dict)
    """Pupil from whom somebody is barred -> the others who are or were linked: under their name they are known."""
    family: set[UUID] = field(default_factory=set)
    """Pupils of the family of whoever brought the file: a list changes nothing between them and their carers."""
    relatives: set[UUID] = field(default_factory=set)
    """The other adults of that family: a list neither shows nor changes how they are reached."""
    managers: dict[UUID, tuple[Span, UUID]] = field(default_factory=dict)
    by_email: dict[str, list[UUID]] = field(default_factory=dict)
    by_phone: dict[str, list[UUID]] = field(default_factory=dict)
    elsewhere: dict[str, list[tuple[UUID, str, str]]] = field(default_factory=dict)
    """E-mail address -> (person, first, last) of people whom only other schools of the trust know."""


def _live(today: Day) -> Q:
    """Match rows that hold today or later; one that was closed before it began never held."""
    return Q(until_date__isnull=True) | Q(until_date__gt=today)


def _rows(model: Any, school: School, *fields: str, live: Day | None = None) -> Any:
    rows = model.objects.for_school(school)
    if live is not None:
        rows = rows.filter(_live(live))
    return rows.order_by("from_date", "pk").values_list(*fields).iterator(chunk_size=5000)


def load(school: School, *, kind: str) -> Known:
    """Load what a file of ``kind`` ("pupils" or "staff") may touch."""
    known = Known(today=school.today())
    _load_people(known, school)
    if kind == "pupils":
        _load_pupils(known, school)
        _load_bars(known, school)
    else:
        _load_managers(known, school)
    if not school.trust.stands_alone:
        _load_elsewhere(known, school)
    return known


def _load_people(known: Known, school: School) -> None:
    today = known.today
    fields = ("person_id", "pk", "from_date", "until_date", "title", "first_name", "last_name", "staff_code")
    for person, pk, start, end, title, first, last, code in _rows(SchoolRecord, school, *fields):
        live = end is None or end > max(today, start)
        before = known.people.get(person)
        if before is not None and before.record is not None and before.record.start <= today:
            continue
        span = Span(pk, start, end) if live else None
        known.people[person] = KnownPerson(person, span, title, first, last, code)
    _load_addresses(known, school)
    for person, pk, start, end, role in _rows(
        RoleAtSchool, school, "person_id", "pk", "from_date", "until_date", "role"
    ):
        if person not in known.people:
            continue
        who = known.people[person]
        if end is None or end > max(today, start):
            who.roles += (RoleRow(Span(pk, start, end), role),)
        elif end > start:
            who.former |= {role}


def _load_addresses(known: Known, school: School) -> None:
    fields = ("person_id", "pk", "from_date", "until_date", "kind", "value", "shared")
    for person, pk, start, end, kind, value, shared in _rows(Address, school, *fields):
        if person not in known.people:
            continue
        who, email = known.people[person], kind == AddressKind.EMAIL
        key = value.lower() if email else phone_key(value)
        owners = (known.by_email if email else known.by_phone).setdefault(key, [])
        if person not in owners:
            owners.append(person)
        if end is None or end > max(known.today, start):
            row = AddressRow(key, Span(pk, start, end), shared, value)
            if email:
                who.email_rows += (row,)
            else:
                who.phone_rows += (row,)


def phone_key(phone: str) -> str:
    """Return a telephone number for comparing: its digits, +44 as 0."""
    digits = "".join(letter for letter in phone if letter.isdigit())
    if phone.strip().startswith("+44"):
        return "0" + digits[2:].lstrip("0")
    return "0" + digits[4:] if digits.startswith("0044") else digits


def _load_pupils(known: Known, school: School) -> None:
    rows = Pupil.objects.for_school(school).order_by("pk")
    fields = ("pk", "first_name", "last_name", "admission_number", "birth_date")
    for pk, first, last, number, birth in rows.values_list(*fields).iterator(chunk_size=5000):
        known.pupils[pk] = KnownPupil(pk, first, last, number, birth)
    places = ("pupil_id", "pk", "from_date", "until_date", "class_name", "year_group")
    for pupil, pk, start, end, class_name, year in _rows(ClassPlace, school, *places, live=known.today):
        who = known.pupils[pupil]
        # Today's place goes before one that is to come; a planned one stands as it is.
        if who.place is None and (end is None or end > start):
            who.place, who.class_name, who.year = Span(pk, start, end), class_name, year
    links = ("pupil_id", "pk", "from_date", "until_date", "person_id", "relationship", "parental_responsibility")
    for pupil, pk, start, end, *rest in _rows(
        CarerLink, school, *links, "may_sign", "may_contact", "barred", live=known.today
    ):
        who = known.pupils[pupil]
        if (end is None or end > start) and all(link.person != rest[0] for link in who.links):
            who.links.append(KnownLink(Span(pk, start, end), *rest))


def _load_bars(known: Known, school: School) -> None:
    for person, pupil in sorted(barred_pairs(school)):
        if person in known.people:
            known.barred.setdefault(pupil, []).append(person)
    rows = CarerLink.objects.for_school(school).filter(pupil__in=list(known.barred))
    for person, pupil in rows.order_by("from_date", "pk").values_list("person_id", "pupil_id"):
        if person in known.people and person not in known.barred[pupil]:
            known.former.setdefault(pupil, []).append(person)


def _load_managers(known: Known, school: School) -> None:
    fields = ("person_id", "pk", "from_date", "until_date", "manager_id")
    for person, pk, start, end, manager in _rows(LineManager, school, *fields, live=known.today):
        if (end is None or end > start) and person not in known.managers:
            known.managers[person] = (Span(pk, start, end), manager)


def _load_elsewhere(known: Known, school: School) -> None:
    rows = Address.objects.across_schools("one person in two schools of a trust is one person").filter(
        school__trust=school.trust_id, kind=AddressKind.EMAIL, shared=False, until_date__isnull=True
    )
    names: dict[UUID, tuple[str, str]] = {}
    records = SchoolRecord.objects.across_schools("their names, to be sure of it").filter(
        school__trust=school.trust_id, until_date__isnull=True
    )
    others = Q(school=school)
    for person, first, last in (
        records.exclude(others).order_by("from_date").values_list("person_id", "first_name", "last_name")
    ):
        names[person] = (first, last)
    for person, value in rows.exclude(others).order_by("from_date", "pk").values_list("person_id", "value"):
        if person not in known.people and person in names:
            known.elsewhere.setdefault(value, []).append((person, *names[person]))

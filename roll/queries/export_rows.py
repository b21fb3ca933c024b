"""The rows of an export, in the shape that the importer reads back."""

import datetime
from collections.abc import Iterator, Sequence
from uuid import UUID

from core.db.dated import in_force, in_force_from
from people.models.persons import Address, SchoolRecord
from people.models.pupils import CarerLink, ClassPlace, Pupil
from people.models.roles import LineManager, RoleAtSchool
from people.queries.acting import Actor
from people.queries.pupils import own_children
from people.queries.same_person import same_person
from people.states.roles import TRUST_ROLES, Role
from people.states.words import AddressKind, Relationship
from schools.models.schools import School

Table = tuple[Sequence[str], Iterator[Sequence[str]]]
Addresses = dict[UUID, list[str]]
Records = dict[UUID, tuple[str, str, str, str]]
"""Title, first name, last name and staff code of each person."""

# Not translated: an importer knows its own headings again.
PUPIL_HEADINGS = (
    *("Admission number", "First name", "Last name", "Date of birth", "Year group", "Class"),
    *("Carer title", "Carer first name", "Carer last name", "Carer relationship", "Carer parental responsibility"),
    *("Carer email", "Carer phone", "Carer may sign", "Carer may be contacted"),
)
STAFF_HEADINGS = (
    *("Staff code", "Title", "First name", "Last name", "Role", "Work email", "Personal email", "Phone"),
    *("Line manager", "Start date", "Leaving date"),
)
ROLES_NOT_LISTED = frozenset({Role.ADMINISTRATOR.value, *(role.value for role in TRUST_ROLES)})
"""Roles that no list gives: those who hold them are listed without them."""


def export_rows(school: School, kind: str, reader: Actor | None = None) -> Table:
    """Return (headings, rows of text) of everybody here today; ``kind`` is "pupils" or "staff".

    Pupils: one row for each carer, barred carers left out, and of the ``reader``'s own family every other adult.
    Staff: one row for each role that holds or will. Nothing is neutralised yet: the writer of the file does that.
    """
    day = school.today()
    if kind == "pupils":
        return PUPIL_HEADINGS, _pupil_rows(school, day, reader)
    return STAFF_HEADINGS, _staff_rows(school, day)


def _records(school: School, day: datetime.date) -> Records:
    rows = SchoolRecord.objects.for_school(school).exclude(until_date__lte=day).order_by("-from_date")
    fields = ("person_id", "title", "first_name", "last_name", "staff_code")
    return {row[0]: row[1:] for row in rows.values_list(*fields)}


def _addresses(school: School, day: datetime.date, kind: str) -> Addresses:
    """Return everybody's addresses, their own before shared ones, newer before older."""
    rows = Address.objects.for_school(school).filter(in_force(day), kind=kind).order_by("shared", "-from_date", "pk")
    addresses: Addresses = {}
    for person, value in rows.values_list("person_id", "value"):
        addresses.setdefault(person, []).append(value)
    return addresses


def _uk(day: datetime.date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _yes(flag: bool) -> str:
    return "Yes" if flag else "No"


def _pupil_rows(school: School, day: datetime.date, reader: Actor | None) -> Iterator[Sequence[str]]:
    family = own_children(reader) if reader else set()
    selves = set(same_person(reader.person)) if reader else set()
    records = _records(school, day)
    emails, phones = _addresses(school, day, AddressKind.EMAIL), _addresses(school, day, AddressKind.PHONE)
    links: dict[UUID, list[CarerLink]] = {}
    held = CarerLink.objects.for_school(school).filter(in_force(day), barred=False).order_by("from_date", "pk")
    for link in held.iterator(chunk_size=5000):
        if link.pupil_id not in family or link.person_id in selves:
            links.setdefault(link.pupil_id, []).append(link)
    places = ClassPlace.objects.for_school(school).filter(in_force(day))
    at = {pupil: (year, name) for pupil, year, name in places.values_list("pupil_id", "year_group", "class_name")}
    pupils = Pupil.objects.for_school(school).order_by("last_name", "first_name", "pk")
    for pupil in pupils.iterator(chunk_size=5000):
        if pupil.pk not in at:
            continue
        child = (pupil.admission_number, pupil.first_name, pupil.last_name, _uk(pupil.birth_date), *at[pupil.pk])
        for link in links.get(pupil.pk, []):
            yield *child, *_carer(link, records, emails, phones)
        if pupil.pk not in links:
            yield *child, *[""] * 9


def _carer(link: CarerLink, records: Records, emails: Addresses, phones: Addresses) -> Sequence[str]:
    title, first, last, _code = records.get(link.person_id, ("", "", "", ""))
    label, responsible = str(Relationship(link.relationship).label), _yes(link.parental_responsibility)
    email, phone = (next(iter(addresses.get(link.person_id, [])), "") for addresses in (emails, phones))
    return title, first, last, label, responsible, email, phone, _yes(link.may_sign), _yes(link.may_contact)


def _staff_rows(school: School, day: datetime.date) -> Iterator[Sequence[str]]:
    records = _records(school, day)
    emails, phones = _addresses(school, day, AddressKind.EMAIL), _addresses(school, day, AddressKind.PHONE)
    managers = LineManager.objects.for_school(school).filter(in_force(day))
    manager_of = dict(managers.values_list("person_id", "manager_id"))
    roles: dict[UUID, list[RoleAtSchool]] = {}
    held = RoleAtSchool.objects.for_school(school).filter(in_force_from(day))
    for role in held.order_by("from_date", "role"):
        roles.setdefault(role.person_id, []).append(role)
    for person in sorted((pk for pk in roles if pk in records), key=lambda pk: (records[pk][2], records[pk][1], pk)):
        title, first, last, code = records[person]
        work, personal = [*emails.get(person, []), "", ""][:2]
        phone = next(iter(phones.get(person, [])), "")
        manager = _manager(manager_of.get(person), records, emails)
        given = [row for row in roles[person] if row.role not in ROLES_NOT_LISTED]
        for row in (*given,) or (None,):
            label, start, end = (str(Role(row.role).label), _uk(row.from_date), _uk(row.last_day)) if row else [""] * 3
            yield code, title, first, last, label, work, personal, phone, manager, start, end


def _manager(person: UUID | None, records: Records, emails: Addresses) -> str:
    if person is None or person not in records:
        return ""
    _title, first, last, code = records[person]
    return code or next(iter(emails.get(person, [])), "") or f"{first} {last}".strip()

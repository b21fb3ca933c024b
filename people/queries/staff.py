"""Everybody who works, governs or helps at a school: the list, and the page of one person."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.db.dated import in_force
from people.models.persons import Address, Person, PersonAtSchool, SchoolRecord
from people.models.roles import Absence, Duty, LineManager, RoleAtSchool
from people.queries.same_person import same_person
from people.states.roles import GOVERNING_ROLES, STAFF_ROLES, Role
from people.states.words import AccountState, AddressKind
from schools.models.schools import School
from schools.queries.calendar import letters_leave

# (key, words, roles); "left" is everybody whose last role is over.
GROUPS: tuple[tuple[str, Any, frozenset[Role]], ...] = (
    ("", _("Everybody here"), frozenset()),
    ("staff", _("Staff"), STAFF_ROLES),
    ("governors", _("Governors"), GOVERNING_ROLES),
    ("volunteers", _("Volunteers"), frozenset({Role.VOLUNTEER})),
    ("contractors", _("Contractors"), frozenset({Role.CONTRACTOR})),
    ("left", _("Have left"), frozenset()),
)
PEOPLE_GROUPS = tuple((key, words) for key, words, _roles in GROUPS)
_ROLES_OF = {key: {str(role) for role in roles} for key, _words, roles in GROUPS}


@dataclass(frozen=True)
class PersonRow:
    """One line of the list: ``roles`` are held today or begin later (of a leaver, those that ended last)."""

    person: Person
    name: str
    code: str
    email: str
    roles: tuple[RoleAtSchool, ...]
    account: AccountState

    @property
    def last_day(self) -> datetime.date | None:
        """The last day here, where every role has one."""
        days = [role.last_day for role in self.roles]
        return None if None in days else max(day for day in days if day)


def _login(person: Person) -> str:
    """Return the address a person signs in with; "" for nobody's, and for the stand-in of a code on paper."""
    return person.user.own_address if person.user else ""


def people_list(school: School, on: datetime.date | None = None, *, group: str = "", text: str = "") -> list[PersonRow]:
    """Return everybody of a group (a key of ``GROUPS``) by last name. Four queries, however many there are.

    ``text`` is looked for in names, codes and addresses. Carers without a role are not in it: they are found through
    their children.
    """
    day = on or school.today()
    held = _held(school, day, group)
    written_to = _written_to(school, day)
    records = SchoolRecord.objects.for_school(school).filter(person__in=held).order_by("from_date", "until_date")
    latest = {record.person_id: record for record in records}
    found = [
        PersonRow(
            person=rows[0].person,
            name=latest[pk].full_name,
            code=latest[pk].staff_code,
            email=written_to.get(pk) or _login(rows[0].person),
            roles=tuple(rows),
            account=_account(rows[0].person),
        )
        for pk, rows in held.items()
    ]
    words = text.casefold().split()
    kept = [row for row in found if all(word in f"{row.name} {row.code} {row.email}".casefold() for word in words)]
    return sorted(kept, key=lambda row: (latest[row.person.pk].last_name.casefold(), row.name.casefold()))


def _written_to(school: School, day: datetime.date) -> dict[UUID, str]:
    """Return the address one writes to of everybody here who has one beside the sign-in address."""
    rows = Address.objects.for_school(school).filter(
        in_force(day), kind=AddressKind.EMAIL, person__roles__school=school
    )
    # A personal one goes before a shared one, a newer before an older: the last of these stays.
    return dict(rows.order_by("-shared", "from_date", "pk").values_list("person_id", "value"))


def _held(school: School, day: datetime.date, group: str) -> dict[UUID, list[Any]]:
    rows = RoleAtSchool.objects.for_school(school).select_related("person__user").order_by("from_date", "role")
    if group != "left":
        rows = rows.exclude(until_date__lte=day)
    held: dict[UUID, list[Any]] = {}
    for row in rows:
        if row.until_date is None or row.from_date < row.until_date:
            held.setdefault(row.person_id, []).append(row)
    if group == "left":
        return {pk: mine for pk, mine in held.items() if all(row.until_date and row.until_date <= day for row in mine)}
    wanted = _ROLES_OF.get(group, set())
    return {pk: mine for pk, mine in held.items() if not wanted or any(row.role in wanted for row in mine)}


def _account(person: Person) -> AccountState:
    if person.user is None:
        return AccountState.NONE
    if not person.user.is_active:
        return AccountState.CLOSED
    return AccountState.ACTIVE if person.user.signed_in_on else AccountState.INVITED


def person_at(school: School, pk: UUID) -> Person | None:
    """Return a person whom the school knows, with the account, or None."""
    rows = PersonAtSchool.objects.for_school(school).filter(person=pk)
    known = rows.select_related("person__data_key", "person__user").first()
    return known.person if known else None


@dataclass(frozen=True)
class Other:
    """Somebody named on the page of a person, and whether it is the same human."""

    pk: UUID
    name: str
    joined: bool = False


@dataclass(frozen=True)
class PersonPage:
    """What the page of one person shows. ``joined`` are their other entries; ``here`` says that a role goes on."""

    person: Person
    record: SchoolRecord
    addresses: tuple[Address, ...]
    account: AccountState
    roles: tuple[RoleAtSchool, ...]
    ended: tuple[RoleAtSchool, ...]
    manager: Other | None
    manages: tuple[Other, ...]
    absences: tuple[Absence, ...]
    names: dict[UUID, str]
    duties: tuple[Duty, ...]
    joined: tuple[Other, ...]

    @property
    def name(self) -> str:
        """The full name, as in the list."""
        return self.record.full_name

    @property
    def here(self) -> bool:
        """Say whether a role holds or is to come."""
        return bool(self.roles)


def person_page(school: School, person: Person) -> PersonPage:
    """Return one person as the office sees them. A fixed number of queries."""
    day = school.today()
    roles = list(RoleAtSchool.objects.for_school(school).filter(person=person).order_by("-from_date", "role"))
    over = [row for row in roles if row.until_date is not None and row.until_date <= max(day, row.from_date)]
    lines = list(
        LineManager.objects.for_school(school).filter(in_force(day)).filter(Q(person=person) | Q(manager=person))
    )
    absences = _to_come(Absence.objects.for_school(school).filter(person=person), day)
    joined = same_person(person) - {person.pk}
    named = {person.pk, *joined} | {pk for row in lines for pk in (row.person_id, row.manager_id)}
    records = _names(school, named | {row.cover_id for row in absences if row.cover_id})
    names = {pk: record.full_name for pk, record in records.items()}
    return PersonPage(
        person=person,
        record=records[person.pk],
        addresses=tuple(_to_come(Address.objects.for_school(school).filter(person=person), day)),
        account=_account(person),
        roles=tuple(row for row in roles if row not in over),
        ended=tuple(row for row in over if row.until_date != row.from_date),
        manager=next(
            (Other(row.manager_id, names[row.manager_id]) for row in lines if row.person_id == person.pk), None
        ),
        manages=tuple(Other(r.person_id, names[r.person_id]) for r in lines if r.manager_id == person.pk),
        absences=tuple(absences),
        names=names,
        duties=tuple(Duty.objects.for_school(school).filter(in_force(day), person=person).order_by("from_date")),
        joined=tuple(Other(pk, names.get(pk, ""), joined=True) for pk in sorted(joined)),
    )


def invited_words(school: School) -> str:
    """Say that an invitation goes out, and when, unless at once."""
    when = letters_leave(school)
    sentence = gettext("The invitation goes out %(when)s.") if when else gettext("The invitation is on its way.")
    return sentence % {"when": when}


def main_address(addresses: Iterable[Address], kind: str) -> Address | None:
    """Return the address one writes to: a personal one before a shared one, a newer before an older."""
    rows = [row for row in addresses if row.kind == kind]
    return max(rows, key=lambda row: (not row.shared, row.from_date, row.pk), default=None)


def editable(about: PersonPage) -> dict[str, Any]:
    """Return what the form of a correction starts with."""
    mail, phone = main_address(about.addresses, AddressKind.EMAIL), main_address(about.addresses, AddressKind.PHONE)
    names = {key: getattr(about.record, key) for key in ("title", "first_name", "last_name", "staff_code")}
    reach = {"email": mail.value if mail else "", "shared": bool(mail and mail.shared)}
    return names | reach | {"phone": phone.value if phone else ""}


def entries_called(school: School, text: str, *, but: Person, most: int = 20) -> list[Other]:
    """Return entries of the school whose name holds every word of ``text``, carers included; at most ``most``.

    ``joined``: they are this human already.
    """
    rows = SchoolRecord.objects.for_school(school).filter(until_date__isnull=True).exclude(person=but)
    for word in text.split()[:5]:
        rows = rows.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word))
    mine = same_person(but)
    listed = rows.order_by("last_name", "first_name", "person_id")[:most]
    return [Other(row.person_id, row.full_name, joined=row.person_id in mine) for row in listed]


def points_at_another(person: Person) -> Person:
    """Return the entry that says it is the same human: this one, or one that points at it."""
    if person.same_as_id is not None:
        return person
    return person.others.order_by("pk").first() or person


def _to_come(rows: Any, day: datetime.date) -> list[Any]:
    """Keep what holds on the day or will, oldest first."""
    listed = rows.order_by("from_date", "pk")
    return [row for row in listed if row.until_date is None or row.until_date > max(day, row.from_date)]


def _names(school: School, persons: set[UUID]) -> dict[UUID, SchoolRecord]:
    rows = SchoolRecord.objects.for_school(school).filter(person__in=persons).order_by("from_date", "until_date")
    return {row.person_id: row for row in rows}


def role_at(school: School, person: Person, pk: UUID) -> RoleAtSchool | None:
    """Return one role of a person that has not ended yet, or None."""
    row: RoleAtSchool | None = RoleAtSchool.objects.for_school(school).filter(pk=pk, person=person).first()
    return row if row and (row.until_date is None or row.until_date > school.today()) else None


@dataclass(frozen=True)
class Known:
    """Somebody who may be the one that is about to be added. ``here``: the school knows them; ``why`` is a word."""

    person: Person
    name: str
    school: str
    here: bool
    why: str


def known_like(school: School, *, first_name: str, last_name: str, email: str, but: UUID | None = None) -> list[Known]:
    """Return who might be the same human: the same address in the trust, or the same name at this school.

    Three queries. Of other schools nothing is told but the name and the school, and only for the same address.
    """
    day = school.today()
    mates = {one.pk: one for one in School.objects.filter(trust_id=school.trust_id)}
    found: dict[UUID, tuple[UUID, str]] = {}
    here = SchoolRecord.objects.for_school(school).filter(until_date__isnull=True)
    for pk in here.filter(first_name__iexact=first_name.strip(), last_name__iexact=last_name.strip()).values_list(
        "person_id", flat=True
    ):
        found[pk] = (school.pk, "name")
    if email:
        same = Q(kind=AddressKind.EMAIL, value=email.strip().lower())
        rows = Address.objects.for_schools(mates).filter(in_force(day), same).order_by("pk")
        for pk, where in rows.values_list("person_id", "school_id"):
            if pk not in found or found[pk][1] == "name" or where == school.pk:
                found[pk] = (where, "address")
    found.pop(but, None)  # type: ignore[arg-type]
    if not found:
        return []
    records = SchoolRecord.objects.for_schools(mates).filter(person__in=found).select_related("person__data_key")
    known = {(row.person_id, row.school_id): row for row in records.order_by("from_date")}
    return [
        Known(known[pk, where].person, known[pk, where].full_name, mates[where].name, where == school.pk, why)
        for pk, (where, why) in sorted(found.items())
        if (pk, where) in known
    ]

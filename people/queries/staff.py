"""Everybody who works, governs or helps at a school: the list, and the page of one person."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.db.dated import Dated, ever_in_force, in_force, in_force_from
from core.text.words import Words
from people.models.persons import Address, Person, PersonAtSchool, SchoolRecord
from people.models.roles import Absence, Duty, LineManager, RoleAtSchool
from people.queries.same_person import same_person
from people.states.roles import GOVERNING_ROLES, STAFF_ROLES, Role
from people.states.words import AccountState, AddressKind
from schools.models.schools import School
from schools.queries.calendar import letters_leave

# (key, words, roles); "left" is everybody whose last role is over.
GROUPS: tuple[tuple[str, Words, frozenset[Role]], ...] = (
    ("", _("Everybody here"), frozenset()),
    ("staff", _("Staff"), STAFF_ROLES),
    ("governors", _("Governors"), GOVERNING_ROLES),
    ("volunteers", _("Volunteers"), frozenset({Role.VOLUNTEER})),
    ("contractors", _("Contractors"), frozenset({Role.CONTRACTOR})),
    ("left", _("Have left"), frozenset()),
)
PEOPLE_GROUPS = tuple((key, words) for key, words, _roles in GROUPS)
_ROLES_OF = {key: {str(role) for role in roles} for key, _words, roles in GROUPS}
DatedT = TypeVar("DatedT", bound=Dated)


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


def people_list(school: School, *, group: str = "", text: str = "") -> list[PersonRow]:
    """Return everybody of a group (a key of ``GROUPS``) by last name. Four queries, however many there are.

    ``text`` is looked for in names, codes and addresses. Carers without a role are not in it: they are found through
    their children.
    """
    held = _held(school, group)
    written_to = _written_to(school)
    records = SchoolRecord.objects.for_school(school).filter(person__in=held).order_by("from_date", "until_date")
    latest = {record.person_id: record for record in records}
    rows = [
        PersonRow(
            person=roles[0].person,
            name=latest[pk].full_name,
            code=latest[pk].staff_code,
            email=written_to.get(pk) or _login(roles[0].person),
            roles=tuple(roles),
            account=_account(roles[0].person),
        )
        for pk, roles in held.items()
    ]
    words = text.casefold().split()
    matching = [row for row in rows if all(word in f"{row.name} {row.code} {row.email}".casefold() for word in words)]
    return sorted(matching, key=lambda row: (latest[row.person.pk].last_name.casefold(), row.name.casefold()))


def _written_to(school: School) -> dict[UUID, str]:
    """Return the address one writes to of everybody here who has one beside the sign-in address."""
    rows = Address.objects.for_school(school).filter(
        in_force(school.today()), kind=AddressKind.EMAIL, person__roles__school=school
    )
    # A personal one goes before a shared one, a newer before an older: the last of these stays.
    return dict(rows.order_by("-shared", "from_date", "pk").values_list("person_id", "value"))


def _held(school: School, group: str) -> dict[UUID, list[RoleAtSchool]]:
    """Return {person: roles} of a group."""
    day = school.today()
    shown = ever_in_force() if group == "left" else in_force_from(day)
    rows = RoleAtSchool.objects.for_school(school).filter(shown).select_related("person__user")
    held: dict[UUID, list[RoleAtSchool]] = {}
    for row in rows.order_by("from_date", "role"):
        held.setdefault(row.person_id, []).append(row)
    if group == "left":
        return {pk: roles for pk, roles in held.items() if not any(role.in_force_from(day) for role in roles)}
    wanted = _ROLES_OF.get(group, set())
    return {pk: roles for pk, roles in held.items() if not wanted or any(role.role in wanted for role in roles)}


def _account(person: Person) -> AccountState:
    if person.user is None:
        return AccountState.NONE
    if not person.user.is_active:
        return AccountState.CLOSED
    return AccountState.ACTIVE if person.user.signed_in_on else AccountState.INVITED


def person_at(school: School, pk: UUID) -> Person | None:
    """Return a person whom the school knows, with the account, or None."""
    rows = PersonAtSchool.objects.for_school(school).filter(person=pk)
    row = rows.select_related("person__data_key", "person__user").first()
    return row.person if row else None


@dataclass(frozen=True)
class NamedPerson:
    """Somebody named on the page of a person; ``joined`` where it is another entry of the same person."""

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
    manager: NamedPerson | None
    manages: tuple[NamedPerson, ...]
    absences: tuple[Absence, ...]
    names: dict[UUID, str]
    duties: tuple[Duty, ...]
    joined: tuple[NamedPerson, ...]

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
    held = RoleAtSchool.objects.for_school(school).filter(ever_in_force(), person=person)
    roles = list(held.order_by("-from_date", "role"))
    managers = LineManager.objects.for_school(school).filter(in_force(day))
    lines = list(managers.filter(Q(person=person) | Q(manager=person)))
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
        roles=tuple(row for row in roles if row.in_force_from(day)),
        ended=tuple(row for row in roles if not row.in_force_from(day)),
        manager=next(
            (NamedPerson(row.manager_id, names[row.manager_id]) for row in lines if row.person_id == person.pk), None
        ),
        manages=tuple(NamedPerson(r.person_id, names[r.person_id]) for r in lines if r.manager_id == person.pk),
        absences=tuple(absences),
        names=names,
        duties=tuple(Duty.objects.for_school(school).filter(in_force(day), person=person).order_by("from_date")),
        joined=tuple(NamedPerson(pk, names.get(pk, ""), joined=True) for pk in sorted(joined)),
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


def editable(about: PersonPage) -> dict[str, object]:
    """Return what the form of a correction starts with."""
    mail, phone = main_address(about.addresses, AddressKind.EMAIL), main_address(about.addresses, AddressKind.PHONE)
    name = {key: getattr(about.record, key) for key in ("title", "first_name", "last_name", "staff_code")}
    reach = {"email": mail.value if mail else "", "shared": bool(mail and mail.shared)}
    return name | reach | {"phone": phone.value if phone else ""}


def entries_called(school: School, text: str, *, but: Person) -> list[NamedPerson]:
    """Return entries of the school whose name holds every word of ``text``, carers included; at most twenty.

    ``joined``: they are this person already.
    """
    rows = SchoolRecord.objects.for_school(school).filter(until_date__isnull=True).exclude(person=but)
    for word in text.split()[:5]:
        rows = rows.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word))
    mine = same_person(but)
    listed = rows.order_by("last_name", "first_name", "person_id")[:20]
    return [NamedPerson(row.person_id, row.full_name, joined=row.person_id in mine) for row in listed]


def points_at_another(person: Person) -> Person:
    """Return the entry that says it is the same person: this one, or one that points at it."""
    if person.same_as_id is not None:
        return person
    return person.others.order_by("pk").first() or person


def _to_come(rows: QuerySet[DatedT], day: datetime.date) -> list[DatedT]:
    """Keep what holds on the day or will, oldest first."""
    return list(rows.filter(in_force_from(day)).order_by("from_date", "pk"))


def _names(school: School, persons: set[UUID]) -> dict[UUID, SchoolRecord]:
    rows = SchoolRecord.objects.for_school(school).filter(person__in=persons).order_by("from_date", "until_date")
    return {row.person_id: row for row in rows}


def role_at(school: School, person: Person, pk: UUID) -> RoleAtSchool | None:
    """Return one role of a person that has not ended yet, or None."""
    rows = RoleAtSchool.objects.for_school(school).filter(pk=pk, person=person)
    row: RoleAtSchool | None = rows.filter(in_force_from(school.today())).first()
    return row


@dataclass(frozen=True)
class PossibleMatch:
    """Somebody who may be the one that is about to be added. ``here``: the school knows them; ``why`` is a word."""

    person: Person
    name: str
    school: str
    here: bool
    why: str


def possible_matches(school: School, *, first_name: str, last_name: str, email: str) -> list[PossibleMatch]:
    """Return who might be the same person: the same address in the trust, or the same name at this school.

    Three queries. Of other schools nothing is told but the name and the school, and only for the same address.
    """
    in_trust = {school.pk: school for school in School.objects.filter(trust_id=school.trust_id)}
    current = SchoolRecord.objects.for_school(school).filter(until_date__isnull=True)
    named = current.filter(first_name__iexact=first_name.strip(), last_name__iexact=last_name.strip())
    reasons = dict.fromkeys(named.values_list("person_id", flat=True), (school.pk, "name"))
    if email:
        same = Q(kind=AddressKind.EMAIL, value=email.strip().lower())
        addresses = Address.objects.for_schools(in_trust).filter(in_force(school.today()), same).order_by("pk")
        for pk, where in addresses.values_list("person_id", "school_id"):
            if pk not in reasons or reasons[pk][1] == "name" or where == school.pk:
                reasons[pk] = (where, "address")
    if not reasons:
        return []
    rows = SchoolRecord.objects.for_schools(in_trust).filter(person__in=reasons).select_related("person__data_key")
    records = {(row.person_id, row.school_id): row for row in rows.order_by("from_date")}
    return [
        PossibleMatch(record.person, record.full_name, in_trust[where].name, where == school.pk, why)
        for pk, (where, why) in sorted(reasons.items())
        if (record := records.get((pk, where))) is not None
    ]

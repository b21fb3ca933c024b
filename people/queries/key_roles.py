"""The page of key roles: who holds which, who is next for each route, and who answers to whom."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from core.contributions.people import KEY_ROLE_LINES
from core.db.dated import in_force, in_force_from
from core.text.words import Words
from people.models.persons import Person
from people.models.roles import Absence, Duty, LineManager, RoleAtSchool
from people.queries.directory import names, staff_at
from people.states.roles import (
    GOVERNING_ROLES,
    KEY_ROLES,
    NEEDED_KEY_ROLES,
    ROLE_TABLE,
    STAFF_ROLES,
    TRUST_ROLES,
    Role,
    RoleSpec,
)
from schools.models.schools import School


@dataclass(frozen=True)
class Holder:
    """Somebody in a key role: now, or from a later day on. ``back_on`` and ``cover`` while they are away."""

    person: UUID
    name: str
    from_date: datetime.date
    last_day: datetime.date | None
    to_come: bool
    away: bool = False
    back_on: datetime.date | None = None
    cover: str = ""


@dataclass(frozen=True)
class KeyRole:
    """A key role and who holds it."""

    spec: RoleSpec
    holders: list[Holder]

    @property
    def vacant(self) -> bool:
        """Say whether nobody holds it today."""
        return all(holder.to_come for holder in self.holders)

    @property
    def missing(self) -> bool:
        """Say whether the school needs it, and nobody holds it today."""
        return self.spec.role in NEEDED_KEY_ROLES and self.vacant


@dataclass(frozen=True)
class Recipient:
    """One person of a route. ``cover``: stands in for somebody who is away."""

    person: UUID
    role: str
    cover: bool = False
    name: str = ""
    away: bool = False

    @property
    def words(self) -> Words:
        """What they hear it as."""
        return ROLE_TABLE[Role(self.role)].words if self.role in Role.values else ""


@dataclass(frozen=True)
class Route:
    """Who hears by one route: ``first`` at once, then ``following``; ``outside`` is named when nobody is inside."""

    sentence: Words
    first: tuple[Recipient, ...]
    following: tuple[Recipient, ...]
    outside: Words = ""

    @property
    def nobody(self) -> bool:
        """Say whether nobody hears, and nobody outside is meant to hear instead."""
        return not self.first and not self.outside

    @property
    def alone(self) -> bool:
        """Say whether only one person hears (one with two roles counts once)."""
        return bool(self.first) and len({recipient.person for recipient in (*self.first, *self.following)}) < 2


def key_roles_page(school: School) -> tuple[list[KeyRole], list[Route], list[tuple[RoleSpec, int]]]:
    """Return (key roles, routes, how many hold each other role). Three queries, and those of who routes."""
    day = school.today()
    held, away = _held(school), _away(school)
    routes: list[Route] = [route for source in KEY_ROLE_LINES.values() for route in source.lines(school)]
    recipients = {recipient.person for route in routes for recipient in (*route.first, *route.following)}
    names_of = names(_named(held, away) | recipients, school)

    def named(recipients: Iterable[Recipient]) -> tuple[Recipient, ...]:
        return tuple(replace(row, name=names_of.get(row.person, ""), away=row.person in away) for row in recipients)

    counts = Counter(row.role for row in held if row.holds_on(day))
    others = [role for role in ROLE_TABLE if role not in KEY_ROLES and role not in TRUST_ROLES]
    return (
        _key_roles(school, held, away, names_of),
        [replace(route, first=named(route.first), following=named(route.following)) for route in routes],
        [(ROLE_TABLE[role], counts[role.value]) for role in others],
    )


def key_roles(school: School) -> list[KeyRole]:
    """Return every key role of a school in the order of the page. Three queries."""
    held, away = _held(school), _away(school)
    return _key_roles(school, held, away, names(_named(held, away), school))


def _held(school: School) -> list[RoleAtSchool]:
    return list(
        RoleAtSchool.objects.for_school(school).filter(in_force_from(school.today())).order_by("from_date", "pk")
    )


def _away(school: School) -> dict[UUID, Absence]:
    return {row.person_id: row for row in Absence.objects.for_school(school).filter(in_force(school.today()))}


def _named(held: list[RoleAtSchool], away: dict[UUID, Absence]) -> set[UUID]:
    """Return everybody whom the page names: who holds a role, and who covers."""
    return {row.person_id for row in held} | {row.cover_id for row in away.values() if row.cover_id}


def _key_roles(
    school: School, held: list[RoleAtSchool], away: dict[UUID, Absence], names_of: dict[UUID, str]
) -> list[KeyRole]:
    day = school.today()
    holders: dict[str, list[Holder]] = {}
    for row in held:
        absence = away.get(row.person_id)
        holder = Holder(
            person=row.person_id,
            name=names_of.get(row.person_id, ""),
            from_date=row.from_date,
            last_day=row.last_day,
            to_come=row.from_date > day,
            away=absence is not None,
            back_on=absence.until_date if absence else None,
            cover=names_of.get(absence.cover_id, "") if absence and absence.cover_id else "",
        )
        holders.setdefault(row.role, []).append(holder)
    shown = [role for role in KEY_ROLES if not (school.trust.stands_alone and role in TRUST_ROLES)]
    return [KeyRole(ROLE_TABLE[role], holders.get(role.value, [])) for role in shown]


@dataclass(frozen=True)
class StaffManager:
    """A member of staff, and to whom they answer."""

    person: UUID
    name: str
    manager: UUID | None
    manager_name: str


def line_managers(school: School) -> list[StaffManager]:
    """Return to whom each member of staff answers, by name; those who answer to nobody first. Three queries."""
    staff = list(staff_at(school).values_list("pk", flat=True))
    held = LineManager.objects.for_school(school).filter(in_force(school.today()))
    managers = dict(held.values_list("person_id", "manager_id"))
    names_of = names({*staff, *managers.values()}, school)
    rows = [
        StaffManager(pk, names_of.get(pk, ""), manager, names_of.get(manager, "") if manager else "")
        for pk, manager in ((pk, managers.get(pk)) for pk in staff)
    ]
    return sorted(rows, key=lambda row: (row.manager is not None, row.name.casefold()))


def colleagues(school: School, *, but: Person | None = None, everybody: bool = False) -> list[tuple[UUID, str]]:
    """Return staff and governors of today as (id, name), by name: whom one may choose as a cover or line manager.

    ``everybody``: volunteers and contractors too.
    """
    held = RoleAtSchool.objects.for_school(school).filter(in_force(school.today()))
    if not everybody:
        held = held.filter(role__in=STAFF_ROLES | GOVERNING_ROLES | TRUST_ROLES)
    if but is not None:
        held = held.exclude(person=but)
    names_of = names(set(held.values_list("person_id", flat=True)), school)
    return sorted(names_of.items(), key=lambda row: row[1].casefold())


def leaving(school: School, person: Person) -> dict[str, object]:
    """Return what ends, and what must be looked after, when somebody leaves. Four queries."""
    rows = RoleAtSchool.objects.for_school(school).filter(in_force_from(school.today()), person=person)
    held, day = list(rows.order_by("from_date")), school.today()
    key_roles = [row for row in held if row.role in KEY_ROLES]
    return {
        "roles": held,
        "key_roles": key_roles,
        "hears": any(ROLE_TABLE[Role(row.role)].hears for row in key_roles),
        "manages": LineManager.objects.for_school(school).filter(in_force(day), manager=person).count(),
        "duties": Duty.objects.for_school(school).filter(in_force(day), person=person).count(),
        "covers": Absence.objects.for_school(school).filter(cover=person).exclude(until_date__lte=day).count(),
    }

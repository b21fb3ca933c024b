"""The posts page: who holds which post, who is next for each route, and who answers to whom."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from core.contributions.people import KEY_ROLE_LINES
from core.db.dated import in_force
from core.text.words import Words
from people.models.persons import Person
from people.models.roles import Absence, Duty, LineManager, RoleAtSchool
from people.queries.directory import names, staff_at
from people.states.key_roles import KEY_ROLES, NEEDED_POSTS
from people.states.roles import GOVERNING_ROLES, ROLE_TABLE, STAFF_ROLES, TRUST_ROLES, Role
from schools.models.schools import School


@dataclass(frozen=True)
class Holder:
    """Somebody in a post: now, or from a later day on. ``back_on`` and ``cover`` while they are away."""

    person: UUID
    name: str
    from_date: datetime.date
    last_day: datetime.date | None
    to_come: bool
    away: bool = False
    back_on: datetime.date | None = None
    cover: str = ""


@dataclass(frozen=True)
class Post:
    """A post with its sentence and who holds it. ``missing``: the school needs it, and nobody holds it today."""

    role: Role
    words: Words
    sentence: Words
    holders: tuple[Holder, ...]
    missing: bool

    @property
    def vacant(self) -> bool:
        """Say whether nobody holds it today."""
        return not any(not holder.to_come for holder in self.holders)


@dataclass(frozen=True)
class OtherRole:
    """A role that is no post: its words, its sentence and how many hold it."""

    words: Words
    sentence: Words
    count: int


@dataclass(frozen=True)
class PostsPage:
    """Posts, who is in line for each route, and the other roles."""

    posts: tuple[Post, ...]
    lines: tuple[Line, ...]
    others: tuple[OtherRole, ...]


def posts_page(school: School) -> PostsPage:
    """Return what the posts page shows. Three queries, and those of who routes."""
    day = school.today()
    held, away = _held(school, day), _away(school, day)
    found = [line for source in KEY_ROLE_LINES.values() for line in source.lines(school)]
    seats = {seat.person for line in found for seat in (*line.first, *line.following)}
    covers = {row.cover_id for row in away.values() if row.cover_id}
    known = names({row.person_id for row in held} | covers | seats, school)

    def named(seats: Iterable[Seat]) -> tuple[Seat, ...]:
        return tuple(replace(seat, name=known.get(seat.person, ""), away=seat.person in away) for seat in seats)

    return PostsPage(
        posts=tuple(_posts(school, day, held, away, known)),
        lines=tuple(replace(line, first=named(line.first), following=named(line.following)) for line in found),
        others=tuple(_others(held, day)),
    )


def posts(school: School) -> list[Post]:
    """Return every post of a school in the order of the page. Three queries."""
    day = school.today()
    held, away = _held(school, day), _away(school, day)
    covers = {row.cover_id for row in away.values() if row.cover_id}
    return _posts(school, day, held, away, names({row.person_id for row in held} | covers, school))


def _held(school: School, day: datetime.date) -> list[RoleAtSchool]:
    rows = RoleAtSchool.objects.for_school(school).exclude(until_date__lte=day).order_by("from_date", "pk")
    return [row for row in rows if row.until_date is None or row.until_date > row.from_date]


def _others(held: list[RoleAtSchool], day: datetime.date) -> list[OtherRole]:
    counts = Counter(row.role for row in held if row.holds_on(day))
    rest = [role for role in ROLE_TABLE if role not in KEY_ROLES and role not in TRUST_ROLES]
    return [OtherRole(ROLE_TABLE[role].words, ROLE_TABLE[role].sentence, counts[role.value]) for role in rest]


def _posts(
    school: School,
    day: datetime.date,
    held: list[RoleAtSchool],
    away: dict[UUID, Absence],
    known: dict[UUID, str],
) -> list[Post]:
    wanted = [role for role in KEY_ROLES if not (school.trust.stands_alone and role in TRUST_ROLES)]
    found: dict[str, list[Holder]] = {}
    for row in held:
        absence = away.get(row.person_id)
        holder = Holder(
            person=row.person_id,
            name=known.get(row.person_id, ""),
            from_date=row.from_date,
            last_day=row.last_day,
            to_come=row.from_date > day,
            away=absence is not None,
            back_on=absence.until_date if absence else None,
            cover=known.get(absence.cover_id, "") if absence and absence.cover_id else "",
        )
        found.setdefault(row.role, []).append(holder)
    return [_post(role, found.get(role.value, [])) for role in wanted]


def _post(role: Role, holders: list[Holder]) -> Post:
    spec = ROLE_TABLE[role]
    missing = role in NEEDED_POSTS and all(holder.to_come for holder in holders)
    return Post(role, spec.words, spec.sentence, tuple(holders), missing)


def _away(school: School, day: datetime.date) -> dict[UUID, Absence]:
    return {row.person_id: row for row in Absence.objects.for_school(school).filter(in_force(day))}


@dataclass(frozen=True)
class Seat:
    """One person in a line. ``cover``: stands in for somebody who is away."""

    person: UUID
    role: str
    cover: bool = False
    name: str = ""
    away: bool = False

    @property
    def words(self) -> Any:
        """What they hear it as."""
        return ROLE_TABLE[Role(self.role)].words if self.role in Role.values else ""


@dataclass(frozen=True)
class Line:
    """Who hears by one route: ``first`` at once, then ``following``. ``outside``: who is named when nobody is inside.

    ``alone``: nobody follows; ``nobody``: nobody hears.
    """

    sentence: Words
    first: tuple[Seat, ...]
    following: tuple[Seat, ...]
    outside: Words = ""

    @property
    def nobody(self) -> bool:
        """Say whether the line is empty and nobody outside is meant to hear instead."""
        return not self.first and not self.outside

    @property
    def alone(self) -> bool:
        """Say whether only one person stands in the line (one with two posts counts once)."""
        return bool(self.first) and len({seat.person for seat in (*self.first, *self.following)}) < 2


@dataclass(frozen=True)
class Answers:
    """One line of the table of line managers."""

    person: UUID
    name: str
    manager: UUID | None
    manager_name: str


def line_managers(school: School, on: datetime.date | None = None) -> list[Answers]:
    """Return to whom each member of staff answers, by name; those who answer to nobody first. Three queries."""
    day = on or school.today()
    staff = list(staff_at(school, day).values_list("pk", flat=True))
    rows = LineManager.objects.for_school(school).filter(in_force(day)).values_list("person_id", "manager_id")
    managers = dict(rows)
    known = names({*staff, *managers.values()}, school)
    found = [Answers(pk, known.get(pk, ""), managers.get(pk), known.get(managers.get(pk), "")) for pk in staff]  # type: ignore[arg-type]
    return sorted(found, key=lambda row: (row.manager is not None, row.name.casefold()))


def colleagues(school: School, *, but: Person | None = None, everybody: bool = False) -> list[tuple[UUID, str]]:
    """Return staff and governors of today as (id, name), by name: whom one may choose as a cover or line manager.

    ``everybody``: volunteers and contractors too.
    """
    held = RoleAtSchool.objects.for_school(school).filter(in_force(school.today()))
    if not everybody:
        held = held.filter(role__in=STAFF_ROLES | GOVERNING_ROLES | TRUST_ROLES)
    if but is not None:
        held = held.exclude(person=but)
    known = names(set(held.values_list("person_id", flat=True)), school)
    return sorted(known.items(), key=lambda one: one[1].casefold())


@dataclass(frozen=True)
class Leaving:
    """What ends, and what must be looked after, when somebody leaves."""

    roles: tuple[RoleAtSchool, ...]
    posts: tuple[RoleAtSchool, ...]
    hears: bool
    manages: int
    duties: int
    covers: int


def leaving(school: School, person: Person) -> Leaving:
    """Return what the page of somebody's last day warns of. Four queries."""
    day = school.today()
    rows = RoleAtSchool.objects.for_school(school).filter(person=person).exclude(until_date__lte=day)
    held = [row for row in rows.order_by("from_date") if row.until_date is None or row.until_date > row.from_date]
    in_posts = tuple(row for row in held if row.role in KEY_ROLES)
    return Leaving(
        roles=tuple(held),
        posts=in_posts,
        hears=any(ROLE_TABLE[Role(row.role)].hears for row in in_posts),
        manages=LineManager.objects.for_school(school).filter(in_force(day), manager=person).count(),
        duties=Duty.objects.for_school(school).filter(in_force(day), person=person).count(),
        covers=Absence.objects.for_school(school).filter(cover=person).exclude(until_date__lte=day).count(),
    )

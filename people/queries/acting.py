"""Who is asking: a person at one school, with the roles held there today."""

import datetime
from collections.abc import Iterable
from typing import TypeAlias

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, Exists, OuterRef, Subquery, Value
from django.db.models.functions import Concat, Trim

from core import actor as core_actor
from core.db.dated import in_force
from people.models.accounts import User
from people.models.persons import Person, SchoolRecord
from people.models.roles import Absence, RoleAtSchool
from people.states.roles import GOVERNING_ROLES, ROLE_TABLE, STAFF_ROLES, Role
from schools.models.schools import School

# An actor of whom the person and the school are known. Apps below this one take a bare core.actor.Actor.
Actor: TypeAlias = core_actor.Actor[Person, School]


def name_expression(on: datetime.date, person: str = "person", school: str = "school") -> Subquery:
    """Select the full name by which a school knew a person on a day (the last one, of somebody who left)."""
    records = SchoolRecord.objects.filter(person=OuterRef(person), school=OuterRef(school), from_date__lte=on).order_by(
        "-from_date", "-until_date"
    )
    full = Trim(Concat("first_name", Value(" "), "last_name", output_field=CharField()))
    return Subquery(records.annotate(full=full).values("full")[:1])


def _actor(person: Person, school: School, name: str, roles: Iterable[str], *, somebody_away: bool = True) -> Actor:
    held = frozenset(str(role) for role in roles)
    permissions = [ROLE_TABLE[Role(role)].permissions for role in held]
    return Actor(
        person=person,
        school=school,
        name=name,
        roles=held,
        permissions=frozenset().union(*permissions),
        is_staff=bool(held & {role.value for role in STAFF_ROLES}),
        is_governing=bool(held & {role.value for role in GOVERNING_ROLES}),
        somebody_away=somebody_away,
    )


def acting(user: AbstractBaseUser | AnonymousUser, school: School, on: datetime.date | None = None) -> Actor | None:
    """Return who ``user`` is at ``school`` today, or None for a stranger, a leaver or nobody. One query.

    The day is the day at the school, so a leaver loses access at the school's own midnight.
    """
    if not isinstance(getattr(user, "pk", None), type(school.pk)) or not user.is_active:
        return None
    day = on or school.today()
    away = Absence.objects.for_school(school).filter(in_force(day))
    rows = list(
        RoleAtSchool.objects.for_school(school)
        .filter(in_force(day), person__user_id=user.pk)
        .select_related("person__data_key")
        .annotate(name=name_expression(day), away=Exists(away))
        .order_by("from_date", "role")
    )
    if not rows:
        return None
    first = rows[0]
    return _actor(first.person, school, first.name or "", (row.role for row in rows), somebody_away=first.away)


def actor_for(person: Person, school: School, on: datetime.date | None = None) -> Actor:
    """Return a person as an actor at a school, with no roles if none are held that day. One query."""
    day = on or school.today()
    rows = list(
        RoleAtSchool.objects.for_school(school)
        .filter(in_force(day), person=person)
        .annotate(name=name_expression(day))
        .values_list("role", "name")
    )
    name = rows[0][1] if rows else _name_without_role(person, school, day)
    return _actor(person, school, name or "", (role for role, _name in rows))


def _name_without_role(person: Person, school: School, day: datetime.date) -> str:
    records = SchoolRecord.objects.for_school(school).filter(person=person, from_date__lte=day)
    record = records.order_by("-from_date").first()
    return record.full_name if record else ""


def schools_of(user: User) -> list[School]:
    """Return the schools where this account holds a role today (each school's own today), by name. One query."""
    if getattr(user, "pk", None) is None or not user.is_active:
        return []
    rows = (
        RoleAtSchool.objects.across_schools("the switcher lists every school of one account")
        .filter(person__user_id=user.pk, school__closed_on__isnull=True)
        .select_related("school")
        .order_by("school__name", "school_id")
    )
    return list({row.school_id: row.school for row in rows if row.holds_on(row.school.today())}.values())

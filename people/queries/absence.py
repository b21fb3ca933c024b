"""Who is away, until when, and who covers: for the page, for home, and for whoever would turn to them."""

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import OuterRef, Q, QuerySet, Subquery

from core.db.dated import in_force, in_force_from
from people.models.roles import Absence, RoleAtSchool
from people.queries.acting import Actor, name_expression
from people.states.roles import KEY_ROLES, ROLE_TABLE
from schools.models.schools import School


@dataclass(frozen=True)
class Away:
    """One absence. ``key_roles`` are those the person holds, in words; ``back_on`` is the first day back."""

    pk: UUID
    person: UUID
    name: str
    cover: UUID | None
    cover_name: str
    from_date: datetime.date
    back_on: datetime.date | None
    key_roles: str
    hears: bool
    now: bool


def away(school: School, on: datetime.date | None = None, *, person: UUID | None = None) -> list[Away]:
    """Return who is away on the day or will be, soonest first; of one ``person`` if given. One query."""
    day = on or school.today()
    rows = _rows(school, day).filter(in_force_from(day)).order_by("from_date", "pk")
    if person is not None:
        rows = rows.filter(person=person)
    return [_away(row, day) for row in rows]


def away_for(actor: Actor) -> list[Away]:
    """Return the absences that concern somebody today: their own, those they cover, and of who hears concerns.

    One query, and none when nobody is away.
    """
    if not actor.somebody_away:
        return []
    day = actor.school.today()
    rows = _rows(actor.school, day).filter(in_force(day))
    mine = Q(person=actor.person) | Q(cover=actor.person)
    absences = [_away(row, day) for row in rows.filter(mine | Q(roles__isnull=False)).order_by("from_date", "pk")]
    return [away for away in absences if away.hears or actor.person.pk in (away.person, away.cover)]


def absence_at(school: School, pk: UUID) -> Absence | None:
    """Return one absence that is not over, or None."""
    rows = Absence.objects.for_school(school).filter(in_force_from(school.today()), pk=pk)
    absence: Absence | None = rows.select_related("person__data_key").first()
    return absence


def _rows(school: School, day: datetime.date) -> QuerySet[Absence]:
    held = RoleAtSchool.objects.for_school(school).filter(
        in_force(day), person=OuterRef("person"), role__in=[role.value for role in KEY_ROLES]
    )
    roles = held.order_by().values("person").annotate(all=ArrayAgg("role", default=None)).values("all")
    rows: QuerySet[Absence] = Absence.objects.for_school(school).annotate(
        name=name_expression(day), cover_name=name_expression(day, "cover"), roles=Subquery(roles)
    )
    return rows


def _away(row: Any, day: datetime.date) -> Away:
    held = [role for role in KEY_ROLES if role.value in (row.roles or ())]
    return Away(
        pk=row.pk,
        person=row.person_id,
        name=row.name or "",
        cover=row.cover_id,
        cover_name=row.cover_name or "",
        from_date=row.from_date,
        back_on=row.until_date,
        key_roles=", ".join(str(role.label) for role in held),
        hears=any(ROLE_TABLE[role].hears for role in held),
        now=row.holds_on(day),
    )

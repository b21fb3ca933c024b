"""Who is away, until when, and who covers: for the page, for home, and for whoever would turn to them."""

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import OuterRef, Q, Subquery

from core.db.dated import in_force
from people.models.roles import Absence, RoleAtSchool
from people.queries.acting import Actor, name_expression
from people.states.key_roles import KEY_ROLES
from people.states.roles import ROLE_TABLE, Role
from schools.models.schools import School


@dataclass(frozen=True)
class Away:
    """One absence. ``posts`` are the words of the posts the person holds; ``back_on`` is the first day back."""

    pk: UUID
    person: UUID
    name: str
    cover: UUID | None
    cover_name: str
    from_date: datetime.date
    back_on: datetime.date | None
    posts: tuple[Any, ...]
    hears: bool
    now: bool

    @property
    def posts_words(self) -> str:
        """The posts in one line."""
        return ", ".join(str(words) for words in self.posts)


def away(school: School, on: datetime.date | None = None, *, person: UUID | None = None) -> list[Away]:
    """Return who is away on the day or will be, soonest first; of one ``person`` if given. One query."""
    day = on or school.today()
    rows = _rows(school, day).exclude(until_date__lte=day).order_by("from_date", "pk")
    if person is not None:
        rows = rows.filter(person=person)
    return [_away(row, day) for row in rows if row.until_date is None or row.until_date > row.from_date]


def away_for(actor: Actor) -> list[Away]:
    """Return the absences that concern somebody today: their own, those they cover, and of who hears concerns.

    One query, and none when nobody is away.
    """
    if not actor.somebody_away:
        return []
    day = actor.school.today()
    rows = _rows(actor.school, day).filter(in_force(day))
    mine = Q(person=actor.person) | Q(cover=actor.person)
    found = [_away(row, day) for row in rows.filter(mine | Q(roles__isnull=False)).order_by("from_date", "pk")]
    return [one for one in found if one.hears or actor.person.pk in (one.person, one.cover)]


def absence_at(school: School, pk: UUID) -> Absence | None:
    """Return one absence that is not over, or None."""
    row: Absence | None = Absence.objects.for_school(school).filter(pk=pk).select_related("person__data_key").first()
    over = row is not None and row.until_date is not None and row.until_date <= max(school.today(), row.from_date)
    return None if over else row


def _rows(school: School, day: datetime.date) -> Any:
    held = RoleAtSchool.objects.for_school(school).filter(
        in_force(day), person=OuterRef("person"), role__in=[role.value for role in KEY_ROLES]
    )
    roles = held.order_by().values("person").annotate(all=ArrayAgg("role", default=None)).values("all")
    return Absence.objects.for_school(school).annotate(
        name=name_expression(day), cover_name=name_expression(day, "cover"), roles=Subquery(roles)
    )


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
        posts=tuple(ROLE_TABLE[Role(role)].words for role in held),
        hears=any(ROLE_TABLE[Role(role)].hears for role in held),
        now=row.holds_on(day),
    )

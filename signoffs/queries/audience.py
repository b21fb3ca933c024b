"""Who still has to sign, derived each time from roles and carer links as they are on the day. Never a stored list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypedDict, cast
from uuid import UUID

from django.db.models import Exists, OuterRef

from core.db.dated import in_force
from people.models.persons import Person
from people.models.pupils import CarerLink, Pupil
from people.models.roles import RoleAtSchool
from people.queries import families
from schools.models.schools import School
from schools.queries import settings
from signoffs.models import Round, Signature
from signoffs.states import Audience

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _InClass(TypedDict):
        class_name: str | None
        year_group: str | None

    Child: TypeAlias = WithAnnotations[Pupil, _InClass]

EACH_CARER = "each_carer_signs"


@dataclass(frozen=True, slots=True)
class MissingSignature:
    """One signature that is missing. ``since``: from which day the rule has asked for it (role, or place and link)."""

    person_id: UUID
    pupil_id: UUID | None
    since: dt.date


def outstanding(
    round: Round, on: dt.date | None = None, *, persons: Collection[UUID] | None = None, each: bool | None = None
) -> list[MissingSignature]:
    """Return whose signature is missing on the day (by default today). One query, and a setting for a family round.

    A family round misses a carer's signature for each child for whom the carer may sign and nobody has signed; where
    the school asks every carer (setting ``each_carer_signs``, or ``each``), for each child for whom that carer has
    not. Barred and ended carers, children who left and staff who left are not asked. ``persons`` narrows the answer.
    """
    day = on or round.school.today()
    if round.agreement.audience == Audience.STAFF:
        rows: Iterable[tuple[UUID, UUID | None, dt.date]] = _staff(round, day, persons)
    else:
        rows = _carers(round, day, persons, settings.setting(round.school, EACH_CARER, day) if each is None else each)
    earliest: dict[tuple[UUID, UUID | None], dt.date] = {}
    for person, pupil, since in rows:
        earliest[person, pupil] = min(since, earliest.get((person, pupil), since))
    return [MissingSignature(person, pupil, since) for (person, pupil), since in earliest.items()]


def _staff(round: Round, day: dt.date, persons: Collection[UUID] | None) -> list[tuple[UUID, None, dt.date]]:
    signed = Signature.objects.filter(round=round, person=OuterRef("person"), pupil=None)
    roles = RoleAtSchool.objects.for_school(round.school_id).filter(
        in_force(day), ~Exists(signed), role__in=round.agreement.roles
    )
    if persons is not None:
        roles = roles.filter(person__in=list(persons))
    rows = roles.order_by("person_id").values_list("person_id", "from_date")
    return [(person, None, since) for person, since in rows]


def missing_in_rounds(
    rounds: Collection[Round], persons: Collection[UUID], on: dt.date | None = None
) -> list[tuple[Round, UUID]]:
    """Return (round, person) for each of ``persons`` whose signature is missing in a staff round of one school.

    What :func:`outstanding` says of each of them, for a few people and many rounds. Two queries.
    """
    staff = [round for round in rounds if round.agreement.audience == Audience.STAFF]
    if not staff or not persons:
        return []
    school = staff[0].school
    roles = RoleAtSchool.objects.for_school(school).filter(in_force(on or school.today()), person__in=list(persons))
    pairs = set(roles.values_list("person_id", "role"))
    given = Signature.objects.for_school(school).filter(round__in=staff, person__in=list(persons), pupil=None)
    signed = set(given.values_list("round_id", "person_id"))
    bound = {(round, person) for round in staff for person, role in pairs if role in round.agreement.roles}
    return [(round, person) for round, person in bound if (round.pk, person) not in signed]


def _carers(
    round: Round, day: dt.date, persons: Collection[UUID] | None, each: bool
) -> list[tuple[UUID, UUID, dt.date]]:
    signed = Signature.objects.filter(round=round, pupil=OuterRef("pupil"))
    if each:
        signed = signed.filter(person=OuterRef("person"))
    links = CarerLink.objects.for_school(round.school_id).filter(
        in_force(day), in_force(day, "pupil__places__"), ~Exists(signed), may_sign=True, barred=False
    )
    if persons is not None:
        links = links.filter(person__in=list(persons))
    columns = ("person_id", "pupil_id", "from_date", "pupil__places__from_date")
    rows = links.order_by("person_id", "pupil_id").values_list(*columns)
    return [(person, pupil, max(linked, placed)) for person, pupil, linked, placed in rows]


def is_asked(round: Round, roles: Collection[str]) -> bool:
    """Say whether somebody with these roles is in the audience of a staff round."""
    return round.agreement.audience == Audience.STAFF and bool(set(round.agreement.roles) & set(roles))


def children_to_sign_for(person: Person, school: School) -> list[Child]:
    """Return the children on the roll for whom a carer may sign, with ``class_name`` and ``year_group``. One query."""
    children = cast("list[Child]", families.children_of(person, school))
    return [child for child in children if child.class_name]


def who_is_missing(missing: Iterable[MissingSignature]) -> list[UUID]:
    """Return each person of a list of missing signatures once, in order."""
    return list(dict.fromkeys(missed.person_id for missed in missing))

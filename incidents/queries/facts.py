"""What routing needs to know of a school, read in two queries."""

import datetime
from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from django.db.models import CharField, DateField, UUIDField, Value
from django.db.models.functions import Cast

from core.db.dated import in_force
from incidents.rules import SchoolFacts
from incidents.states.routes import ADDITIONS, OFFICE_ROLES, ROUTES
from people.models.persons import Person
from people.models.pupils import CarerLink
from people.models.roles import Absence, RoleAtSchool, Tie
from people.queries import same_person
from schools.models.schools import School
from schools.queries import settings

_IN_LINES = {role for row in ROUTES.values() for tier in row.line for role in tier}
_ADDED = {role for row in ADDITIONS for role in row.roles}
ROLES = tuple(sorted(str(role) for role in _IN_LINES | _ADDED | set(OFFICE_ROLES.values())))


def school_facts(school: School, *, excluded: Iterable[UUID] = (), on: datetime.date | None = None) -> SchoolFacts:
    """Return holders, entries of one person, absences and settings of a school as they are on a day (today)."""
    today = on or school.today()
    rows = _rows(school, today)
    holders: dict[str, list[UUID]] = {role: [] for role in ROLES}
    for role, person, _other in rows:
        if role in holders:
            holders[role].append(person)
    return SchoolFacts(
        holders={role: tuple(persons) for role, persons in holders.items()},
        main_entries=_main_entries((person, other) for what, person, other in rows if what == _SAME and other),
        away={person: other for what, person, other in rows if what == _AWAY},
        excluded=frozenset(excluded),
        settings=settings.settings(school, today),
    )


_AWAY, _SAME = "away", "same as"
_Row = tuple[str, UUID, UUID | None]


def _rows(school: School, today: datetime.date) -> list[_Row]:
    """Return holders (longest in post first), who is away with their cover, and entries of one person, in one query.

    Pages of the office ask on each visit whether a route is broken: one query with three parts, not three.
    """

    def word(text: str) -> Value:
        return Value(text, output_field=CharField())

    nobody = Cast(Value(None), UUIDField())
    held = RoleAtSchool.objects.for_school(school).filter(in_force(today), role__in=ROLES)
    away = Absence.objects.for_school(school).filter(in_force(today))
    same = Person.objects.filter(trust_id=school.trust_id, same_as__isnull=False).order_by()
    never = Cast(Value(None), DateField())
    rows = held.values_list(Cast("role", CharField()), "person_id", nobody, "from_date").union(
        away.values_list(word(_AWAY), "person_id", "cover_id", "from_date"),
        same.values_list(word(_SAME), "pk", "same_as_id", never),
        all=True,
    )
    ordered = sorted(rows, key=lambda row: (row[3] or today, row[1]))
    return [(what, person, other) for what, person, other, _since in ordered]


def facts_for(school: School, about: Iterable[str]) -> SchoolFacts:
    """Return the facts with everybody excluded who has a declared tie with a holder of an office that it is about."""
    facts = school_facts(school)
    named = {person for office in about for person in facts.holders.get(OFFICE_ROLES[office], ())}
    if not named:
        return facts
    parties = [(person, None, True, True) for person in named]
    return replace(facts, excluded=frozenset(excluded_from(school, parties=parties)))


def _main_entries(links: Iterable[tuple[UUID, UUID]]) -> dict[UUID, UUID]:
    """Return one id for each group of entries that are one person; entries without another are left out."""
    representative: dict[UUID, UUID] = {}

    def root(person: UUID) -> UUID:
        while (above := representative.setdefault(person, person)) != person:
            person = above
        return person

    for person, other in links:
        representative[root(person)] = root(other)
    return {person: root(person) for person in list(representative)}


def excluded_from(school: School, *, parties: Iterable[tuple[UUID | None, UUID | None, bool, bool]]) -> set[UUID]:
    """Return every person who may not hear of a case, by its parties: (person, pupil, excluded, tie counts).

    The same rule as ``visible_to`` from the other side: the excluded themselves, whoever has a declared tie with them,
    and the carers of a pupil whom it concerns, each with all their entries.
    """
    today = school.today()
    rows = list(parties)
    out = {person for person, _pupil, excluded, _tied in rows if person and excluded}
    tied_persons = same_person.same_persons({person for person, _pupil, _excluded, tied in rows if person and tied})
    tied_pupils = {pupil for _person, pupil, _excluded, tied in rows if pupil and tied}
    ties = Tie.objects.for_school(school).filter(in_force(today)).values_list("person_id", "other_id", "pupil_id")
    for person, other, pupil in ties:
        if person in tied_persons and other:
            out.add(other)
        if other in tied_persons or pupil in tied_pupils:
            out.add(person)
    links = CarerLink.objects.for_school(school).filter(in_force(today), pupil__in=tied_pupils)
    out |= set(links.values_list("person_id", flat=True))
    return same_person.same_persons(out) if out else out

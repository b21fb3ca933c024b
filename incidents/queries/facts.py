"""What routing needs to know of a school, read in four queries."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from incidents.rules import SchoolFacts
from incidents.states import ALSO, OFFICE_ROLES, ROUTES
from people import queries as people
from people.models import Absence, CarerLink, Person, School, Tie, in_force

_IN_LINES = {role for row in ROUTES.values() for tier in row.line for role in tier}
_BESIDE = {role for row in ALSO for role in row.roles}
ROLES = tuple(sorted(str(role) for role in _IN_LINES | _BESIDE | set(OFFICE_ROLES.values())))


def school_facts(school: School, *, barred: Iterable[UUID] = (), on: datetime.date | None = None) -> SchoolFacts:
    """Return holders, humans, absences and settings of a school as they are on a day (today)."""
    today = on or school.today()
    held = people.holders_by_role(school, ROLES, today)
    away = Absence.objects.for_school(school).filter(in_force(today)).values_list("person_id", "cover_id")
    return SchoolFacts(
        holders={role: tuple(person.pk for person in persons) for role, persons in held.items()},
        human=_humans(school),
        away=dict(away),
        barred=frozenset(barred),
        settings=people.settings(school, today),
    )


def facts_for(school: School, about: Iterable[str]) -> SchoolFacts:
    """Return the facts with everybody barred who has a declared tie with a holder of an office that it is about."""
    facts = school_facts(school)
    named = {person for office in about for person in facts.holders.get(OFFICE_ROLES[office], ())}
    if not named:
        return facts
    parties = [(person, None, True, True) for person in named]
    return replace(facts, barred=frozenset(barred_from(school, parties=parties)))


def _humans(school: School) -> dict[UUID, UUID]:
    """Return one id for each group of entries that are one human; entries that stand alone are left out."""
    found: dict[UUID, UUID] = {}

    def root(person: UUID) -> UUID:
        while (above := found.setdefault(person, person)) != person:
            person = above
        return person

    links = Person.objects.filter(trust_id=school.trust_id, same_as__isnull=False).order_by("pk")
    for one, other in links.values_list("pk", "same_as_id"):
        found[root(one)] = root(other)
    return {person: root(person) for person in list(found)}


def barred_from(school: School, *, parties: Iterable[tuple[UUID | None, UUID | None, bool, bool]]) -> set[UUID]:
    """Return every person who may not hear of a case, by its parties: (person, pupil, excluded, tie counts).

    The same rule as ``visible_to`` from the other side: the excluded themselves, whoever has a declared tie with
    them, and the carers of
    a pupil whom it concerns, each with all their entries.
    """
    today = school.today()
    rows = list(parties)
    out = {person for person, _pupil, excluded, _tied in rows if person and excluded}
    tied_persons = people.same_humans({person for person, _pupil, _excluded, tied in rows if person and tied})
    tied_pupils = {pupil for _person, pupil, _excluded, tied in rows if pupil and tied}
    ties = Tie.objects.for_school(school).filter(in_force(today)).values_list("person_id", "other_id", "pupil_id")
    for one, other, pupil in ties:
        if one in tied_persons and other:
            out.add(other)
        if other in tied_persons or pupil in tied_pupils:
            out.add(one)
    links = CarerLink.objects.for_school(school).filter(in_force(today), pupil__in=tied_pupils)
    out |= set(links.values_list("person_id", flat=True))
    return people.same_humans(out) if out else out

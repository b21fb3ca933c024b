"""What the pages of a trust show: who acts for it, its schools, and what it says for all of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core import clock
from core.contributions.settings import SETTINGS, SettingSpec
from core.db.dated import in_force
from people.models.persons import Person, PersonAtSchool, SchoolRecord
from people.models.roles import RoleAtSchool
from people.models.trusts import TrustRole
from people.queries.acting import Actor
from people.states.roles import TRUST_CONFIGURERS, TRUST_ROLES, Role
from schools.models.calendar import Term
from schools.models.schools import School, SchoolSetting, Trust, TrustSetting
from schools.queries.schools import schools_in_trust
from schools.rules.days import year_label, year_of


def roles_in_trust(person: Person, trust_id: UUID) -> frozenset[str]:
    """Return the roles that a person holds for the whole trust today. One query."""
    rows = TrustRole.objects.filter(in_force(clock.today()), trust_id=trust_id, person=person)
    return frozenset(rows.values_list("role", flat=True))


def sees_trust(actor: Actor) -> bool:
    """Say whether the pages of the trust open for somebody: by a role for the whole trust, not for one school."""
    if not actor.roles & TRUST_ROLES or actor.school.trust.stands_alone:
        return False
    return bool(roles_in_trust(actor.person, actor.school.trust_id))


def configures_trust(actor: Actor) -> bool:
    """Say whether somebody may set what holds for all schools of the trust."""
    if not actor.roles & TRUST_CONFIGURERS or actor.school.trust.stands_alone:
        return False
    return bool(roles_in_trust(actor.person, actor.school.trust_id) & TRUST_CONFIGURERS)


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """One school of the list: posts without a holder, whether its terms are in, and how much it says itself."""

    school: School
    vacant: tuple[str, ...]
    has_terms: bool
    own: int

    @property
    def needs(self) -> int:
        """Return how much is missing; the list begins with the most."""
        return 2 * len(self.vacant) + (not self.has_terms)


_POSTS = (Role.HEADTEACHER, Role.DSL, Role.CHAIR, Role.ADMINISTRATOR)


def trust_lines(trust: Trust) -> list[SchoolLine]:
    """Return the schools of a trust, those that need most first. Four queries, however many schools there are."""
    schools = schools_in_trust(trust)
    today = clock.today()
    ids = [school.pk for school in schools]
    held = set(
        RoleAtSchool.objects.for_schools(ids)
        .filter(in_force(today), role__in=[*_POSTS])
        .values_list("school_id", "role")
    )
    terms = Term.objects.for_schools(ids).filter(year_label=year_label(year_of(today)), assumed=False)
    typed = set(terms.values_list("school_id", flat=True))
    own: dict[Any, int] = {}
    for pk in SchoolSetting.objects.for_schools(ids).filter(in_force(today)).values_list("school_id", flat=True):
        own[pk] = own.get(pk, 0) + 1
    lines = [
        SchoolLine(
            school,
            tuple(str(role.label) for role in _POSTS if (school.pk, role.value) not in held),
            school.pk in typed,
            own.get(school.pk, 0),
        )
        for school in schools
    ]
    return sorted(lines, key=lambda line: (-line.needs, line.school.name.casefold()))


@dataclass(frozen=True, slots=True)
class TrustLine:
    """One setting as the trust sees it: what it says (None: nothing), whether locked, and at how many schools other."""

    spec: SettingSpec
    row: TrustSetting | None
    others: int


def trust_settings(trust: Trust) -> dict[str, TrustLine]:
    """Return every setting as the trust sees it. Three queries."""
    today = clock.today()
    rows = {row.key: row for row in TrustSetting.objects.filter(in_force(today), trust=trust)}
    ids = [school.pk for school in schools_in_trust(trust)]
    others: dict[str, int] = {}
    said = SchoolSetting.objects.for_schools(ids).filter(in_force(today)).values_list("key", "value")
    for key, value in said:
        held = rows[key].value if key in rows else (SETTINGS[key].default if key in SETTINGS else None)
        others[key] = others.get(key, 0) + (value != held)
    return {key: TrustLine(spec, rows.get(key), others.get(key, 0)) for key, spec in SETTINGS.items()}


def trust_setting(trust: Trust, key: str) -> TrustSetting | None:
    """Return what a trust says of one setting today, or None."""
    return TrustSetting.objects.filter(in_force(clock.today()), trust=trust, key=key).first()


def trust_people(trust: Trust) -> list[tuple[TrustRole, str]]:
    """Return who holds a role for the whole trust, each with a name. Two queries."""
    rows = list(TrustRole.objects.filter(in_force(clock.today()), trust=trust).select_related("person"))
    known = names_in_trust(trust, [row.person_id for row in rows])
    order = [role.value for role in Role]
    return sorted(((row, known.get(row.person_id, "")) for row in rows), key=lambda e: (order.index(e[0].role), e[1]))


def names_in_trust(trust: Trust, persons: Iterable[UUID]) -> dict[UUID, str]:
    """Return ``{person: name}`` as the school that learnt it last knows it. One query."""
    rows = SchoolRecord.objects.across_schools("a person of a trust is known by one of its schools").filter(
        person__in=list(persons), person__trust=trust
    )
    return {row.person_id: row.full_name for row in rows.order_by("from_date")}


def colleagues_in_trust(trust: Trust) -> list[tuple[Person, str]]:
    """Return the people with an account and a role at one of the trust's schools, by name, to give a role to."""
    ids = [school.pk for school in schools_in_trust(trust)]
    held = RoleAtSchool.objects.for_schools(ids).filter(in_force(clock.today()), person__user__isnull=False)
    persons = Person.objects.filter(pk__in=held.values("person"))
    known = names_in_trust(trust, [person.pk for person in persons])
    return sorted(((person, known.get(person.pk, "")) for person in persons), key=lambda each: each[1].casefold())


def knows(school: School, person: Person) -> bool:
    """Say whether a school knows a person."""
    return bool(PersonAtSchool.objects.for_school(school).filter(person=person).exists())

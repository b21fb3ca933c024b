"""What the pages of a trust show: who acts for it, its schools, and what it says for all of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from core import clock
from core.contributions.settings import SETTINGS, Described, SettingSpec
from core.db.dated import in_force
from people.models.persons import Person, SchoolRecord
from people.models.roles import RoleAtSchool, TrustRole
from people.queries.acting import Actor
from people.states.roles import TRUST_CONFIGURERS, TRUST_ROLES, Role
from schools.models.calendar import Term
from schools.models.schools import School, SchoolSetting, Trust
from schools.models.trusts import TrustSetting
from schools.queries.changes import Facts, Texts, describe_setting
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
    """One school of the list: key roles without a holder, whether its terms are in, and how much it says itself."""

    school: School
    vacant: tuple[str, ...]
    has_terms: bool
    own: int

    @property
    def needs(self) -> int:
        """Return how much is missing; the list begins with the most."""
        return 2 * len(self.vacant) + (not self.has_terms)


_NEEDED = (Role.HEADTEACHER, Role.DSL, Role.CHAIR, Role.ADMINISTRATOR)


def trust_lines(trust: Trust) -> list[SchoolLine]:
    """Return the schools of a trust, those that need most first. Four queries, however many schools there are."""
    schools = schools_in_trust(trust)
    today = clock.today()
    ids = [school.pk for school in schools]
    roles = RoleAtSchool.objects.for_schools(ids).filter(in_force(today), role__in=[*_NEEDED])
    held = set(roles.values_list("school_id", "role"))
    terms = Term.objects.for_schools(ids).filter(year_label=year_label(year_of(today)), assumed=False)
    typed = set(terms.values_list("school_id", flat=True))
    settings = SchoolSetting.objects.for_schools(ids).filter(in_force(today))
    own = Counter(settings.values_list("school_id", flat=True))
    lines = []
    for school in schools:
        vacant = tuple(str(role.label) for role in _NEEDED if (school.pk, role.value) not in held)
        lines.append(SchoolLine(school, vacant, school.pk in typed, own[school.pk]))
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
    others: Counter[str] = Counter()
    own = SchoolSetting.objects.for_schools(ids).filter(in_force(today)).values_list("key", "value")
    for key, value in own:
        held = rows[key].value if key in rows else (SETTINGS[key].default if key in SETTINGS else None)
        others[key] += value != held
    return {key: TrustLine(spec, rows.get(key), others[key]) for key, spec in SETTINGS.items()}


def trust_setting(trust: Trust, key: str) -> TrustSetting | None:
    """Return what a trust says of one setting today, or None."""
    return TrustSetting.objects.filter(in_force(clock.today()), trust=trust, key=key).first()


def trust_people(trust: Trust) -> list[tuple[TrustRole, str]]:
    """Return who holds a role for the whole trust, each with a name. Two queries."""
    rows = list(TrustRole.objects.filter(in_force(clock.today()), trust=trust).select_related("person"))
    names_of = names_in_trust(trust, [row.person_id for row in rows])
    order = [role.value for role in Role]
    return sorted(
        ((row, names_of.get(row.person_id, "")) for row in rows), key=lambda e: (order.index(e[0].role), e[1])
    )


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
    names_of = names_in_trust(trust, [person.pk for person in persons])
    return sorted(((person, names_of.get(person.pk, "")) for person in persons), key=lambda each: each[1].casefold())


def _role(facts: Facts) -> str:
    return str(Role(facts["role"]).label)


def describe_role_given(facts: Facts, texts: Texts) -> Described:
    """Tell a role for the whole trust that begins."""
    return _("A role for the whole trust"), "", _role(facts)


def describe_role_ended(facts: Facts, texts: Texts) -> Described:
    """Tell a role for the whole trust that ends."""
    return _("A role for the whole trust"), _role(facts), ""


def describe_trust_setting(facts: Facts, texts: Texts) -> Described:
    """Tell what the trust says for all its schools."""
    what, before, after = describe_setting(facts, texts)
    words = _("Your trust has locked: %(what)s") if facts.get("locked") else _("Your trust has set: %(what)s")
    return words % {"what": what}, before, after


def describe_dropped_trust_setting(facts: Facts, texts: Texts) -> Described:
    """Tell what the trust leaves to each school."""
    what, before, after = describe_setting(facts, texts)
    return _("Your trust leaves it to each school: %(what)s") % {"what": what}, before, after


def describe_made_like(facts: Facts, texts: Texts) -> Described:
    """Tell that the school was made like another."""
    return _("The school"), "", _("Made like another school of the trust")

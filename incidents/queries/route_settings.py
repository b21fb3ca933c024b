"""What the pages of the route settings show: routes as sentences, and "Try it". ``rules.route`` decides who hears."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.contributions.settings import SETTINGS
from core.db.dated import in_force
from incidents import rules
from incidents.queries.facts import facts_for, school_facts
from incidents.rules import COVER, Answers, RouteHolder, RouteResult, SchoolFacts
from incidents.states.kinds import KINDS, Kind
from incidents.states.routes import OFFICE_ROLES, Office
from incidents.states.workflow import FromKind
from people.models.roles import Absence
from people.queries import directory
from people.states.roles import Role
from schools.models.schools import School

_HEADTEACHER, _CHAIR = Office.HEADTEACHER.value, Office.CHAIR.value
# In the order of the page: what a report says, and the offices that it is about.
_LISTED: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    (Kind.CHILD, ()),
    (Kind.ADULT, ()),
    (Kind.ADULT, (_HEADTEACHER,)),
    (Kind.ADULT, (_HEADTEACHER, _CHAIR)),
    (Kind.ADULT, (Office.DSL.value,)),
    (Kind.ADULT, (Office.DEPUTY.value,)),
    *((kind, ()) for kind in (Kind.POST, Kind.SUPPORT, Kind.EXTREMISM)),
    *((kind, ()) for kind in (Kind.CONTACT_CHILD, Kind.CONTACT_PARENT, Kind.CONTACT_STAFF, Kind.PRESS)),
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One route: ``about``, then ``line``. ``steps`` counts who is in line; ``is_open``: somebody is there."""

    about: str
    line: tuple[str, ...]
    setting: str
    is_open: bool
    steps: int


def _about(kind: Kind, about: frozenset[str]) -> str:
    if not about:
        return str(KINDS[kind].words)
    offices = [str(Office(each).label) for each in Office.values if each in about]
    words = offices[0] + "".join(_(" and %(who)s") % {"who": each[:1].lower() + each[1:]} for each in offices[1:])
    return _("A report about %(who)s") % {"who": words[:1].lower() + words[1:]}


def sentences(school: School) -> list[Sentence]:
    """Return every route as a sentence, as the school's settings and posts make it today. Five queries."""
    facts = school_facts(school)
    rows = []
    for kind, offices in _LISTED:
        answers = Answers(str(kind), frozenset(offices))
        result = rules.route(facts, answers)
        setting = "" if offices else KINDS[kind].setting or _SETTING_OF.get(kind, "")
        is_open = rules.reaches_somebody(facts, answers, result)
        steps = len({facts.main_entry(holder.person) for tier in result.tiers for holder in tier})
        rows.append(Sentence(_about(kind, answers.about), tuple(_line(result)), setting, is_open, steps))
    return rows


# Kinds whose route stays, while a setting adds to it.
_SETTING_OF = {
    Kind.CHILD: "safeguarding_also",
    Kind.ADULT: "staff_misuse",
    Kind.CONTACT_STAFF: "friend_attempt_by_staff",
    Kind.CONTACT_PARENT: "friend_attempt_by_parent",
    Kind.POST: "parent_post",
}


def kind_of_setting(key: str) -> str:
    """Return the kind of report with which a setting is tested, or ""."""
    known = {spec.setting: kind for kind, spec in KINDS.items() if spec.setting}
    return known.get(key) or next((str(kind) for kind, setting in _SETTING_OF.items() if setting == key), "")


def _line(result: RouteResult) -> Iterable[str]:
    """Yield who hears, step by step, in words of posts: "chair of governors", "local authority officer (LADO)"."""
    for tier in result.tiers:
        roles = dict.fromkeys(holder.role for holder in tier if holder.role != COVER)
        if roles:
            yield _(" and ").join(str(Role(role).label) for role in roles)
    if result.route in ("head", "head_and_chair"):
        yield _("local authority officer (LADO)")


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person who would hear: ``role`` and ``why`` in words; ``away`` is the last day away, if it is known."""

    name: str
    role: str
    why: str
    is_away: bool = False
    back: datetime.date | None = None


def try_it(school: School, *, kind: str, about: Iterable[str], from_kind: str) -> dict[str, Any]:
    """Return exactly who would hear of such a report today. It is the route that a report takes; nothing is sent.

    "outside": nobody inside hears and the form names the local authority's officer.
    """
    offices = frozenset(about)
    facts = facts_for(school, offices)
    result = rules.route(facts, Answers(kind, offices))
    staff = from_kind == FromKind.STAFF
    named = _named(facts, offices)
    wanted = {holder.person for tier in result.tiers for holder in tier} | set(named)
    names = directory.names(wanted | set(facts.away), school)
    absences = Absence.objects.for_school(school).filter(in_force(school.today()))
    back = {row.person_id: row.last_day for row in absences}

    def recipient(holder: RouteHolder) -> Recipient:
        person, role = holder.person, _("Cover") if holder.role == COVER else capfirst(str(Role(holder.role).label))
        why = _why(holder, facts, names, holder in result.readers)
        return Recipient(names.get(person, ""), role, why, person in facts.away, back.get(person))

    return {
        "about": _about(Kind(kind), frozenset()),
        "now": [recipient(holder) for holder in result.readers],
        "later": [[recipient(holder) for holder in tier] for tier in result.next_in_line],
        "excluded": [
            Recipient(names.get(person, ""), capfirst(str(Role(role).label)), "") for person, role in named.items()
        ],
        "outside": result.outside,
        "contact": str(facts.settings.get("lado_contact") or ""),
        "minutes": int(facts.settings["first_look_minutes"]),
        "line_manager": staff and rules.notifies_line_manager(facts.settings, result.route),
        "asked": staff or KINDS[kind].public,
        "somebody_is_there": result.somebody_is_there,
    }


def _why(holder: RouteHolder, facts: SchoolFacts, names: dict[UUID, str], reads: bool) -> str:
    """Return in words why somebody hears; ``reads``: they do so at once."""
    if holder.why == COVER:
        covered = [names.get(person, "") for person, cover in facts.away.items() if cover == holder.person]
        return _("Covers for %(who)s, who is away.") % {"who": _(" and ").join(sorted(covered))}
    if holder.why == "also":
        return _("Reads too, because the school has said so.")
    if holder.why == "next_in_line":
        return _("Next in line. Hears at once, because everybody before is away.") if reads else _("Next in line.")
    return _("Hears at once.")


def _named(facts: SchoolFacts, about: Iterable[str]) -> dict[UUID, str]:
    """Return the holders of the offices that it is about, each with the role: they are kept out of it."""
    roles = [OFFICE_ROLES[office] for office in Office.values if office in about]
    return {person: str(role) for role in reversed(roles) for person in facts.holders.get(role, ())}


def broken_routes(school: School) -> list[str]:
    """Return, in words, the routes by which a report would reach nobody today; empty when all is well. Four queries."""
    return [str(words) for words in rules.broken_routes(school_facts(school))]


def holders_wanted(key: str, value: Any) -> list[str]:
    """Return the roles that a choice of a route setting leads to, whatever the table of routes says of them."""
    chosen = value if isinstance(value, list) else [value]
    by_key = _WANTED.get(key, {})
    return [role for each in chosen for role in by_key.get(each, ())] if SETTINGS[key].group == "routes" else []


_LEADERS, _HEAD = (Role.SENIOR_LEADER.value,), (Role.HEADTEACHER.value,)
_WANTED: dict[str, dict[str, tuple[str, ...]]] = {
    "friend_attempt_by_child": {"dsl": (Role.DSL.value,), "headteacher": _HEAD},
    "friend_attempt_by_parent": {"headteacher": _HEAD},
    "friend_attempt_by_staff": {"headteacher": _HEAD, "senior_leadership": _LEADERS, "disciplinary": _HEAD},
    "staff_misuse": {"headteacher": _HEAD, "senior_leadership": _LEADERS},
    "parent_post": {"governing_body_letter": (Role.CHAIR.value,)},
    "safeguarding_also": {"named_persons": (Role.TRUST_SAFEGUARDING.value, Role.NAMED_OFFICER.value)},
    "support_contact": {"headteacher": _HEAD, "dsl": (Role.DSL.value,), "senior_leadership": _LEADERS},
    "questions_to": {"headteacher": _HEAD, "senior_leadership": _LEADERS, "office": (Role.OFFICE.value,)},
}

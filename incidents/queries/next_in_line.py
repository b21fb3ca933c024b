"""Who is in line for each route, for the page of key roles; and which open cases nobody could read any more."""

import datetime
from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from core.db.dated import in_force
from incidents.models.cases import Case, CaseReader, Party
from incidents.queries.facts import school_facts
from incidents.rules import COVER, Answers, RouteHolder, RouteResult, SchoolFacts, route
from incidents.states.kinds import KINDS
from incidents.states.routes import ROUTES, Office
from incidents.states.workflow import State
from people.models.roles import RoleAtSchool
from people.queries import key_roles
from schools.models.schools import School

_ABOUT_OFFICES = ({Office.HEADTEACHER}, {Office.DSL}, {Office.DEPUTY}, {Office.HEADTEACHER, Office.CHAIR})


def route_of(case: Case, facts: SchoolFacts) -> RouteResult:
    """Return who hears of a case by the facts of a day."""
    return route(facts, Answers(case.kind, case.report.offices))


def each_route(facts: SchoolFacts) -> Iterator[RouteResult]:
    """Yield who hears by each route that a report can take at this school."""
    seen = set()
    for kind in KINDS:
        result = route(facts, Answers(str(kind)))
        if result.route not in seen:
            seen.add(result.route)
            yield result
    for offices in _ABOUT_OFFICES:
        yield route(facts, Answers("adult", frozenset(office.value for office in offices)))


def lines(school: School) -> list[key_roles.Route]:
    """Return who hears at once and who is next, for each route, in the words of the table."""
    facts = school_facts(school)
    by_route: dict[str, key_roles.Route] = {}
    for result in each_route(facts):
        row = ROUTES[result.route]
        outside = "" if result.readers or result.route != "head_and_chair" else _("The council’s officer (LADO)")
        by_route.setdefault(
            result.route,
            key_roles.Route(
                sentence=row.sentence,
                first=tuple(_as_recipient(holder) for holder in result.readers),
                following=tuple(_as_recipient(holder) for holder in (result.next_in_line or ((),))[0]),
                outside=outside,
            ),
        )
    return list(by_route.values())


def _as_recipient(holder: RouteHolder) -> key_roles.Recipient:
    return key_roles.Recipient(holder.person, holder.role, cover=holder.why == COVER)


def cases_without_reader(school: School, on: datetime.date) -> list[Case]:
    """Return the open cases that nobody could read on a day, by the roles held then. Three queries."""
    held = RoleAtSchool.objects.for_school(school).filter(in_force(on)).values_list("person_id", "role")
    holders: dict[UUID, set[str]] = {}
    for person, role in held:
        holders.setdefault(person, {COVER}).add(role)
    excluded = set(Party.objects.for_school(school).filter(excluded=True).values_list("case_id", "person_id"))
    cases = Case.objects.for_school(school).exclude(state=State.CLOSED).select_related("report", "school__trust")
    rows = CaseReader.objects.for_school(school).filter(Q(until_at__isnull=True), case__in=cases)
    read = {
        case
        for case, person, role in rows.values_list("case_id", "person_id", "as_role")
        if role in holders.get(person, ()) and (case, person) not in excluded
    }
    return [case for case in cases if case.pk not in read]

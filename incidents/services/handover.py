"""When somebody leaves a post, their successor reads the cases they read, else the next in line does."""

import dataclasses
import datetime as dt
import functools
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F
from django.utils.translation import gettext as _

from core import clock
from core.db.transactions import unit_of_work
from core.errors import Refused
from incidents import rules
from incidents.models.cases import CaseReader
from incidents.queries import access, next_in_line
from incidents.queries import facts as facts_queries
from incidents.services.case_states import add_reader
from incidents.services.notifications import notify_readers, record
from incidents.states.routes import ROUTES
from incidents.states.workflow import State
from notices.services import scheduled_runs
from people.models.persons import Person
from people.models.roles import RoleAtSchool
from people.queries.acting import Actor
from schools.models.schools import School


def on_people_changed(
    *, kind: str, person: Person, school: School, by: Actor | None, now: dt.datetime | None, detail: dict[str, str]
) -> None:
    """Answer that a post is passed on, or that a role ends."""
    moment = rules.whole_minute(now or clock.now())
    if kind == "handed_over":
        _pass_on(person, school, detail["role"], UUID(detail["from"]), dt.date.fromisoformat(detail["on"]), moment)
    elif kind == "role_ended" and detail["role"] in facts_queries.ROLES:
        on = dt.date.fromisoformat(detail["on"])
        if by is not None:
            _check_no_line_empties(person, school, detail["role"], on)
        if on <= clock.day_of(moment, school.timezone):
            add_next_in_line(school=school, now=moment, strict=by is not None)


def _pass_on(to: Person, school: School, role: str, outgoing: UUID, on: dt.date, now: dt.datetime) -> None:
    """Let the new holder read every open case that the one before reads in this post, from the first day on."""
    start = dt.datetime.combine(on, dt.time(), tzinfo=ZoneInfo(school.timezone))
    rows = CaseReader.objects.for_school(school).filter(person=outgoing, as_role=role, until_at__isnull=True)
    for row in rows.exclude(case__state=State.CLOSED).select_related("case__report", "case__school"):
        case = row.case
        is_reader = access.readers_of(case).filter(person=to, as_role=role).exists()
        if is_reader or to.pk in access.excluded_people(case):
            continue
        if not add_reader(case, to.pk, role, "post", max(start, now)):
            continue
        record(case, "case.reader", None, now=now)
        if start <= now:
            notify_readers(case, [(to.pk, "post")], now=now, step=f"post:{on.isoformat()}")


def _check_no_line_empties(person: Person, school: School, role: str, on: dt.date) -> None:
    """Refuse to leave a line empty that was not. What the portal itself ends (``by`` None) is never refused.

    The refusal speaks of posts and never of cases: it reads the same whether there is one or not.
    """
    after = facts_queries.school_facts(school, on=on)
    holders = {**after.holders, role: (*after.holders.get(role, ()), person.pk)}
    before = dataclasses.replace(after, holders=holders)
    for was, will in zip(next_in_line.each_route(before), next_in_line.each_route(after), strict=True):
        if was.readers and not will.readers:
            raise _nobody_left(will.route)


def _nobody_left(name: str) -> Refused:
    words = _("Nobody would hear any more: %(route)s Name who takes this post over first.")
    return Refused(words % {"route": ROUTES[name].sentence})


@unit_of_work()
def add_next_in_line(*, school: School, now: dt.datetime, strict: bool = False) -> int:
    """Let the next in line read each open case that nobody can read any more; returns how many people were notified.

    ``strict``: raises Refused when there is nobody.
    """
    today = clock.day_of(now, school.timezone)
    notified = 0
    for case in next_in_line.cases_without_reader(school, today):
        result = next_in_line.route_of(
            case, facts_queries.school_facts(school, excluded=access.excluded_people(case), on=today)
        )
        if strict and not result.readers:
            raise _nobody_left(result.route)
        added = [h for h in result.readers if add_reader(case, h.person, h.role, h.why, now)]
        if added:
            record(case, "case.reader", None, now=now)
            notify_readers(
                case, [(holder.person, "post") for holder in added], now=now, step=f"left:{today.isoformat()}"
            )
            notified += len(added)
    return notified


def follow_role_ends(*, now: dt.datetime) -> int:
    """Do so wherever a post that hears ended in the last days: roles end by the date, and nobody presses a button.

    Who holds the post from that day on reads what came in since it was passed on; returns how many were notified.
    """
    week = clock.day_of(now) - dt.timedelta(days=7)
    ended = RoleAtSchool.objects.across_schools("a scheduled run of every school").filter(
        role__in=facts_queries.ROLES, until_date__gte=week, until_date__lte=clock.day_of(now) + dt.timedelta(days=1)
    )
    moment = rules.whole_minute(now)
    schools: dict[UUID, School] = {}
    for row in ended.exclude(until_date=F("from_date")).select_related("school__trust"):
        if row.school.closed_on is None and not row.holds_on(clock.day_of(now, row.school.timezone)):
            schools[row.school_id] = row.school
            scheduled_runs.isolated(row.school, functools.partial(_to_successors, row, moment))
    return scheduled_runs.for_each_school(schools.values(), lambda school: add_next_in_line(school=school, now=moment))


@unit_of_work()
def _to_successors(row: RoleAtSchool, now: dt.datetime) -> int:
    """Let whoever holds a post from the day on which somebody's ended read what they read in it; notifies nobody."""
    if row.until_date is None:
        return 0
    rows = RoleAtSchool.objects.for_school(row.school).filter(role=row.role, from_date=row.until_date)
    for successor in rows.exclude(person=row.person_id).select_related("person__data_key"):
        if successor.holds_on(clock.day_of(now, row.school.timezone)):
            _pass_on(successor.person, row.school, row.role, row.person_id, successor.from_date, now)
    return 0

"""Who reads the cases of somebody who leaves a post (their successor, else the next in line) or is away (the cover)."""

import dataclasses
import datetime as dt
import functools
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F
from django.utils.translation import gettext as _

from core import clock
from core.db.dated import in_force
from core.db.transactions import unit_of_work
from core.errors import Refused
from incidents import rules
from incidents.models.cases import Case, CaseReader
from incidents.queries import access, next_in_line
from incidents.queries import facts as facts_queries
from incidents.rules import COVER, RouteHolder
from incidents.services.case_states import add_reader, add_readers
from incidents.services.notifications import notify_readers, record
from incidents.states.routes import ROUTES
from incidents.states.workflow import State
from notices.services import scheduled_runs
from people.models.persons import Person
from people.models.roles import Absence, RoleAtSchool
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
        notified += add_readers(case, result.readers, reason="post", step=f"left:{today.isoformat()}", now=now)
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


def follow_absence(*, now: dt.datetime) -> int:
    """Begin and end the reading of covers in every school; returns how many were notified. Safe to run twice."""
    moment = rules.whole_minute(now)
    rows = CaseReader.objects.across_schools("a scheduled run of every school").filter(as_role=COVER, until_at=None)
    for reader in rows.select_related("case__school", "school"):
        scheduled_runs.isolated(reader.school, functools.partial(_end_cover, reader, moment))
    away = Absence.objects.across_schools("a scheduled run of every school").filter(cover__isnull=False)
    today = clock.day_of(now)
    # The day differs between time zones: each row is looked at again on its own school's day.
    near = [today - dt.timedelta(days=1), today, today + dt.timedelta(days=1)]
    absences = away.filter(in_force(near[0]) | in_force(near[1]) | in_force(near[2])).select_related("school__trust")
    return sum(scheduled_runs.isolated(a.school, functools.partial(_begin_cover, a, moment)) for a in absences)


@unit_of_work()
def _begin_cover(absence: Absence, now: dt.datetime) -> int:
    """Show the cover every open case that the one who is away holds; never one that the cover may not know of."""
    notified, cover = 0, absence.cover_id
    if cover is None or not absence.holds_on(clock.day_of(now, absence.school.timezone)):
        return 0
    cases = Case.objects.for_school(absence.school).filter(holder=absence.person_id).exclude(state=State.CLOSED)
    for case in cases.select_related("report", "school__trust"):
        if access.readers_of(case).filter(person=cover).exists() or cover in access.excluded_people(case):
            continue
        holder = RouteHolder(cover, COVER, COVER)
        notified += add_readers(case, [holder], reason=COVER, step=f"cover:{absence.pk}", now=now)
    return notified


@unit_of_work()
def _end_cover(row: CaseReader, now: dt.datetime) -> int:
    """End the reading of whoever covers for nobody any more, but of what they hold themselves by now; 1 if it ended."""
    if row.person_id in (row.case.holder_id, row.case.passed_to_id):
        return 0
    today = clock.day_of(now, row.school.timezone)
    if Absence.objects.for_school(row.school).filter(in_force(today), cover=row.person_id).exists():
        return 0
    ended: int = CaseReader.objects.for_school(row.school).filter(pk=row.pk, until_at=None).update(until_at=now)
    if ended:
        record(row.case, "case.cover_ended", None, now=now)
    return ended

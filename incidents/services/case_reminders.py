"""The scheduled run of cases: the next in line is notified of unopened ones, the holder of steps that are due."""

import dataclasses
import datetime as dt
import functools

from django.db.models import Q, QuerySet

from core import clock
from core.db.transactions import unit_of_work
from core.errors import OutsideCalendar
from incidents import rules
from incidents.models.cases import Case
from incidents.queries import access, next_in_line
from incidents.queries import facts as facts_queries
from incidents.rules import RouteHolder, SchoolFacts
from incidents.services.case_states import add_reader
from incidents.services.handover import follow_absence, follow_role_ends
from incidents.services.notifications import notify_of_news, notify_readers, record
from incidents.states.deadlines import FIRST_RESPONSE_EVERY
from incidents.states.workflow import Danger, State
from notices.services import claims, scheduled_runs
from people.models.persons import Person
from schools.models.schools import School
from schools.queries import calendar
from schools.queries import week as people_week
from schools.queries.week import Week


def due_cases(now: dt.datetime) -> QuerySet[Case]:
    """Return the cases with which the scheduled run may have something to do."""
    rows: QuerySet[Case] = Case.objects.across_schools("a scheduled run of every school").filter(
        Q(state=State.NEW, first_look_at__isnull=True) | Q(state__in=(State.TAKEN, State.WAITING))
    )
    today = clock.day_of(now)
    dated = Q(state=State.NEW) | Q(next_due__lte=today) | Q(wait_until__lte=today)
    return rows.filter(dated).select_related("report", "school__trust").order_by("school_id", "opened_at")


def scheduled_run(*, now: dt.datetime | None = None) -> int:
    """Notify whoever is next in line of cases that nobody opened, and holders of steps that are due.

    Returns how many were notified. Each case is a unit of work of its own, and one that fails is logged and holds up no
    other, here or at another school. Running twice notifies nobody twice: every step is a claim.
    """
    moment = now or clock.now()
    facts = functools.cache(facts_queries.school_facts)
    is_open = functools.cache(functools.partial(_is_open, now=moment))
    week = functools.cache(people_week.week_or_none)

    def run(case: Case) -> int:
        if case.state == State.NEW:
            return _notify_next_in_line(case=case, facts=facts(case.school), week=week(case.school), now=moment)
        return _remind_holder(case=case, now=moment) if case.danger == Danger.NOW or is_open(case.school) else 0

    notified = sum(
        scheduled_runs.isolated(case.school, functools.partial(run, case)) for case in list(due_cases(moment))
    )
    return notified + follow_absence(now=moment) + follow_role_ends(now=moment)


def _is_open(school: School, *, now: dt.datetime) -> bool:
    """Say whether a step may be reminded of now: a day begins when the school opens, not at midnight."""
    try:
        return calendar.is_open(school, now)
    except OutsideCalendar:
        return True


@unit_of_work()
def _notify_next_in_line(*, case: Case, facts: SchoolFacts, week: Week | None, now: dt.datetime) -> int:
    """Notify the tier whose time has come: one more each time that the time for the first look has run out.

    The first tier is looked at again too: a deputy appointed since then reads as well.
    """
    kind = rules.first_look_kind(case.route, case.danger)
    notified = 0
    facts = dataclasses.replace(facts, excluded=frozenset(access.excluded_people(case)))
    for step, tier in enumerate(next_in_line.route_of(case, facts).tiers):
        if now < rules.first_look_due(kind, facts.settings, case.opened_at, week, times=step):
            break
        added = [holder for holder in tier if _claim_and_add(case, holder, step, now)]
        if added:
            record(case, "case.reader", None, now=now, step=step)
            reason = "first" if step == 0 else "next_in_line"
            notify_readers(case, [(holder.person, reason) for holder in added], now=now, step=f"step{step}")
            notified += len(added)
    return notified


def _claim_and_add(case: Case, holder: RouteHolder, step: int, now: dt.datetime) -> bool:
    if access.readers_of(case).filter(person=holder.person).exists():
        return False
    claimed = claims.claim(
        school=case.school,
        kind="concern_alert",
        person=Person(pk=holder.person),
        subject=case.subject,
        due=clock.day_of(case.opened_at, case.school.timezone),
        step=FIRST_RESPONSE_EVERY.name.format(n=step),
        now=now,
    )
    return claimed and add_reader(case, holder.person, holder.role, holder.why, now)


@unit_of_work()
def _remind_holder(*, case: Case, now: dt.datetime) -> int:
    """Remind the holder of a step, or of the end of a wait, once for its day.

    In the hours of the school, but for danger now.
    """
    notified = 0
    for step, due in (("step", case.next_due), ("wait", case.wait_until)):
        if due is None or due > clock.day_of(now, case.school.timezone) or case.holder is None:
            continue
        if claims.claim(
            school=case.school, kind="case_news", person=case.holder, subject=case.subject, due=due, step=step, now=now
        ):
            notify_of_news(case, [case.holder.pk], reason="due", key=f"{step}:{due.isoformat()}", now=now)
            notified += 1
    return notified

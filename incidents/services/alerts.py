"""What the clock does for cases: nobody opened it, so the next in line hears; a step that somebody set is due."""

from __future__ import annotations

import datetime as dt
import functools

from django.db.models import Q, QuerySet

from core import clock
from core.db.transactions import unit_of_work
from core.errors import OutsideCalendar
from incidents import rules
from incidents.models.cases import Case, CaseReader
from incidents.queries import access
from incidents.queries import facts as facts_queries
from incidents.rules import Answers, RouteHolder, SchoolFacts
from incidents.services.covers import follow_absence
from incidents.services.moves import add_seat
from incidents.services.posts import after_midnight
from incidents.services.telling import record, tell_news, tell_readers
from incidents.states.reminders import FIRST_RESPONSE_EVERY
from incidents.states.workflow import Danger, State
from notices.services import claims, turns
from people.models.persons import Person
from people.models.schools import School
from people.queries import calendar
from people.queries import week as people_week
from people.queries.week import Week


def due_cases(now: dt.datetime) -> QuerySet[Case]:
    """Return the cases with which the clock has something to do."""
    rows: QuerySet[Case] = Case.objects.across_schools("the clock walks every school").filter(
        Q(state=State.NEW, first_look_at__isnull=True) | Q(state__in=(State.TAKEN, State.WAITING))
    )
    today = clock.day_of(now)
    dated = Q(state=State.NEW) | Q(next_due__lte=today) | Q(wait_until__lte=today)
    return rows.filter(dated).select_related("report", "school__trust").order_by("school_id", "opened_at")


def scheduled_run(*, now: dt.datetime | None = None) -> int:
    """Tell whoever is next in line of cases that nobody opened, and holders of steps that are due.

    Returns how many were told. Each case is a unit of work of its own, and one that fails is logged and holds up no
    other, here or at another school. Running twice tells nobody twice: every step is a claim.
    """
    moment = now or clock.now()
    facts = functools.cache(facts_queries.school_facts)
    is_open = functools.cache(functools.partial(_is_open, now=moment))
    week = functools.cache(people_week.week_or_none)

    def look(case: Case) -> int:
        if case.state == State.NEW:
            return _raise(case=case, facts=facts(case.school), week=week(case.school), now=moment)
        return _due(case=case, now=moment) if case.danger == Danger.NOW or is_open(case.school) else 0

    told = sum(turns.apart(case.school, functools.partial(look, case)) for case in list(due_cases(moment)))
    return told + follow_absence(now=moment) + after_midnight(now=moment)


def _is_open(school: School, *, now: dt.datetime) -> bool:
    """Say whether a step may be reminded of now: a day begins when the school opens, not at midnight."""
    try:
        return calendar.is_open(school, now)
    except OutsideCalendar:
        return True


def _line(case: Case, facts: SchoolFacts) -> list[tuple[RouteHolder, ...]]:
    """Return the tiers of a case as they are today: first readers, then each next in line."""
    facts = SchoolFacts(facts.holders, facts.human, facts.away, frozenset(access.excluded_people(case)), facts.settings)
    about = frozenset(case.report.about_lead.split())
    result = rules.route(facts, Answers(case.kind, about))
    return [result.readers, *result.next_in_line]


@unit_of_work()
def _raise(*, case: Case, facts: SchoolFacts, week: Week | None, now: dt.datetime) -> int:
    """Tell the tier whose time has come: one more each time that the time for the first look has run out.

    The first tier is looked at again too: a deputy appointed since then reads as well.
    """
    clock_name = rules.first_look_clock(case.route, case.danger)
    told = 0
    for step, tier in enumerate(_line(case, facts)):
        if now < rules.first_look_due(clock_name, facts.settings, case.opened_at, week, times=step):
            break
        fresh = [seat for seat in tier if _seat(case, seat, step, now)]
        if fresh:
            record(case, "case.reader", None, now=now, step=step)
            reason = "first" if step == 0 else "next_in_line"
            tell_readers(case, [(s.person, reason) for s in fresh], now=now, step=f"step{step}")
            told += len(fresh)
    return told


def _seat(case: Case, seat: RouteHolder, step: int, now: dt.datetime) -> bool:
    due = clock.day_of(case.opened_at, case.school.timezone)
    readers = CaseReader.objects.for_school(case.school_id).filter(case=case, person=seat.person, until_at__isnull=True)
    if readers.exists():
        return False
    claimed = claims.claim(
        school=case.school,
        kind="concern_alert",
        person=Person(pk=seat.person),
        subject=case.subject,
        due=due,
        step=FIRST_RESPONSE_EVERY.name.format(n=step),
        now=now,
    )
    return claimed and add_seat(case, seat.person, seat.role, seat.why, now)


@unit_of_work()
def _due(*, case: Case, now: dt.datetime) -> int:
    """Remind the holder of a step, or of the end of a wait, once for its day.

    In the hours of the school, but for danger now.
    """
    told = 0
    for step, due in (("step", case.next_due), ("wait", case.wait_until)):
        if due is None or due > clock.day_of(now, case.school.timezone) or case.holder is None:
            continue
        if claims.claim(
            school=case.school, kind="case_news", person=case.holder, subject=case.subject, due=due, step=step, now=now
        ):
            tell_news(case, [case.holder.pk], reason="due", key=f"{step}:{due.isoformat()}", now=now)
            told += 1
    return told

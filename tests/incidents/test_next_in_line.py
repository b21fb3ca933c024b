"""Nobody opened it: the next in line hears, once, and everything stops when somebody takes it."""

from __future__ import annotations

import datetime as dt

import pytest

from incidents.models.reports import ReportDraft
from incidents.services import case_reminders, case_states, drafts
from incidents.states.workflow import DraftUse
from notices.models import Notice
from notices.rules.due_dates import due_after, due_at, span_of
from people.services import assignments
from people.states.roles import Role
from schools.models.calendar import SchoolDay
from schools.queries import settings as people_settings
from schools.queries import week as people_week

FRIDAY_NIGHT = dt.datetime(2026, 9, 18, 22, 30)


def reasons(cast) -> list[tuple[str, str]]:
    who = {member.person.pk: member.name for member in cast.staff()}
    rows = Notice.objects.for_school(cast.school).filter(kind="concern_alert").order_by("queued_at")
    return sorted((who[n.person_id], n.reason) for n in rows)


def test_quiet_hours_never_hold_a_concern_and_the_next_in_line_hears_after_an_hour(cast, clock, report, readers):
    clock.set(FRIDAY_NIGHT)
    case = report("child").case
    first = [(cast.dsl.name, "first"), (cast.deputy.name, "first")]
    clock.advance(minutes=59)
    assert case_reminders.scheduled_run() == 0
    assert reasons(cast) == sorted(first)
    clock.advance(minutes=2)
    assert [case_reminders.scheduled_run(), case_reminders.scheduled_run()] == [1, 0]
    assert reasons(cast) == sorted([*first, (cast.head.name, "next_in_line")])
    assert readers(case, *cast.staff()) == [cast.head.name, cast.dsl.name, cast.deputy.name]
    clock.advance(days=2)
    assert case_reminders.scheduled_run() == 0  # never the chair by default


@pytest.mark.parametrize("how", ["opened", "taken"])
def test_once_somebody_opens_or_takes_it_nobody_else_hears(cast, clock, report, readers, how):
    clock.set(FRIDAY_NIGHT)
    case = report("child").case
    if how == "opened":
        case_states.record_view(case=case, by=cast.deputy.actor)
    else:
        case_states.take(case=case, by=cast.deputy.actor)
    clock.advance(hours=5)
    assert case_reminders.scheduled_run() == 0
    assert readers(case, *cast.staff()) == [cast.dsl.name, cast.deputy.name]


def test_the_next_in_line_is_never_whom_it_is_about(cast, clock, report, readers):
    clock.set(FRIDAY_NIGHT)
    case = report("adult", about=("dsl",)).case
    assert readers(case, *cast.staff()) == [cast.head.name, cast.deputy.name]
    clock.advance(hours=30)
    assert case_reminders.scheduled_run() == 1
    assert readers(case, *cast.staff()) == [cast.head.name, cast.deputy.name, cast.chair.name]


def test_a_deputy_appointed_since_hears_of_what_nobody_opened(cast, clock, report, readers):
    clock.set(FRIDAY_NIGHT)
    case = report("child").case
    assignments.give_role(
        person=cast.teacher.person, school=cast.school, role=Role.DEPUTY_DSL, from_date=dt.date(2026, 9, 18)
    )
    assert case_reminders.scheduled_run() == 1
    assert readers(case, *cast.staff()) == [cast.dsl.name, cast.deputy.name, cast.teacher.name]


def test_a_missed_night_tells_each_person_once(cast, clock, report):
    clock.set(FRIDAY_NIGHT)
    report("adult")
    clock.advance(days=3)
    assert [case_reminders.scheduled_run(), case_reminders.scheduled_run()] == [2, 0]
    assert reasons(cast) == sorted(
        [(cast.head.name, "first"), (cast.dsl.name, "next_in_line"), (cast.chair.name, "next_in_line")]
    )


@pytest.mark.obligation("W6", "L10")
@pytest.mark.parametrize("kind", ["post", "support", "press"])
def test_what_is_not_about_safety_waits_for_school_hours_before_the_next_in_line_hears(cast, clock, report, kind):
    clock.set(FRIDAY_NIGHT)
    case = report(kind).case
    alert = Notice.objects.for_school(cast.school).get(kind="concern_alert")
    assert alert.context["next_at"].startswith("2026-09-21T08:00")  # 9am in London
    clock.set(dt.datetime(2026, 9, 21, 8, 59))
    assert case_reminders.scheduled_run() == 0
    clock.set(dt.datetime(2026, 9, 21, 9, 1))
    assert [case_reminders.scheduled_run(), case_reminders.scheduled_run()] == [1, 0]
    assert reasons(cast) == sorted([(cast.head.name, "first"), (cast.dsl.name, "next_in_line")])
    clock.set(dt.datetime(2026, 9, 21, 22, 0))
    case_states.take(case=case, by=cast.head.actor)
    assert case_reminders.scheduled_run() == 0


def test_a_school_without_a_calendar_still_tells_the_next_in_line(cast, clock, report):
    clock.set(FRIDAY_NIGHT)
    SchoolDay.objects.for_school(cast.school).delete()
    report("post")
    clock.advance(minutes=61)
    assert case_reminders.scheduled_run() == 1


def test_the_answer_that_is_promised_is_the_clock_of_the_table(cast, clock, report):
    """``answer_by`` is written down when a case opens; the table of deadlines says the same."""
    clock.set(dt.datetime(2026, 9, 14, 10))
    week, settings = people_week.week(cast.school), people_settings.settings(cast.school)
    names = {"child": "answer_today", "post": "answer_week", "support": "answer_info"}
    for kind, name in names.items():
        case = report(kind).case
        assert case.answer_by == due_at(span_of(name, settings), case.opened_at, week=week)
    danger = report("danger").case
    assert danger.answer_by == due_after(span_of("first_response", settings), danger.opened_at)


def test_the_scheduled_run_removes_drafts_whose_hour_is_over(cast, clock):
    clock.set(FRIDAY_NIGHT)
    drafts.start_draft(school=cast.school, use=DraftUse.REPORT, content={"story": "x"})
    clock.advance(minutes=30)
    drafts.start_draft(school=cast.school, use=DraftUse.REPORT, content={"story": "y"})
    clock.advance(minutes=32)
    assert drafts.delete_expired() == 1
    assert ReportDraft.objects.for_school(cast.school).count() == 1

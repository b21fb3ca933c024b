"""The weekly note: once a week to those who lead, also when all is well, and in numbers that each may know."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from governance import services
from incidents.services import case_states, reports
from incidents.states.workflow import FromKind
from notices.models import Notice
from notices.queries.health import last_runs
from notices.services import scheduled_runs
from people.services import assignments
from schools.services import calendar
from tests.signoffs.conftest import desk

__all__ = ["desk"]
pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2026, 11, 23, 7, 2)
ALL = 3
"""Two leads here, and the headteacher of the other school."""
QUIET = {"new": 0, "waiting": 0, "to_sign": 0, "reviews_due": 0, "late": 0}


def notes(cast: Any) -> dict[str, dict[str, Any]]:
    """Return what each person was told, by name."""
    names = {member.person.pk: member.name for member in cast.staff()}
    rows = Notice.objects.for_school(cast.school).filter(kind="weekly_note")
    return {names[row.person_id]: row.context for row in rows}


def test_the_leads_hear_also_when_all_is_well(cast, clock):
    clock.set(MONDAY)
    assert services.weekly_notes() == ALL
    assert notes(cast) == {cast.dsl.name: QUIET, cast.head.name: QUIET}


def test_once_a_week_however_often_the_clock_runs(cast, clock):
    clock.set(MONDAY)
    assert [services.weekly_notes() for _scheduled_run in range(3)] == [ALL, 0, 0]
    clock.advance(days=2)
    assert services.weekly_notes() == 0
    clock.set(MONDAY + dt.timedelta(days=7))
    assert services.weekly_notes() == ALL


@pytest.mark.parametrize("day, told", [(21, 0), (22, 0), (24, ALL), (27, ALL)])
def test_a_missed_monday_is_made_up_in_the_week_and_never_at_the_weekend(cast, clock, day, told):
    clock.set(MONDAY.replace(day=day))
    assert services.weekly_notes() == told


def test_a_week_of_holidays_is_left_in_peace(cast, clock):
    clock.set(dt.datetime(2026, 12, 29, 9, 0))
    assert services.weekly_notes() == 0


def test_a_week_that_begins_on_a_friday_is_told_on_monday(cast, clock):
    """Two INSET days, then pupils come on Friday 4 September."""
    for school in (cast.school, cast.other_school):
        calendar.set_closed_days(school=school, days={dt.date(2026, 9, day): "INSET" for day in (2, 3)})
    clock.set(dt.datetime(2026, 9, 4, 9, 0))
    assert services.weekly_notes() == 0
    clock.set(dt.datetime(2026, 9, 7, 9, 0))
    assert services.weekly_notes() == ALL


def test_each_hears_the_numbers_of_the_concerns_that_are_theirs(cast, clock):
    clock.set(MONDAY - dt.timedelta(days=9))
    for kind in ("child", "child", "adult"):
        reports.send_report(
            school=cast.school, answers={"about_kind": kind, "story": "Words."}, from_kind=FromKind.NO_NAME
        )
    clock.set(MONDAY - dt.timedelta(days=1))
    reports.send_report(
        school=cast.school, answers={"about_kind": "child", "story": "More."}, from_kind=FromKind.NO_NAME
    )
    clock.set(MONDAY)
    services.weekly_notes()
    assert notes(cast) == {
        cast.dsl.name: {**QUIET, "new": 1, "waiting": 3, "oldest_days": 9, "late": 3},
        cast.head.name: {**QUIET, "waiting": 1, "oldest_days": 9, "late": 1},
    }


def test_it_counts_who_is_still_to_sign_and_what_is_due_for_review(cast, clock, in_force, desk):
    clock.set(MONDAY)
    in_force("Anti-bullying", next_review="1 September 2026")
    in_force("Far away", next_review="1 September 2028")
    desk.round()
    services.weekly_notes()
    told = notes(cast)[cast.head.name]
    assert (told["to_sign"], told["reviews_due"]) == (7, 1)


def test_it_says_when_reminders_last_ran_and_waits_for_the_school_to_open(cast, clock):
    clock.set(MONDAY)
    for name in services.reminders_before():
        scheduled_runs.record_heartbeat(name=name)
    services.weekly_notes()
    note = Notice.objects.for_school(cast.school).filter(kind="weekly_note").first()
    assert note is not None
    assert note.context["ran_at"] == min(last_runs(services.reminders_before()).values()).isoformat()
    assert note.next_try_at == dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)


def test_who_leads_twice_hears_once(cast, clock):
    clock.set(MONDAY)
    assignments.give_role(person=cast.head.person, school=cast.school, role="dsl")
    assert services.weekly_notes() == ALL


def test_what_somebody_has_taken_does_not_wait(cast, clock):
    clock.set(MONDAY - dt.timedelta(days=30))
    sent = reports.send_report(
        school=cast.school, answers={"about_kind": "child", "story": "Words."}, from_kind=FromKind.NO_NAME
    )
    case_states.take(case=sent.case, by=cast.dsl.actor)
    clock.set(MONDAY)
    services.weekly_notes()
    numbers = {name: notes(cast)[cast.dsl.name].get(name) for name in ("new", "waiting", "in_hand", "oldest_days")}
    assert numbers == {"new": 0, "waiting": 0, "in_hand": 1, "oldest_days": None}

"""Reminder schedules on any days: never back, never on a day off, never above the cap, one message after any gap."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from core.contributions.reminders import REMINDER_SCHEDULES, Who
from notices.rules.reminder_schedules import due_steps
from tests.notices.calendar import YEAR, Day, span
from tests.notices.daily_runs import BY_DAYS, days_told, to

DAYS = st.dates(Day(2026, 9, 1), Day(2027, 7, 1))
names = st.sampled_from(BY_DAYS)


@given(names, DAYS, st.integers(0, 60))
def test_the_newest_step_never_goes_back(name: str, asked: Day, allowed: int) -> None:
    due = asked + dt.timedelta(days=allowed)
    seen: dict[Who, list[Day]] = {}
    for today in span(asked, asked + dt.timedelta(days=100)):
        for one in due_steps(REMINDER_SCHEDULES[name], asked=asked, due=due, today=today, days=YEAR):
            seen.setdefault(one.who, []).append(one.day)
    assert all(days == sorted(days) for days in seen.values())


@given(names, DAYS, st.integers(0, 60), st.integers(0, 120))
def test_nobody_is_told_on_a_day_off_or_on_the_day_of_asking(name: str, asked: Day, allowed: int, later: int) -> None:
    today = asked + dt.timedelta(days=later)
    schedule = REMINDER_SCHEDULES[name]
    told = due_steps(schedule, asked=asked, due=asked + dt.timedelta(days=allowed), today=today, days=YEAR)
    is_on = YEAR.is_working_day if schedule.working_days else YEAR.is_school_day
    assert [one for one in told if not is_on(one.day) or not asked < one.day <= today] == []
    assert is_on(today) or told == []


@given(
    st.sampled_from([one for one in BY_DAYS if REMINDER_SCHEDULES[one].cap]), DAYS, st.integers(0, 60), st.sets(DAYS)
)
def test_nobody_is_reminded_more_often_than_the_cap(name: str, asked: Day, allowed: int, down: set[Day]) -> None:
    schedule = REMINDER_SCHEDULES[name]
    facts = {"asked": asked, "due": asked + dt.timedelta(days=allowed), "since": asked, "down": down}
    told = days_told(schedule, **facts, until=asked + dt.timedelta(days=120))
    for who in (Who.PERSON, Who.HOLDER):
        assert len(to(who.value, told)) <= (schedule.cap or 0)


@given(DAYS, st.integers(30, 4000), st.integers(0, 400))
def test_after_any_time_away_one_message_a_person(start: Day, away: int, ahead: int) -> None:
    due = start + dt.timedelta(days=ahead) - dt.timedelta(days=away)
    told = days_told(REMINDER_SCHEDULES["review"], asked=None, due=due, since=start, until=start)
    assert len(told) == len({who for _day, who, _step in told})

"""The reminder schedules, day by day: who is told what and when, over holidays, missed nights and moved days."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from core.contributions.messages import KINDS
from core.contributions.reminders import REMINDER_SCHEDULES, Who
from notices.rendering import reasons_of
from notices.rules.reminder_schedules import due_steps, due_steps_by_moment
from schools.queries.daybook import Daybook
from tests.notices.calendar import FIRST, LAST, YEAR, Day, span
from tests.notices.daily_runs import BY_DAYS, BY_MOMENTS, days_told, to

LONDON = ZoneInfo("Europe/London")
SIGNING = {
    "an ordinary fortnight": (
        {"asked": Day(2026, 9, 7), "due": Day(2026, 9, 25), "until": Day(2026, 10, 9)},
        [
            ("2026-09-10", "person", "after_3"),
            ("2026-09-16", "person", "after_7"),
            ("2026-09-21", "line_manager", "after_10"),
            ("2026-09-25", "person", "due_day"),
            ("2026-09-25", "headteacher", "after_14"),
        ],
    ),
    "over half-term and the end of summer time": (
        {"asked": Day(2026, 10, 21), "due": Day(2026, 10, 28), "until": Day(2026, 11, 30)},
        [
            ("2026-11-02", "person", "due_day"),
            ("2026-11-06", "person", "after_7"),
            ("2026-11-11", "line_manager", "after_10"),
            ("2026-11-17", "headteacher", "after_14"),
        ],
    ),
    "over an INSET day": (
        {"asked": Day(2026, 11, 24), "due": Day(2026, 11, 27), "until": Day(2026, 12, 4)},
        [("2026-11-30", "person", "due_day"), ("2026-12-04", "person", "after_7")],
    ),
    "over Easter and the start of summer time": (
        {"asked": Day(2027, 3, 23), "due": Day(2027, 4, 23), "until": Day(2027, 4, 23)},
        [
            ("2027-04-12", "person", "after_3"),
            ("2027-04-16", "person", "after_7"),
            ("2027-04-21", "line_manager", "after_10"),
            ("2027-04-23", "person", "due_day"),
        ],
    ),
    "over a bank holiday": (
        {"asked": Day(2027, 4, 28), "due": Day(2027, 5, 21), "until": Day(2027, 5, 10)},
        [("2027-05-04", "person", "after_3"), ("2027-05-10", "person", "after_7")],
    ),
    "a missed night": (
        {"asked": Day(2026, 9, 7), "due": Day(2026, 10, 2), "until": Day(2026, 9, 17), "down": [Day(2026, 9, 10)]},
        [("2026-09-11", "person", "after_3"), ("2026-09-16", "person", "after_7")],
    ),
    "a missed fortnight: the newest alone, and the older never come back": (
        {
            "asked": Day(2026, 9, 7),
            "due": Day(2026, 9, 18),
            "until": Day(2026, 10, 23),
            "down": span(Day(2026, 9, 8), Day(2026, 9, 22)),
        },
        [
            ("2026-09-23", "person", "due_day"),
            ("2026-09-23", "line_manager", "after_10"),
            ("2026-09-25", "headteacher", "after_14"),
        ],
    ),
    "the due day moved after a missed fortnight": (
        {
            "asked": Day(2026, 9, 7),
            "due": Day(2026, 9, 18),
            "until": Day(2026, 10, 16),
            "down": span(Day(2026, 9, 8), Day(2026, 9, 17)),
            "moved": {Day(2026, 9, 22): Day(2026, 10, 9)},
        },
        [
            ("2026-09-18", "person", "due_day"),
            ("2026-09-21", "line_manager", "after_10"),
            ("2026-09-25", "headteacher", "after_14"),
            ("2026-10-09", "person", "due_day"),
        ],
    ),
    "the due day moved before it came": (
        {
            "asked": Day(2026, 9, 7),
            "due": Day(2026, 9, 18),
            "until": Day(2026, 10, 9),
            "moved": {Day(2026, 9, 17): Day(2026, 10, 9)},
        },
        [
            ("2026-09-10", "person", "after_3"),
            ("2026-09-16", "person", "after_7"),
            ("2026-09-21", "line_manager", "after_10"),
            ("2026-09-25", "headteacher", "after_14"),
            ("2026-10-09", "person", "due_day"),
        ],
    ),
    "asked on the last day: no reminder the same morning": (
        {"asked": Day(2026, 9, 25), "due": Day(2026, 9, 25), "until": Day(2026, 10, 6)},
        [("2026-09-30", "person", "after_3"), ("2026-10-06", "person", "after_7")],
    ),
    "asked on a day off": (
        {"asked": Day(2026, 10, 31), "due": Day(2026, 11, 20), "until": Day(2026, 11, 10)},
        [("2026-11-04", "person", "after_3"), ("2026-11-10", "person", "after_7")],
    ),
}


@pytest.mark.obligation("L23")
@pytest.mark.parametrize("case", SIGNING, ids=str)
def test_who_has_not_signed_is_told_by_the_table(case: str) -> None:
    facts, told = SIGNING[case]
    assert days_told(REMINDER_SCHEDULES["sign_off"], **facts) == told


REVIEW = {
    "a quiet year for the person who looks after it": (
        "owner",
        {"due": Day(2026, 12, 18), "until": Day(2027, 1, 20)},
        [
            ("2026-09-21", "90 days before"),
            ("2026-10-19", "60 days before"),
            ("2026-11-18", "30 days before"),
            ("2026-12-04", "14 days before"),
            ("2026-12-11", "7 days before"),
            ("2026-12-18", "on the day"),
            ("2027-01-05", "2 weeks after"),
            ("2027-01-11", "3 weeks after"),
            ("2027-01-18", "4 weeks after"),
        ],
    ),
    "steps in half-term, on a Saturday and on an INSET day move to the next school day": (
        "clerk",
        {"due": Day(2027, 1, 24), "until": Day(2027, 1, 24)},
        [
            ("2026-11-02", "90 days before"),
            ("2026-11-25", "60 days before"),
            ("2027-01-05", "30 days before"),
            ("2027-01-11", "14 days before"),
            ("2027-01-18", "7 days before"),
        ],
    ),
    "the day itself in the summer holidays": (
        "headteacher",
        {"due": Day(2027, 8, 1), "until": Day(2027, 9, 13), "since": Day(2027, 6, 1)},
        [
            ("2027-06-08", "60 days before"),
            ("2027-07-02", "30 days before"),
            ("2027-07-19", "14 days before"),
            ("2027-09-02", "4 weeks after"),
            ("2027-09-13", "6 weeks after"),
        ],
    ),
    "three years overdue on the day the portal starts: one message": (
        "owner",
        {"due": Day(2024, 1, 10), "until": Day(2026, 9, 14)},
        [("2026-09-03", "138 weeks after"), ("2026-09-14", "139 weeks after")],
    ),
    "a missed fortnight": (
        "owner",
        {"due": Day(2026, 12, 18), "until": Day(2026, 12, 17), "down": span(Day(2026, 12, 1), Day(2026, 12, 14))},
        [
            ("2026-09-21", "90 days before"),
            ("2026-10-19", "60 days before"),
            ("2026-11-18", "30 days before"),
            ("2026-12-15", "7 days before"),
        ],
    ),
    "a new review day begins a new schedule": (
        "owner",
        {"due": Day(2026, 12, 18), "until": Day(2026, 12, 11), "moved": {Day(2026, 11, 20): Day(2026, 12, 21)}},
        [
            ("2026-09-21", "90 days before"),
            ("2026-10-19", "60 days before"),
            ("2026-11-18", "30 days before"),
            ("2026-11-20", "60 days before"),
            ("2026-11-23", "30 days before"),
            ("2026-12-07", "14 days before"),
        ],
    ),
    "governors hear a month before and once when it is overdue": (
        "governors",
        {"due": Day(2026, 12, 18), "until": Day(2027, 7, 21)},
        [("2026-11-18", "30 days before"), ("2027-01-05", "overdue")],
    ),
}


@pytest.mark.obligation("M1", "L1", "L18")
@pytest.mark.parametrize("case", REVIEW, ids=str)
def test_a_review_is_told_by_the_table(case: str) -> None:
    who, facts, told = REVIEW[case]
    assert to(who, days_told(REMINDER_SCHEDULES["review"], asked=None, **facts)) == told


OTHERS = {
    "disclosure_yearly": (
        {"asked": Day(2026, 9, 3), "due": Day(2026, 12, 18), "until": Day(2027, 2, 1)},
        [
            ("2026-11-18", "person", "30 days before"),
            ("2026-12-11", "person", "7 days before"),
            ("2026-12-18", "person", "on the day"),
        ],
    ),
    "decision": (
        {"asked": Day(2026, 9, 8), "due": Day(2026, 9, 11), "until": Day(2026, 10, 11)},
        [("2026-09-14", "person", "once")],
    ),
    "account_check": (
        {"asked": None, "due": Day(2026, 11, 7), "until": Day(2026, 12, 18)},
        [
            ("2026-11-02", "owner", "14 days before"),
            ("2026-11-09", "owner", "on the day"),
            ("2026-11-20", "named", "after_10"),
        ],
    ),
    "permission_ends": (
        {"asked": None, "due": Day(2027, 2, 24), "until": Day(2027, 3, 25)},
        [
            ("2027-01-25", "person", "30 days before"),
            ("2027-02-22", "person", "7 days before"),
            ("2027-02-22", "owner", "7 days before"),
        ],
    ),
    "file_transfer": (
        {"asked": Day(2026, 10, 22), "due": Day(2026, 11, 5), "until": Day(2026, 11, 30)},
        [
            ("2026-11-03", "holder", "day 3"),
            ("2026-11-05", "holder", "day 5"),
            ("2026-11-05", "dsl", "day 5"),
        ],
    ),
    "subject_access": (
        {"asked": Day(2027, 7, 26), "due": Day(2027, 8, 26), "until": Day(2027, 9, 30)},
        [
            ("2027-08-12", "holder", "10 working days before"),
            ("2027-08-23", "holder", "3 working days before"),
            ("2027-08-26", "holder", "on the day"),
            ("2027-08-26", "headteacher", "on the day"),
        ],
    ),
    "meeting": (
        {"asked": Day(2026, 10, 12), "due": Day(2026, 11, 2), "until": Day(2026, 11, 30)},
        [("2026-10-23", "holder", "day before"), ("2026-11-03", "holder", "to be written up")],
    ),
}


@pytest.mark.parametrize("name", OTHERS)
def test_the_other_schedules_that_count_days(name: str) -> None:
    facts, told = OTHERS[name]
    assert days_told(REMINDER_SCHEDULES[name], **facts) == told
    assert set(OTHERS) == set(BY_DAYS) - {"review", "sign_off"}


def at(text: str) -> dt.datetime:
    """Return a moment on the wall in London."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


MOMENTS = [
    # schedule, came in, due, then (not yet, told from, who, step)
    ("lado", "2026-10-06T08:00", "2026-10-07T08:00", "2026-10-06T20:00", ["holder"], "half time"),
    ("lado", "2026-10-06T08:00", "2026-10-07T08:00", "2026-10-07T08:00", ["holder", "chair"], "breach"),
    ("lado", "2026-10-09T15:00", "2026-10-12T15:00", "2026-10-12T03:00", ["holder"], "half time"),
    ("lado", "2026-10-23T15:00", "2026-10-26T15:00", "2026-10-26T03:00", ["holder"], "half time"),
    ("lado", "2027-03-25T12:00", "2027-03-30T12:00", "2027-03-30T00:00", ["holder"], "half time"),
    ("lado", "2026-12-24T10:00", "2026-12-29T10:00", "2026-12-29T10:00", ["holder", "chair"], "breach"),
    ("platform_check", "2026-10-06T10:00", "2026-10-08T10:00", "2026-10-08T10:00", ["holder"], "48 hours"),
    ("platform_check", "2026-10-23T10:00", "2026-10-25T09:00", "2026-10-26T00:00", ["holder"], "48 hours"),
    ("data_complaint", "2026-10-05T09:00", "2026-11-04T09:00", "2026-10-20T09:00", ["holder"], "half time"),
    ("data_complaint", "2026-10-05T09:00", "2026-11-04T09:00", "2026-10-30T00:00", ["holder"], "3 working days before"),
    (
        "data_complaint",
        "2026-10-05T09:00",
        "2026-11-04T09:00",
        "2026-11-04T00:00",
        ["holder", "headteacher"],
        "on the day",
    ),
    ("take_down", "2026-10-06T10:00", "2026-10-06T15:00", "2026-10-06T15:00", ["holder", "named"], "passed"),
    ("first_response", "2026-10-24T23:50", "2026-10-25T00:50", "2026-10-25T00:50", ["next_in_line"], "next:1"),
    ("first_response", "2026-10-24T23:50", "2026-10-25T00:50", "2026-10-25T01:50+00:00", ["next_in_line"], "next:3"),
    ("first_response", "2027-03-28T00:30", "2027-03-28T02:30", "2027-03-28T02:30", ["next_in_line"], "next:1"),
]


@pytest.mark.parametrize(("name", "asked", "due", "then", "who", "step"), MOMENTS)
def test_the_schedules_that_count_hours(name: str, asked: str, due: str, then: str, who: list[str], step: str) -> None:
    start, end = at(asked), at(due)
    moment = dt.datetime.fromisoformat(then)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=LONDON)
    facts = {"asked": start, "due": end, "days": YEAR, "zone": LONDON}
    told = due_steps_by_moment(REMINDER_SCHEDULES[name], now=moment, **facts)
    assert [(one.who.value, one.name) for one in told if one.name == step] == [(each, step) for each in who]
    before = due_steps_by_moment(REMINDER_SCHEDULES[name], now=moment - dt.timedelta(seconds=1), **facts)
    assert [one for one in before if one.name == step] == []
    assert {one.at for one in told if one.name == step} == {moment.astimezone(dt.UTC)}


@pytest.mark.obligation("M17")
def test_only_the_next_in_line_is_told_on_a_sunday_night() -> None:
    start = at("2026-10-25T00:30")
    facts = {"asked": start, "due": start + dt.timedelta(hours=1), "days": YEAR, "zone": LONDON}
    spoken = {
        name
        for name in BY_MOMENTS
        if due_steps_by_moment(REMINDER_SCHEDULES[name], now=start + dt.timedelta(hours=9), **facts)
    }
    assert spoken == {"first_response"}


def test_every_row_says_where_it_comes_from_and_sends_a_message_that_there_is() -> None:
    for schedule in REMINDER_SCHEDULES.values():
        rows = [*schedule.steps, *filter(None, [schedule.every])]
        assert schedule.source, schedule.name
        for row in rows:
            assert row.who, (schedule.name, row.name)
            if not schedule.planned:
                assert row.reason == "" or row.reason in reasons_of(KINDS[row.kind]), (schedule.name, row.name)


def test_no_moment_and_no_person_is_named_twice() -> None:
    for schedule in REMINDER_SCHEDULES.values():
        places = [(step.name, who) for step in schedule.steps for who in step.who]
        assert len(places) == len(set(places)), schedule.name


def test_a_ladder_of_moments_is_refused_by_days() -> None:
    for name in BY_MOMENTS:
        with pytest.raises(ValueError, match="moments"):
            due_steps(
                REMINDER_SCHEDULES[name], asked=Day(2026, 9, 3), due=Day(2026, 9, 4), today=Day(2026, 10, 5), days=YEAR
            )


EVERY_DAY = Daybook(FIRST, LAST, span(FIRST, LAST), span(FIRST, LAST))


@pytest.mark.obligation("M1")
def test_what_is_overdue_comes_with_the_weekly_note_and_never_in_a_week_of_friday_alone() -> None:
    """School begins on Friday 4 September; the week of the half-term has no school day and Friday 13 is a day off."""
    off = [*span(Day(2026, 7, 22), Day(2026, 9, 3)), *span(Day(2026, 10, 26), Day(2026, 11, 2)), Day(2026, 11, 13)]
    on = [day for day in span(Day(2026, 7, 1), Day(2026, 11, 30)) if day.isoweekday() <= 5 and day not in off]
    days = Daybook(Day(2026, 7, 1), Day(2026, 11, 30), school_days=on, working_days=on)
    review, due = REMINDER_SCHEDULES["review"], Day(2026, 8, 5)
    told = {
        (one.day.isoformat(), one.name)
        for today in on
        for one in due_steps(review, asked=None, due=due, today=today, days=days)
        if one.who == Who.CLERK and today > Day(2026, 9, 3)
    }
    assert sorted(told) == [
        ("2026-09-04", "on the day"),
        ("2026-09-14", "5 weeks after"),
        ("2026-09-21", "6 weeks after"),
        ("2026-09-28", "7 weeks after"),
        ("2026-10-05", "8 weeks after"),
        ("2026-10-12", "9 weeks after"),
        ("2026-10-19", "10 weeks after"),
        ("2026-11-03", "12 weeks after"),
        ("2026-11-09", "13 weeks after"),
        ("2026-11-16", "14 weeks after"),
        ("2026-11-23", "15 weeks after"),
        ("2026-11-30", "16 weeks after"),
    ]


@pytest.mark.obligation("M1")
@pytest.mark.parametrize(
    ("days", "step"),
    [
        (91, None),
        (90, "90 days before"),
        (61, "90 days before"),
        (60, "60 days before"),
        (30, "30 days before"),
        (14, "14 days before"),
        (8, "14 days before"),
        (7, "7 days before"),
        (1, "7 days before"),
        (0, "on the day"),
        (-6, "on the day"),
        (-7, "1 weeks after"),
        (-20, "2 weeks after"),
    ],
)
def test_where_no_day_is_off_every_step_comes_on_its_own(days: int, step: str | None) -> None:
    due = Day(2027, 3, 1)
    told = due_steps(
        REMINDER_SCHEDULES["review"], asked=None, due=due, today=due - dt.timedelta(days=days), days=EVERY_DAY
    )
    assert [one.name for one in told if one.who == Who.OWNER] == ([step] if step else [])

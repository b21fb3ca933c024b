"""Counting school days holds for any terms, any closed days and any day (hypothesis; no database)."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from schools.rules.days import TermDates, number_days
from schools.states import Nation

START, END = dt.date(2026, 9, 1), dt.date(2027, 8, 31)
days = st.dates(START, END)


@st.composite
def terms(draw) -> list[TermDates]:
    cuts = sorted(draw(st.sets(days, min_size=6, max_size=6)))
    return [TermDates(season, *cuts[2 * at : 2 * at + 2]) for at, season in enumerate(("autumn", "spring", "summer"))]


@given(terms=terms(), closed=st.sets(days, max_size=20), nation=st.sampled_from(Nation.values))
def test_numbers_rise_by_one_on_school_days_and_stand_still_on_others(terms, closed, nation):
    rows = list(number_days(START, END, terms=terms, closed=closed, nation=nation))
    assert [row.day for row in rows] == [START + dt.timedelta(days=at) for at in range(365)]
    before = working = 0
    for row in rows:
        assert row.number - before == row.is_school_day
        assert row.working_number - working == row.is_working_day
        assert row.is_working_day or not row.is_school_day
        assert row.is_working_day is False or row.day.weekday() < 5
        before, working = row.number, row.working_number
    assert {row.day for row in rows if row.is_school_day} & closed == set()


@given(terms=terms(), extra=days)
def test_one_more_closed_day_takes_away_at_most_one_and_only_from_then_on(terms, extra):
    plain = list(number_days(START, END, terms=terms, closed=set(), nation=Nation.ENGLAND))
    with_it = list(number_days(START, END, terms=terms, closed={extra}, nation=Nation.ENGLAND))
    lost = next(row.is_school_day for row in plain if row.day == extra)
    assert [one.number - two.number for one, two in zip(plain, with_it, strict=True)] == [
        int(lost and row.day >= extra) for row in plain
    ]

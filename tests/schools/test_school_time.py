"""The calendar in memory answers as the calendar in the database does, day by day."""

from __future__ import annotations

import datetime as dt

import pytest

from schools.queries import calendar, school_time


def test_the_days_in_memory_count_as_the_calendar_does(clock, cast, django_assert_num_queries):
    clock.set(dt.datetime(2026, 10, 12, 9))
    school = cast.school
    with django_assert_num_queries(1):
        book = school_time.school_days(school)
    day = dt.date(2026, 10, 12)  # over half-term, a week-end and the change of the clocks
    for step in range(40):
        at = day + dt.timedelta(days=step)
        assert book.is_school_day(at) == calendar.is_school_day(school, at)
        assert book.is_working_day(at) == calendar.is_working_day(school, at)
        for n in (-6, -1, 0, 1, 6):
            assert book.school_days_after(at, n) == calendar.school_days_after(school, at, n)
            assert book.working_days_after(at, n) == calendar.working_days_after(school, at, n)


def test_outside_the_calendar_is_an_error(cast):
    book = school_time.school_days(cast.school)
    with pytest.raises(LookupError):
        book.next_school_day(book.last + dt.timedelta(days=1))
    with pytest.raises(LookupError):
        book.school_days_after(book.last, 1)

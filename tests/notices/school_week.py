"""A school's week in memory for tests of deadlines: typical terms from 2025 to 2029 and one day without pupils."""

from __future__ import annotations

import datetime as dt
import functools
from zoneinfo import ZoneInfo

from schools.queries.daybook import Daybook
from schools.queries.week import Week
from schools.rules.days import number_days, typical_terms

INSET = dt.date(2026, 10, 16)
"""A Friday."""


@functools.cache
def book() -> Daybook:
    """Return the calendar: half-term 26 to 30 October 2026, Christmas to 3 January, Easter from 20 March 2027."""
    first, last = dt.date(2025, 9, 1), dt.date(2029, 8, 31)
    terms = [term for year in range(2025, 2029) for term in typical_terms(year)]
    days = list(number_days(first, last, terms=terms, closed=[INSET], nation="england"))
    return Daybook(first, last, [d.day for d in days if d.is_school_day], [d.day for d in days if d.is_working_day])


@functools.cache
def week(zone: str = "Europe/London", hours: str = "08:00-16:00", looks_on: str = "school_days") -> Week:
    """Return the week of a school with these hours."""
    opens, closes = map(dt.time.fromisoformat, hours.split("-"))
    return Week(book(), ZoneInfo(zone), opens, closes, looks_on)

"""A school year by hand: what the tests of schedules and deadlines count on. No database."""

from __future__ import annotations

import datetime as dt

from schools.queries.daybook import Daybook

Day = dt.date

TERMS = (
    (Day(2026, 9, 2), Day(2026, 12, 18)),
    (Day(2027, 1, 4), Day(2027, 3, 25)),
    (Day(2027, 4, 12), Day(2027, 7, 21)),
    (Day(2027, 9, 2), Day(2027, 12, 17)),
)
HALF_TERMS = (
    (Day(2026, 10, 26), Day(2026, 10, 30)),
    (Day(2027, 2, 15), Day(2027, 2, 19)),
    (Day(2027, 5, 31), Day(2027, 6, 4)),
)
INSET = (Day(2026, 9, 2), Day(2026, 11, 27), Day(2027, 1, 4), Day(2027, 6, 7))
BANK_HOLIDAYS = (
    Day(2026, 8, 31),
    Day(2026, 12, 25),
    Day(2026, 12, 28),
    Day(2027, 1, 1),
    Day(2027, 3, 26),
    Day(2027, 3, 29),
    Day(2027, 5, 3),
    Day(2027, 5, 31),
    Day(2027, 8, 30),
)
FIRST, LAST = Day(2026, 8, 1), Day(2027, 12, 17)


def _works(day: Day) -> bool:
    return day.isoweekday() <= 5 and day not in BANK_HOLIDAYS


def _teaches(day: Day) -> bool:
    in_term = any(start <= day <= end for start, end in TERMS)
    return in_term and _works(day) and day not in INSET and not any(a <= day <= b for a, b in HALF_TERMS)


def span(first: Day, last: Day) -> list[Day]:
    """Return every day from one to another, both with it."""
    return [first + dt.timedelta(days=count) for count in range((last - first).days + 1)]


YEAR = Daybook(
    first=FIRST,
    last=LAST,
    school_days=[day for day in span(FIRST, LAST) if _teaches(day)],
    working_days=[day for day in span(FIRST, LAST) if _works(day)],
)

"""A school's own time in memory: its calendar, its opening hours and its time zone, for clocks that count in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from core.errors import OutsideCalendar
from schools.models.schools import School
from schools.queries.daybook import Daybook, daybook
from schools.queries.settings import settings

SCHOOL_DAYS = "school_days"


@dataclass(frozen=True, slots=True)
class Week:
    """When somebody is at a school. Moments go in and come out aware; those that come out are in UTC.

    In UTC, because two moments of one local zone are compared and subtracted by the face of the clock, which is wrong
    on the two days of the year on which it is changed. Days outside the calendar raise OutsideCalendar.
    """

    book: Daybook
    zone: ZoneInfo
    opens: dt.time
    closes: dt.time
    looks_on: str = SCHOOL_DAYS

    @classmethod
    def of(cls, book: Daybook, values: Mapping[str, Any], timezone: str) -> Week:
        """Return the week of a school with these settings."""
        return cls(
            book,
            ZoneInfo(timezone),
            dt.time.fromisoformat(values["opens_at"]),
            dt.time.fromisoformat(values["closes_at"]),
            values["looks_on"],
        )

    def day_of(self, moment: dt.datetime) -> dt.date:
        """Return the day on which a moment falls at the school."""
        return moment.astimezone(self.zone).date()

    def _at(self, day: dt.date, time: dt.time) -> dt.datetime:
        return dt.datetime.combine(day, time, tzinfo=self.zone).astimezone(dt.UTC)

    def closing(self, day: dt.date) -> dt.datetime:
        """Return the moment at which the school closes, or would close, on a day."""
        return self._at(day, self.closes)

    def hours(self, day: dt.date) -> tuple[dt.datetime, dt.datetime] | None:
        """Return from when until when somebody looks at what came in on a day, or None on a day off."""
        is_on = self.book.is_school_day if self.looks_on == SCHOOL_DAYS else self.book.is_working_day
        if not is_on(day) or self.closes <= self.opens:
            return None
        return self._at(day, self.opens), self.closing(day)


def week(school: School) -> Week:
    """Return the week of a school. Two queries. Raises OutsideCalendar for a school without a calendar."""
    return Week.of(daybook(school), settings(school), school.timezone)


def week_or_none(school: School) -> Week | None:
    """Return the week of a school, or None for one without a calendar: it still asks and decides. Two queries."""
    try:
        return week(school)
    except OutsideCalendar:
        return None

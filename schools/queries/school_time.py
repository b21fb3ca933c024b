"""A school's own time in memory: its days, opening hours and time zone, for whatever counts for many at once."""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from core.errors import OutsideCalendar
from schools.models.calendar import SchoolDay
from schools.models.schools import School
from schools.queries.settings import settings

SCHOOL_DAYS = "school_days"


@dataclass(frozen=True, slots=True)
class SchoolDays:
    """The school days and the working days of one school between ``first`` and ``last``, each in order.

    Every method raises OutsideCalendar outside the calendar.
    """

    first: dt.date
    last: dt.date
    school_days: Sequence[dt.date]
    working_days: Sequence[dt.date]

    def is_school_day(self, day: dt.date) -> bool:
        """Say whether pupils are in school."""
        return self._on(day, self.school_days)

    def is_working_day(self, day: dt.date) -> bool:
        """Say whether offices work."""
        return self._on(day, self.working_days)

    def school_days_after(self, day: dt.date, n: int) -> dt.date:
        """Return the n-th school day after ``day`` (before it, if negative); 0 is the day or the next school day."""
        return self._after(day, n, self.school_days)

    def working_days_after(self, day: dt.date, n: int) -> dt.date:
        """Return the n-th working day after ``day``, as :meth:`school_days_after`."""
        return self._after(day, n, self.working_days)

    def next_school_day(self, day: dt.date) -> dt.date:
        """Return ``day``, or the next school day when it is a day off."""
        return self._after(day, 0, self.school_days)

    def _inside(self, day: dt.date) -> dt.date:
        if not self.first <= day <= self.last:
            raise OutsideCalendar(f"{day} is outside the calendar: rebuild_calendar() makes it longer.")
        return day

    def _on(self, day: dt.date, days: Sequence[dt.date]) -> bool:
        place = bisect.bisect_left(days, self._inside(day))
        return place < len(days) and days[place] == day

    def _after(self, day: dt.date, n: int, days: Sequence[dt.date]) -> dt.date:
        self._inside(day)
        place = bisect.bisect_right(days, day) - 1 + n if n > 0 else bisect.bisect_left(days, day) + n
        if not 0 <= place < len(days):
            raise OutsideCalendar(f"{n} days from {day} is outside the calendar.")
        return days[place]


def school_days(school: School) -> SchoolDays:
    """Return the calendar of a school. One query. Raises OutsideCalendar for a school without one."""
    rows = list(
        SchoolDay.objects.for_school(school).order_by("day").values_list("day", "is_school_day", "is_working_day")
    )
    if not rows:
        raise OutsideCalendar(f"{school.slug} has no calendar: rebuild_calendar() makes it.")
    return SchoolDays(
        first=rows[0][0],
        last=rows[-1][0],
        school_days=[day for day, teaches, _works in rows if teaches],
        working_days=[day for day, _teaches, works in rows if works],
    )


@dataclass(frozen=True, slots=True)
class Week:
    """When somebody is at a school. Moments go in and come out aware; those that come out are in UTC.

    In UTC, because two moments of one local zone are compared and subtracted by the face of the clock, which is wrong
    on the two days of the year on which it is changed. Days outside the calendar raise OutsideCalendar.
    """

    days: SchoolDays
    zone: ZoneInfo
    opens: dt.time
    closes: dt.time
    looks_on: str = SCHOOL_DAYS

    @classmethod
    def of(cls, days: SchoolDays, values: Mapping[str, Any], timezone: str) -> Week:
        """Return the week of a school with these settings."""
        return cls(
            days,
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
        is_on = self.days.is_school_day if self.looks_on == SCHOOL_DAYS else self.days.is_working_day
        if not is_on(day) or self.closes <= self.opens:
            return None
        return self._at(day, self.opens), self.closing(day)


def week(school: School) -> Week:
    """Return the week of a school. Two queries. Raises OutsideCalendar for a school without a calendar."""
    return Week.of(school_days(school), settings(school), school.timezone)


def week_or_none(school: School) -> Week | None:
    """Return the week of a school, or None for one without a calendar: it still asks and decides. Two queries."""
    try:
        return week(school)
    except OutsideCalendar:
        return None

"""A school's whole calendar in memory: for clocks and schedules that count for many people at once."""

import bisect
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import OutsideCalendar
from schools.models.calendar import SchoolDay
from schools.models.schools import School


@dataclass(frozen=True, slots=True)
class Daybook:
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


def daybook(school: School) -> Daybook:
    """Return the calendar of a school. One query. Raises OutsideCalendar for a school without one."""
    rows = list(
        SchoolDay.objects.for_school(school).order_by("day").values_list("day", "is_school_day", "is_working_day")
    )
    if not rows:
        raise OutsideCalendar(f"{school.slug} has no calendar: rebuild_calendar() makes it.")
    return Daybook(
        first=rows[0][0],
        last=rows[-1][0],
        school_days=[day for day, teaches, _works in rows if teaches],
        working_days=[day for day, _teaches, works in rows if works],
    )

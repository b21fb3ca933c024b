"""Which days are school days: bank holidays, typical terms, running numbers, what a change moves. Pure functions."""

import datetime
import functools
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from dateutil.easter import easter
from govuk_bank_holidays.bank_holidays import BankHolidays

from schools.states import Nation, Season

Day = datetime.date
_ONE = datetime.timedelta(days=1)
_MONDAY = 0
_DIVISIONS = {
    Nation.ENGLAND: BankHolidays.ENGLAND_AND_WALES,
    Nation.WALES: BankHolidays.ENGLAND_AND_WALES,
    Nation.SCOTLAND: BankHolidays.SCOTLAND,
    Nation.NORTHERN_IRELAND: BankHolidays.NORTHERN_IRELAND,
}


class TermDates(NamedTuple):
    """A term; every day from ``starts`` to ``ends`` is in it but for half-term (both ends included)."""

    season: str
    starts: Day
    ends: Day
    half_starts: Day | None = None
    half_ends: Day | None = None

    def days(self) -> Iterator[Day]:
        """Yield the days in term, half-term left out."""
        day = self.starts
        while day <= self.ends:
            if self.half_starts is None or self.half_ends is None or not self.half_starts <= day <= self.half_ends:
                yield day
            day += _ONE


class NumberedDay(NamedTuple):
    day: Day
    is_school_day: bool
    number: int
    is_working_day: bool
    working_number: int


def _first(year: int, month: int, weekday: int, day: int = 1) -> Day:
    """Return the first ``weekday`` on or after that day."""
    start = Day(year, month, day)
    return start + _ONE * ((weekday - start.weekday()) % 7)


def _last_monday(year: int, month: int) -> Day:
    following = Day(year + month // 12, month % 12 + 1, 1)
    return _first(following.year, following.month, _MONDAY) - 7 * _ONE


@functools.cache
def _bundled(division: str) -> dict[Day, str]:
    # The bundled list, never the network: a portal that cannot reach out still knows Christmas.
    rows = BankHolidays(use_cached_holidays=True).get_holidays(division=division)
    return {row["date"]: row["title"] for row in rows}


def _substitutes(days: Iterable[Day]) -> Iterator[Day]:
    """Move a holiday that falls on a weekend to the next weekday that is not one itself."""
    taken: set[Day] = set()
    for day in days:
        while day.weekday() > 4 or day in taken:
            day += _ONE
        taken.add(day)
        yield day


def _computed(nation: str, year: int) -> set[Day]:
    sunday = easter(year)
    fixed = [Day(year, 1, 1), Day(year, 12, 25), Day(year, 12, 26)]
    moving = {sunday - 2 * _ONE, _first(year, 5, _MONDAY), _last_monday(year, 5)}
    if nation == Nation.SCOTLAND:
        fixed = [Day(year, 1, 1), Day(year, 1, 2), Day(year, 11, 30), *fixed[1:]]
        return moving | {_first(year, 8, _MONDAY)} | set(_substitutes(fixed))
    if nation == Nation.NORTHERN_IRELAND:
        fixed = [fixed[0], Day(year, 3, 17), Day(year, 7, 12), *fixed[1:]]
    return moving | {sunday + _ONE, _last_monday(year, 8)} | set(_substitutes(fixed))


def bank_holidays(nation: str, year: int) -> frozenset[Day]:
    """Return the bank holidays of a year: the published list, and the usual rules for years beyond it."""
    published = {day for day in _bundled(_DIVISIONS[Nation(nation)]) if day.year == year}
    last = max(_bundled(_DIVISIONS[Nation(nation)])).year
    return frozenset(published if published and year <= last else _computed(nation, year))


def holiday_names(nation: str, year: int) -> dict[Day, str]:
    """Return the bank holidays of a year with their names; those of years beyond the published list have none."""
    names = _bundled(_DIVISIONS[Nation(nation)])
    return {day: names.get(day, "") for day in sorted(bank_holidays(nation, year))}


def year_of(day: Day) -> int:
    """Return the calendar year in which the school year of a day begins (1 September)."""
    return day.year if day.month >= 9 else day.year - 1


def year_label(start: int) -> str:
    """Return "2026/27" for 2026."""
    return f"{start}/{(start + 1) % 100:02}"


def typical_terms(start: int) -> tuple[TermDates, TermDates, TermDates]:
    """Return the terms of a typical English school in the school year that begins in September of ``start``.

    They serve until a school types its own. Autumn: first Wednesday on or after 2 September to the last Friday before
    22 December, half-term in the last full week of October. Spring: first Monday on or after 3 January to the Friday
    before the Easter fortnight, which begins in Holy Week or on the first Monday of April, whichever is earlier;
    half-term in the week of the third Monday of February. Summer: to the Tuesday on or after 20 July, half-term in the
    week of the spring bank holiday.
    """
    year = start + 1
    october = _first(start, 10, _MONDAY, 23)
    february = _first(year, 2, _MONDAY, 14)
    may = _last_monday(year, 5)
    holy_monday = easter(year) - 6 * _ONE
    easter_break = min(holy_monday, _first(year, 4, _MONDAY))
    last_friday = Day(start, 12, 21) - _ONE * ((Day(start, 12, 21).weekday() - 4) % 7)
    return (
        TermDates(Season.AUTUMN, _first(start, 9, 2, 2), last_friday, october, october + 4 * _ONE),
        TermDates(Season.SPRING, _first(year, 1, _MONDAY, 3), easter_break - 3 * _ONE, february, february + 4 * _ONE),
        TermDates(Season.SUMMER, easter_break + 14 * _ONE, _first(year, 7, 1, 20), may, may + 4 * _ONE),
    )


def number_days(
    start: Day, end: Day, *, terms: Collection[TermDates], closed: Collection[Day], nation: str
) -> Iterator[NumberedDay]:
    """Yield every day from ``start`` to ``end`` (both included) with its running numbers, which begin at 1."""
    holidays = {day for year in range(start.year, end.year + 1) for day in bank_holidays(nation, year)}
    in_term = {day for term in terms if term.ends >= start and term.starts <= end for day in term.days()}
    number = working = 0
    day = start
    while day <= end:
        works = day.weekday() < 5 and day not in holidays
        teaches = works and day not in closed and day in in_term
        number += teaches
        working += works
        yield NumberedDay(day, teaches, number, works, working)
        day += _ONE


@dataclass(frozen=True, slots=True)
class MovedDays:
    """Days that become school days, days that stop being some, and terms that end on another day (before, after)."""

    gained: tuple[Day, ...] = ()
    lost: tuple[Day, ...] = ()
    ends: tuple[tuple[str, Day, Day], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.gained or self.lost or self.ends)

    @property
    def first(self) -> Day | None:
        """Return the first day from which school days are counted otherwise."""
        return min((*self.gained, *self.lost), default=None)


def compare_days(
    before: Mapping[Day, bool], after: Mapping[Day, bool], ends: Mapping[str, Day], ends_after: Mapping[str, Day]
) -> MovedDays:
    """Compare ``{day: is a school day}`` and ``{term: last day}`` before and after a change."""
    changed = sorted(day for day in before.keys() | after.keys() if before.get(day, False) != after.get(day, False))
    return MovedDays(
        gained=tuple(day for day in changed if after.get(day, False)),
        lost=tuple(day for day in changed if not after.get(day, False)),
        ends=tuple(
            (term, ends[term], ends_after[term]) for term in ends if ends_after.get(term, ends[term]) != ends[term]
        ),
    )

"""Play the year: every moment that matters, in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from schools.queries.school_time import school_days
from tests.stories.year.diary import DIARY, DOWN, UP, Act
from tests.stories.year.machine import Line, Machine

FIRST, LAST = dt.date(2026, 9, 1), dt.date(2027, 8, 31)
ON_SCHOOL_DAYS = (dt.time(7, 1), dt.time(8, 1))
ON_FRIDAYS = (*ON_SCHOOL_DAYS, dt.time(17, 46))
ON_DAYS_OFF = (dt.time(8, 1),)
FRIDAY = 4


def moments(machine: Machine, last: dt.date) -> Iterator[tuple[dt.datetime, Act | None]]:
    """Yield the moments of the year: some on each day, those of the diary, and the minute after each of these."""
    days = school_days(machine.world.school)
    found: list[tuple[dt.datetime, int, Act | None]] = []
    for act in DIARY:
        found.append((act.at, 0, act))
        found += [(act.at + dt.timedelta(minutes=minutes), 1, None) for minutes in (1, *act.also)]
    day = FIRST
    while day <= last:
        on = ON_FRIDAYS if day.weekday() == FRIDAY else ON_SCHOOL_DAYS
        times = on if days.is_school_day(day) else ON_DAYS_OFF
        found += [(dt.datetime.combine(day, time), 1, None) for time in times]
        day += dt.timedelta(days=1)
    found.sort(key=lambda one: one[:2])
    for at, _order, act in found:
        if at.date() <= last:
            yield at, act


def play(machine: Machine, *, last: dt.date = LAST) -> list[str]:
    """Play the year to its last day; return what is written into the table: deeds and messages in order."""
    told: list[str] = []
    machine.start(dt.datetime.combine(FIRST, dt.time(7)))
    for at, act in moments(machine, last):
        before = len(machine.lines)
        deed = None
        if act is not None:
            told.append(f"{at:%a %d %b %Y %H:%M} > {act.words}")
            deed = act.do
        if act is not None and act.words == DOWN:
            machine.engine.down()
        if act is not None and act.words == UP:
            machine.engine.up()
        machine.at(at, (lambda deed=deed: deed(machine.world)) if deed else None)
        told += [str(line) for line in machine.lines[before:]]
    return told


__all__ = ["Line", "Machine", "play"]

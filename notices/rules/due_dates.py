"""When a deadline falls, derived from moments and the school's calendar. Pure: the calendar is handed in, in memory.

Two ways of counting. *Time*: hours, and hours in which the school is open; a pause takes out the time it covers.
*Days*: a day is over when the school closes, so a deadline counts closings; a pause takes out the closings that lie in
it. Either way a pause moves the due moment on by exactly what it covers of the time that counts, and by nothing else.
"""

import calendar
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from core.contributions.deadlines import DEADLINE_KINDS, DeadlineKind
from core.contributions.reminders import Unit
from core.errors import OutsideCalendar
from notices.states.deadlines import Stage
from schools.queries.week import Week

NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
NO_TIME = dt.timedelta(0)
PausedSpans = Sequence[tuple[dt.datetime, dt.datetime]]
"""When a deadline is paused: moments in UTC, in order, none touching the next; an end of NEVER is still open."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A deadline is paused from ``start`` until ``end``; None: nobody has taken it up again yet. Both aware."""

    start: dt.datetime
    end: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """How much time a deadline allows: a whole number of days or months, or hours, which may be a fraction."""

    amount: int | Fraction
    unit: Unit

    @property
    def time(self) -> dt.timedelta:
        """The length of a span of hours."""
        return dt.timedelta(seconds=int(self.amount * 3600))

    @property
    def is_time(self) -> bool:
        """Say whether it counts time and not days."""
        return self.unit in (Unit.HOUR, Unit.WORKING_HOUR)


def span_of(kind: DeadlineKind | str, settings: Mapping[str, Any] | None = None) -> Span:
    """Return how much time a kind of deadline allows, by the school's setting where it has one.

    KeyError for no such kind, ValueError for one that has a moment of its own (a meeting).
    """
    row = DEADLINE_KINDS[kind] if isinstance(kind, str) else kind
    if row.unit is None:
        raise ValueError(f"{row.name} has no length: somebody sets its moment.")
    if row.setting:
        return Span(Fraction(int((settings or {})[row.setting]), row.per), row.unit)
    return Span(row.amount or 0, row.unit)


def merged_pauses(pauses: Iterable[Pause]) -> PausedSpans:
    """Return pauses in order with those that overlap or touch made one; one that ends before it starts is left out."""
    spans = sorted((p.start.astimezone(dt.UTC), p.end.astimezone(dt.UTC) if p.end else NEVER) for p in pauses)
    merged: list[tuple[dt.datetime, dt.datetime]] = []
    for start, end in spans:
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def due_at(span: Span, started: dt.datetime, *, week: Week, pauses: Iterable[Pause] = ()) -> dt.datetime | None:
    """Return when a deadline falls, in UTC; None when an open pause stands before it.

    Deadlines of days are due when the school closes on their last day. Calendar days and months that end on a day off
    end on the next working day. Raises OutsideCalendar outside the school's calendar.
    """
    start, paused = started.astimezone(dt.UTC), merged_pauses(pauses)
    if span.is_time:
        return _run(span.time, start, paused, _pieces(span.unit, start, week))
    day = _last_day(span, week.day_of(start), paused, week)
    return None if day is None else week.closing(day)


def due_after(span: Span, started: dt.datetime, *, pauses: Iterable[Pause] = ()) -> dt.datetime | None:
    """Return when a deadline of hours falls, as :func:`due_at`: one that runs at any hour needs no calendar."""
    start = started.astimezone(dt.UTC)
    return _run(span.time, start, merged_pauses(pauses), iter([(start, NEVER)]))


def _pieces(unit: Unit, start: dt.datetime, week: Week) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """Yield from when until when time counts, from ``start`` on: always, or in the hours of each day."""
    if unit is Unit.HOUR:
        yield start, NEVER
        return
    day = week.day_of(start)
    while True:
        hours = week.hours(day)
        if hours is not None and hours[1] > start:
            yield max(hours[0], start), hours[1]
        day += DAY


def _run(
    rest: dt.timedelta, start: dt.datetime, paused: PausedSpans, pieces: Iterator[tuple[dt.datetime, dt.datetime]]
) -> dt.datetime | None:
    """Return when ``rest`` is used up, counting in the pieces and not while the deadline is paused."""
    if not rest:
        return start
    for begin, end in pieces:
        at = begin
        for stop, go in paused:
            if go <= at:
                continue
            if stop >= end or at + rest <= stop:
                break
            rest -= max(stop - at, NO_TIME)
            if go == NEVER:
                return None
            at = go
        if at < end and rest <= end - at:
            return at + rest
        rest -= max(end - at, NO_TIME)
    raise OutsideCalendar("There is no more time to count in.")  # pragma: no cover - the calendar ends first


def _last_day(span: Span, first: dt.date, paused: PausedSpans, week: Week) -> dt.date | None:
    """Return the day on which a deadline of days ends; None when it is paused for good before that."""
    amount = _days(span, first)
    if span.unit in (Unit.SCHOOL_DAY, Unit.WORKING_DAY):
        return _count(first, amount, _following(span.unit, week), paused, week)
    day = _count(first, amount, lambda at, n: at + n * DAY, paused, week)
    # On a day off, or stopped: the next working day on which it runs.
    return None if day is None else _count(day, 0, week.book.working_days_after, paused, week)


def _days(span: Span, first: dt.date) -> int:
    return (months_after(first, int(span.amount)) - first).days if span.unit is Unit.MONTH else int(span.amount)


def _following(unit: Unit, week: Week) -> Callable[[dt.date, int], dt.date]:
    return {Unit.SCHOOL_DAY: week.book.school_days_after, Unit.WORKING_DAY: week.book.working_days_after}.get(
        unit, lambda day, n: day + n * DAY
    )


def _count(
    first: dt.date, amount: int, after: Callable[[dt.date, int], dt.date], paused: PausedSpans, week: Week
) -> dt.date | None:
    """Return the day of the ``amount``-th closing after ``first`` that counts (0: from ``first`` on)."""
    day = after(first, amount)
    if not any(_covers(pause, week, first, day) for pause in paused):
        return day
    day, left = (after(first, 1), amount) if amount else (after(first, 0), 1)
    while True:
        closing = week.closing(day)
        if paused[-1][1] == NEVER and closing > paused[-1][0]:
            return None
        left -= not _is_paused_at(closing, paused)
        if not left:
            return day
        day = after(day, 1)


def _covers(pause: tuple[dt.datetime, dt.datetime], week: Week, first: dt.date, last: dt.date) -> bool:
    return pause[0] < week.closing(last) and pause[1] >= week.closing(first)


def _is_paused_at(closing: dt.datetime, paused: PausedSpans) -> bool:
    """Say whether the deadline is paused when the school closes. Paused at that very moment: the day still counts."""
    return any(start < closing <= end for start, end in paused)


def months_after(day: dt.date, months: int) -> dt.date:
    """Return the same date so many months later, or the last day of a month that has none (31 January: February)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def stage_of(due: dt.datetime | None, now: dt.datetime, pauses: Iterable[Pause] = ()) -> Stage:
    """Return where a deadline stands: late once its moment has passed, whatever is paused since; paused; or running."""
    if due is not None and now > due:
        return Stage.LATE
    is_paused = any(start <= now < end for start, end in merged_pauses(pauses))
    return Stage.PAUSED if is_paused else Stage.RUNNING


def left(
    span: Span, started: dt.datetime, *, week: Week, now: dt.datetime, pauses: Iterable[Pause] = ()
) -> dt.timedelta | int:
    """Return what is left of a deadline: time for deadlines of hours, else closings of days; 0 when it is late."""
    start, at, paused = started.astimezone(dt.UTC), now.astimezone(dt.UTC), merged_pauses(pauses)
    if span.is_time:
        return max(span.time - _used(start, at, paused, _pieces(span.unit, start, week)), NO_TIME)
    first, last = week.day_of(start), week.day_of(at)
    after, gone = _following(span.unit, week), 0
    day = after(first, 1)
    while day <= last:
        closing = week.closing(day)
        gone += closing <= at and not _is_paused_at(closing, paused)
        day = after(day, 1)
    return max(_days(span, first) - gone, 0)


def _used(
    start: dt.datetime, now: dt.datetime, paused: PausedSpans, pieces: Iterator[tuple[dt.datetime, dt.datetime]]
) -> dt.timedelta:
    """Return how much time has counted between two moments."""
    used = NO_TIME
    for begin, end in pieces:
        if begin >= now:
            break
        stop = min(end, now)
        used += stop - begin
        used -= sum((max(min(stop, b) - max(begin, a), NO_TIME) for a, b in paused), NO_TIME)
        if end >= now:
            break
    return used if now > start else NO_TIME


def part_at(
    percent: int, span: Span, started: dt.datetime, *, week: Week, pauses: Iterable[Pause] = ()
) -> dt.datetime | None:
    """Return when so many percent of a deadline's time have gone; None when an open pause stands before its end.

    A deadline of hours counts in its own time. One of days counts the opening hours of its days (of school days, or of
    all working days) between its start and its end, so that a nudge at half time comes when somebody reads it.
    """
    if span.is_time:
        return due_at(Span(Fraction(span.amount) * percent / 100, span.unit), started, week=week, pauses=pauses)
    stops = list(pauses)
    due = due_at(span, started, week=week, pauses=stops)
    if due is None:
        return None
    start, paused = started.astimezone(dt.UTC), merged_pauses(stops)
    week = replace(week, looks_on="school_days" if span.unit is Unit.SCHOOL_DAY else "working_days")
    whole = _used(start, due, paused, _pieces(Unit.WORKING_HOUR, start, week))
    if not whole:  # nobody is there before it is due: half of the time by the wall
        return start + (due - start) * percent / 100
    return _run(whole * percent / 100, start, paused, _pieces(Unit.WORKING_HOUR, start, week))


def decide_by(started: dt.datetime, *, week: Week | None, pauses: Iterable[Pause] = ()) -> dt.date | None:
    """Return the day by which a decision is asked for before we remind once (three school days, L18, M10).

    None without a calendar, beyond it, and while an open pause stands before the day.
    """
    try:
        due = due_at(span_of("decision"), started, week=week, pauses=pauses) if week else None
    except OutsideCalendar:
        return None
    return week.day_of(due) if week and due else None

"""Which step of a schedule has been reached: pure, over a calendar in memory. Nothing is claimed or sent here."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from core.contributions.reminders import Anchor, Every, ReminderSchedule, ReminderStep, Unit, Who
from core.errors import OutsideCalendar
from schools.queries.daybook import Daybook

_DAYS = frozenset({Unit.SCHOOL_DAY, Unit.WORKING_DAY, Unit.DAY})
_WHOLE = 100
LEAST_GAP = 5
"""Days at least between two of what repeats weekly."""
_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class DueStep:
    """The newest step that has come for one of those whom a schedule tells.

    ``day``: the local day on which it is told, never a day off unless the schedule is for any hour; ``at``: the moment,
    for schedules that count hours. ``anchor``: the day from which it counts, which is the ``due`` of its claim.
    ``older``: (name, anchor) of the steps before it, to be claimed with it, so that none comes back when a due day
    moves.
    """

    who: Who
    step: ReminderStep
    day: dt.date
    anchor: dt.date
    at: dt.datetime | None = None
    older: tuple[tuple[str, dt.date], ...] = ()

    @property
    def name(self) -> str:
        """The name of the step, as claims hold it."""
        return self.step.name


@dataclass(frozen=True, slots=True)
class _Reached:
    """One step that has come; ``order`` sorts what falls on the same day as the table does."""

    step: ReminderStep
    day: dt.date
    anchor: dt.date
    order: int
    at: dt.datetime | None = None


def due_steps(
    schedule: ReminderSchedule, *, asked: dt.date | None, due: dt.date | None, today: dt.date, days: Daybook
) -> list[DueStep]:
    """Return the newest step that has come for each of those whom the schedule tells, in the order of the table.

    ``asked``: the day of the first message (None: no such day, as with a review); a step on or before it never comes.
    ``due``: None leaves out what counts from it. Empty on a day off, unless the schedule is for any hour. A missed
    night, or a missed month, is one step: the newest (M1, L23). Raises OutsideCalendar when ``today`` is outside the
    calendar and ValueError for a schedule that counts hours.
    """
    if not _may_tell(schedule, today, days):
        return []
    reached = []
    for order, step in enumerate(schedule.steps):
        anchor = asked if step.anchor == Anchor.ASKED else due
        if anchor is None:
            continue
        day = _day(step.unit, step.offset, anchor, schedule, days)
        if day <= today and (asked is None or asked < day):
            reached.append(_Reached(step, day, anchor, order))
    if schedule.every is not None:
        reached += _every_day(schedule, schedule.every, asked, due, today, days)
    return _newest(sorted(reached, key=lambda each: (each.day, each.order)))


def due_steps_by_moment(
    schedule: ReminderSchedule,
    *,
    asked: dt.datetime,
    due: dt.datetime | None,
    now: dt.datetime,
    days: Daybook,
    zone: ZoneInfo,
) -> list[DueStep]:
    """Return the newest step for each of those whom the schedule tells, for schedules that count hours.

    ``asked`` and ``due`` are aware moments. Hours are hours that pass, also when the clocks change; half of the time
    allowed is half of it on days on (working days for a schedule of working days), so that an allegation on a Friday is
    not nudged about on a Sunday. What falls on a day off moves to the start of the next day on. Raises OutsideCalendar
    when one of the moments is outside the calendar.
    """
    if not _may_tell(schedule, now.astimezone(zone).date(), days):
        return []
    allowed = _TimeAllowed(schedule, asked.astimezone(dt.UTC), due and due.astimezone(dt.UTC), days, zone)
    reached = []
    for order, step in enumerate([*schedule.steps, *allowed.repeated(now)]):
        anchor = allowed.asked if step.anchor == Anchor.ASKED else allowed.due
        at = allowed.moment(step, anchor) if anchor else None
        if anchor and at and asked < at <= now:
            reached.append(_Reached(step, allowed.day_of(at), allowed.day_of(anchor), order, at))
    return _newest(sorted(reached, key=lambda each: (each.at or asked, each.order)))


def _newest(reached: Iterable[_Reached]) -> list[DueStep]:
    """Return one entry for each of those told: the last of theirs, and the names of those before it."""
    last: dict[Who, _Reached] = {}
    older: dict[Who, list[tuple[str, dt.date]]] = {}
    for latest in reached:
        for who in latest.step.who:
            if who in last:
                older.setdefault(who, []).append((last[who].step.name, last[who].anchor))
            last[who] = latest
    return [
        DueStep(who, latest.step, latest.day, latest.anchor, latest.at, tuple(older.get(who, ())))
        for who, latest in sorted(last.items(), key=lambda item: (item[1].day, item[1].order))
    ]


def _is_on(schedule: ReminderSchedule, day: dt.date, days: Daybook) -> bool:
    return days.is_working_day(day) if schedule.working_days else days.is_school_day(day)


def _may_tell(schedule: ReminderSchedule, day: dt.date, days: Daybook) -> bool:
    return schedule.any_hour or _is_on(schedule, day, days)


def _next_on(schedule: ReminderSchedule, day: dt.date, days: Daybook) -> dt.date:
    return days.working_days_after(day, 0) if schedule.working_days else days.next_school_day(day)


def _day(unit: Unit, offset: int, anchor: dt.date, schedule: ReminderSchedule, days: Daybook) -> dt.date:
    """Return the day of a step, moved off days on which the schedule tells nobody.

    What lies before the calendar (a review three years overdue) is long past and needs no moving; what lies beyond it
    has not come.
    """
    if unit not in _DAYS:
        raise ValueError(f"{schedule.name} counts {unit.label}: use due_steps_by_moment with moments")
    try:
        if unit == Unit.DAY or anchor < days.first:
            day = anchor + dt.timedelta(days=offset)
        elif unit == Unit.SCHOOL_DAY:
            day = days.school_days_after(anchor, offset)
        else:
            day = days.working_days_after(anchor, offset)
        return day if day < days.first or schedule.any_hour else _next_on(schedule, day, days)
    except OutsideCalendar:
        return dt.date.max


def _every_day(
    schedule: ReminderSchedule, every: Every, asked: dt.date | None, due: dt.date | None, today: dt.date, days: Daybook
) -> list[_Reached]:
    """Return the newest of what repeats: the last that has come by its moved day.

    One that would come only a few days after the one before it, which holidays had put off, is passed over.
    """
    anchor = asked if every.anchor == Anchor.ASKED else due
    if every.unit != Unit.DAY:
        raise ValueError(f"{schedule.name} repeats by {every.unit.label}: use due_steps_by_moment with moments")
    if anchor is None:
        return []
    for count in range((today - anchor).days // every.n, 0, -1):
        day = _repeat_day(every, count, anchor, schedule, days)
        if day > today or (asked is not None and asked >= day):
            continue
        earlier = (_repeat_day(every, nth, anchor, schedule, days) for nth in range(count - 1, -1, -1))
        before = next((other for other in earlier if other < day), None)
        if before is None or (day - before).days >= min(every.n, LEAST_GAP):
            return [_Reached(_nth(every, count), day, anchor, len(schedule.steps))]
    return []


def _repeat_day(every: Every, count: int, anchor: dt.date, schedule: ReminderSchedule, days: Daybook) -> dt.date:
    """Return the day of the ``count``-th repeat; repeat 0 is the anchor's own day.

    With the week: on the first school day of the first week that begins then or later, but of no week of Friday alone,
    just as the weekly note.
    """
    day = _day(Unit.DAY, count * every.n, anchor, schedule, days)
    if not count or not every.with_the_week or day < days.first:
        return day
    first = day - dt.timedelta(days=day.weekday())
    try:
        first = days.next_school_day(max(first, days.first))
        while first < day or first.weekday() == _FRIDAY:
            first = days.next_school_day(first + dt.timedelta(days=7 - first.weekday()))
    except OutsideCalendar:
        return dt.date.max
    return first


def _nth(every: Every, count: int) -> ReminderStep:
    name = every.name.format(n=count)
    return ReminderStep(name, every.anchor, count * every.n, every.unit, every.who, every.kind, every.reason)


@dataclass(frozen=True, slots=True)
class _TimeAllowed:
    """The time allowed, from ``asked`` to ``due`` in UTC, at a school in its zone."""

    schedule: ReminderSchedule
    asked: dt.datetime
    due: dt.datetime | None
    days: Daybook
    zone: ZoneInfo

    def day_of(self, moment: dt.datetime) -> dt.date:
        return moment.astimezone(self.zone).date()

    def repeated(self, now: dt.datetime) -> list[ReminderStep]:
        """Return the newest of what repeats by shares of the time allowed."""
        every = self.schedule.every
        if every is None or self.due is None or self.due <= self.asked:
            return []
        start = self.asked if every.anchor == Anchor.ASKED else self.due
        count = (now - start) // ((self.due - self.asked) * every.n / _WHOLE)
        return [_nth(every, count)] if count > 0 else []

    def moment(self, step: ReminderStep, anchor: dt.datetime) -> dt.datetime | None:
        """Return the moment of a step, moved off days on which the schedule tells nobody; None without a due moment."""
        if step.unit in _DAYS:
            return self._start(_day(step.unit, step.offset, self.day_of(anchor), self.schedule, self.days))
        if step.unit == Unit.PERCENT:
            at = self._share(step.offset)
        elif step.unit == Unit.HOUR:
            at = anchor + dt.timedelta(hours=step.offset)
        else:
            raise ValueError(f"a step of {self.schedule.name} cannot count {step.unit.label}")
        if at is None or _may_tell(self.schedule, self.day_of(at), self.days):
            return at
        return self._start(_next_on(self.schedule, self.day_of(at), self.days))

    def _start(self, day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(), tzinfo=self.zone).astimezone(dt.UTC)

    def _share(self, percent: int) -> dt.datetime | None:
        """Return the moment at which so much of the time allowed has gone, counting days on alone."""
        if self.due is None:
            return None
        if self.schedule.any_hour:
            return self.asked + (self.due - self.asked) * percent / _WHOLE
        pieces = self._pieces(self.due)
        left = sum((end - begin for begin, end in pieces), dt.timedelta()) * percent / _WHOLE
        for begin, end in pieces:
            if left < end - begin:
                return begin + left
            left -= end - begin
        return self.due

    def _pieces(self, due: dt.datetime) -> list[tuple[dt.datetime, dt.datetime]]:
        """Return (from, to) of the parts of the time allowed that lie on days on, in order."""
        pieces = []
        day = self.day_of(self.asked)
        while day <= self.day_of(due):
            following = day + dt.timedelta(days=1)
            if _is_on(self.schedule, day, self.days):
                pieces.append((max(self.asked, self._start(day)), min(due, self._start(following))))
            day = following
        return pieces

"""A reminder schedule run day by day, as the scheduled task of an app does it, without a database."""

from __future__ import annotations

from collections.abc import Collection

from core.contributions.reminders import REMINDER_SCHEDULES, ReminderSchedule, Unit, Who
from notices.rules.reminder_schedules import due_steps
from tests.notices.calendar import FIRST, YEAR, Day, span

BY_MOMENTS = sorted(
    schedule.name
    for schedule in REMINDER_SCHEDULES.values()
    if any(step.unit in (Unit.HOUR, Unit.PERCENT) for step in (*schedule.steps, *filter(None, [schedule.every])))
)
BY_DAYS = sorted(set(REMINDER_SCHEDULES) - set(BY_MOMENTS))


def days_told(
    schedule: ReminderSchedule,
    *,
    asked: Day | None,
    due: Day | None,
    until: Day,
    since: Day = FIRST,
    down: Collection[Day] = (),
    moved: dict[Day, Day] | None = None,
) -> list[tuple[str, str, str]]:
    """Run once a day; return (day, who, step) of what is told. ``down``: nights missed; ``moved``: {on: new due}."""
    claimed: set[tuple[Who, str, Day]] = set()
    told = []
    for today in span(since, until):
        due = (moved or {}).get(today, due)
        if today in down:
            continue
        for one in due_steps(schedule, asked=asked, due=due, today=today, days=YEAR):
            if (one.who, one.name, one.anchor) not in claimed:
                told.append((today.isoformat(), one.who.value, one.name))
            claimed |= {(one.who, one.name, one.anchor), *((one.who, *older) for older in one.older)}
    return told


def to(who: str, rows: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    return [(day, step) for day, told, step in rows if told == who]

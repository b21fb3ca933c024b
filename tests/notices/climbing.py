"""A ladder climbed day by day, as the ticks of an app do it, without a database."""

from __future__ import annotations

from collections.abc import Collection

from core.contributions.reminders import LADDERS, Ladder, Unit, Who
from notices.rules.ladders import passed
from tests.notices.calendar import FIRST, YEAR, Day, span

BY_MOMENTS = sorted(
    ladder.name
    for ladder in LADDERS.values()
    if any(rung.unit in (Unit.HOUR, Unit.PERCENT) for rung in (*ladder.rungs, *filter(None, [ladder.every])))
)
BY_DAYS = sorted(set(LADDERS) - set(BY_MOMENTS))


def days_told(
    ladder: Ladder,
    *,
    asked: Day | None,
    due: Day | None,
    until: Day,
    since: Day = FIRST,
    down: Collection[Day] = (),
    moved: dict[Day, Day] | None = None,
) -> list[tuple[str, str, str]]:
    """Tick once a day; return (day, who, rung) of what is told. ``down``: nights missed; ``moved``: {on: new due}."""
    claimed: set[tuple[Who, str, Day]] = set()
    told = []
    for today in span(since, until):
        due = (moved or {}).get(today, due)
        if today in down:
            continue
        for one in passed(ladder, asked=asked, due=due, today=today, days=YEAR):
            if (one.who, one.name, one.anchor) not in claimed:
                told.append((today.isoformat(), one.who.value, one.name))
            claimed |= {(one.who, one.name, one.anchor), *((one.who, *older) for older in one.older)}
    return told


def to(who: str, rows: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    return [(day, rung) for day, told, rung in rows if told == who]

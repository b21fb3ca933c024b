"""Writes docs/reference/clocks.md from the clocks that the apps contribute.

``./portal manage shell -c "from tests.notices.clock_page import write; write()"``
"""

from __future__ import annotations

from pathlib import Path

from core.contributions.reminders import CLOCKS, ClockKind

FILE = Path(__file__).parents[2] / "docs/reference/clocks.md"
HEAD = """# Clocks

Generated from the `ClockKind`s in each app's `contributes.py`; a test compares both. A clock is derived each time it is
read (`notices/rules/clocks.py`, [ADR 0210](../adr/0210-clocks-are-derived.md)); nothing counts it down.

- **Hours** are real hours, over nights and the change of the clocks. **Hours in which the school is open** are those of
  the settings `opens_at` and `closes_at`, on the days of `looks_on`.
- **Days** count from the day after the start and end when the school closes. **Calendar days and months** that end on a
  day off end on the next working day; a month without that date ends on its last day.
- **A pause** takes out what it covers of the time that counts: the hours, or the closings. Before the start and after
  the end it changes nothing. While a pause is open there is no due moment.
- **Half time** of a clock of days is half of the hours in which the school is open between start and end.
- Who is reminded is in the [reminder schedule](reminder-schedules.md) named in the last column.
- To add one: [add a reminder, a clock or a scheduled run](../how-to/add-a-scheduled-run.md).

| clock | what for | how long | can be paused | source | how it is read | schedule |
|---|---|---|---|---|---|---|
"""


def _length(row: ClockKind) -> str:
    if row.unit is None:
        return "a day or moment of its own"
    if row.setting:
        return f"the setting `{row.setting}`" + (" (minutes)" if row.per == 60 else f", in {row.unit.label}")
    if not row.amount:
        return "the same day"
    return f"{row.amount} {row.unit.label.removesuffix('s') if row.amount == 1 else row.unit.label}"


def page() -> str:
    """Return the page."""
    lines = [
        f"| `{row.name}` | {row.words} | {_length(row)} | {'yes' if row.pauses else 'no'} | {row.source} | {row.note} |"
        f" {f'`{row.schedule}`' if row.schedule else ''} |"
        for row in CLOCKS.values()
    ]
    return HEAD + "\n".join(lines) + "\n"


def write() -> None:
    """Write the page."""
    FILE.write_text(page(), encoding="utf-8")

"""Writes docs/reference/deadlines.md from the deadlines that the apps contribute.

``./portal manage shell -c "from tests.notices.deadline_page import write; write()"``
"""

from __future__ import annotations

from pathlib import Path

from core.contributions.deadlines import DEADLINE_KINDS, DeadlineKind

FILE = Path(__file__).parents[2] / "docs/reference/deadlines.md"
HEAD = """# Deadlines

Generated from the `DeadlineKind`s in each app's `contributes.py`; a test compares both. A deadline is derived each
time it is read (`notices/rules/due_dates.py`, [ADR 0210](../adr/0210-deadlines-are-derived.md)); none is stored.

- **Hours** are real hours, over nights and the change of the clocks. **Hours in which the school is open** are those of
  the settings `opens_at` and `closes_at`, on the days of `looks_on`.
- **Days** count from the day after the start and end when the school closes. **Calendar days and months** that end on a
  day off end on the next working day; a month without that date ends on its last day.
- **A pause** takes out what it covers of the time that counts: the hours, or the closings. Before the start and after
  the end it changes nothing. While a pause is open there is no due moment.
- **Half time** of a deadline of days is half of the hours in which the school is open between start and end.
- Who is reminded is in the [reminder schedule](reminder-schedules.md) named in the last column.
- To add one: [add a reminder, a deadline or a scheduled run](../how-to/add-a-scheduled-run.md).

| deadline | what for | how long | can be paused | source | how it is read | schedule |
|---|---|---|---|---|---|---|
"""


def _length(row: DeadlineKind) -> str:
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
        for row in DEADLINE_KINDS.values()
    ]
    return HEAD + "\n".join(lines) + "\n"


def write() -> None:
    """Write the page."""
    FILE.write_text(page(), encoding="utf-8")

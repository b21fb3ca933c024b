"""The table of the year: ``table.txt`` beside this file, read line by line before it is committed.

``python -m tests.stories.year`` writes it anew.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from pathlib import Path

FILE = Path(__file__).with_name("table.txt")
HEAD = Path(__file__).with_name("head.txt")
ANEW = "YEAR_WRITTEN_ANEW"


def is_written_anew() -> bool:
    """Say whether this run is there to write the table."""
    return bool(os.environ.get(ANEW))


def day_of(line: str) -> dt.date:
    """Return the day of a line."""
    return dt.datetime.strptime(line[:15], "%a %d %b %Y").date()


def read(until: dt.date = dt.date.max) -> list[str]:
    """Return the lines of the table up to a day, without its head."""
    text = FILE.read_text(encoding="utf-8") if FILE.exists() else ""
    rows = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [line for line in rows if day_of(line) <= until]


def write(told: Sequence[str]) -> None:
    """Write the table with its head; an empty line before each new day."""
    rows, day = [HEAD.read_text(encoding="utf-8").rstrip()], ""
    for line in told:
        if line[:15] != day:
            rows.append("")
        day = line[:15]
        rows.append(line)
    FILE.write_text("\n".join(rows) + "\n", encoding="utf-8")

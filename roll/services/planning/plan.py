"""What an import would do: lines for people to read, and a change set for the database."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from roll.services.planning.existing import DatedRow

Day = datetime.date
Change = tuple[str, str, str]
"""What changes, in words: (field, before, after)."""
Value = str | bool | UUID | Day | None


class Line(NamedTuple):
    """One line of the review, before it is stored."""

    category: str
    about: str
    key: str
    row: int
    title: str
    code: str = ""
    words: str = ""
    cure: str = ""
    column: str = ""
    facts: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    ours: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
    pupil: UUID | None = None
    person: UUID | None = None

    @property
    def detail(self) -> dict[str, object]:
        """What the page shows below the line's title."""
        detail: dict[str, object] = {}
        for name in ("ours", "theirs", "facts"):
            if words := [text for text in getattr(self, name) if text]:
                detail[name] = words
        if self.changes:
            detail["changes"] = [list(change) for change in self.changes]
        return detail


class NewPerson(NamedTuple):
    """A person to make known to the school; ``elsewhere``: another school of the trust knows them already."""

    id: UUID
    elsewhere: bool


class Closed(NamedTuple):
    """A dated row to be ended on ``end``; ``before`` was its end."""

    id: UUID
    end: Day
    before: Day | None


class Corrected(NamedTuple):
    """A pupil's own facts: {field: [before, after]} as text, dates as ISO."""

    pupil: UUID
    fields: dict[str, list[str]]


@dataclass
class ChangeSet:
    """Rows to open, as tuples in the order of ``write_changes.FIELDS``, and rows to close, by table."""

    people: list[NewPerson] = field(default_factory=list)
    pupils: list[tuple[UUID, str, str, str, Day | None]] = field(default_factory=list)
    corrected: list[Corrected] = field(default_factory=list)
    opened: dict[str, list[tuple[Value, ...]]] = field(default_factory=dict)
    closed: dict[str, list[Closed]] = field(default_factory=dict)
    ended_roles: list[tuple[UUID, str, Day]] = field(default_factory=list)
    """(person, role, first day without it): a higher app may have to name another reader."""
    unlinked: dict[UUID, None] = field(default_factory=dict)
    """Carers who lose a link to a pupil: letters that wait for them may have to go."""

    def open(self, table: str, start: Day, end: Day | None, *values: Value) -> None:
        """Open a row of ``table`` from ``start`` on."""
        self.opened.setdefault(table, []).append((*values, start, end))

    def close(self, table: str, row: DatedRow, on: Day) -> None:
        """Close a row on ``on``, or on its first day if it has not begun."""
        self.closed.setdefault(table, []).append(Closed(row.id, max(on, row.start), row.end))

    def replace(self, table: str, row: DatedRow | None, today: Day, *values: Value) -> None:
        """Close a row and open its successor, which ends when the old one would have ended."""
        if row is None:
            self.open(table, today, None, *values)
            return
        self.close(table, row, today)
        self.open(table, max(today, row.start), row.end, *values)

    def unlink(self, person: UUID, link: DatedRow, on: Day) -> None:
        """End the link of a carer to a pupil."""
        self.close("carerlink", link, on)
        self.unlinked[person] = None

    def __len__(self) -> int:
        """Return how many rows there are to write."""
        dated = sum(map(len, self.opened.values())) + sum(map(len, self.closed.values()))
        return len(self.people) + len(self.pupils) + len(self.corrected) + dated


@dataclass
class Plan:
    """What one file would do. ``answers`` are the decisions made so far ({line key: choice})."""

    answers: Mapping[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    change_set: ChangeSet = field(default_factory=ChangeSet)
    figures: dict[str, int] = field(default_factory=dict)
    """Figures for the counts of the import."""

    def add(self, line: Line) -> str:
        """Add a line; returns what somebody has decided about it, "" for nothing."""
        self.lines.append(line)
        return self.answers.get(line.key, "") if line.key else ""

    def count(self, name: str, n: int = 1) -> None:
        """Count something for the pages."""
        self.figures[name] = self.figures.get(name, 0) + n


def digest(lines: Iterable[Line]) -> str:
    """Return the SHA-256 of what a review shows, so that only what was looked at is ever applied."""
    total = hashlib.sha256()
    for line in lines:
        shown = [line.category, line.about, line.key, line.row, line.title, line.code, line.column, line.facts]
        ids = [str(line.pupil or ""), str(line.person or "")]
        total.update(json.dumps([*shown, line.changes, *ids], ensure_ascii=False).encode())
    return total.hexdigest()

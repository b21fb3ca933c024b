"""What an import would do: lines for people to read, and a change set for the database."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from roll.services.planning.existing import Span

Day = datetime.date


class Line(NamedTuple):
    """One line of the review, before it is stored."""

    sort: str
    about: str
    key: str
    row: int
    title: str
    code: str = ""
    words: str = ""
    cure: str = ""
    column: str = ""
    facts: tuple[str, ...] = ()
    changes: tuple[tuple[str, str, str], ...] = ()
    more: tuple[tuple[str, Any], ...] = ()
    pupil: UUID | None = None
    person: UUID | None = None

    @property
    def detail(self) -> dict[str, Any]:
        """What the page shows below the line's title."""
        found: dict[str, Any] = dict(self.more)
        if self.facts:
            found["facts"] = list(self.facts)
        if self.changes:
            found["changes"] = [list(change) for change in self.changes]
        return found


class NewPerson(NamedTuple):
    """Somebody to be known; ``elsewhere``: another school of the trust knows them already, no new person is made."""

    id: UUID
    elsewhere: bool
    known_here: bool


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
    """Rows to open, as tuples in the order of ``write_changes.COLUMNS``, and rows to close, by table."""

    people: list[NewPerson] = field(default_factory=list)
    pupils: list[tuple[Any, ...]] = field(default_factory=list)
    corrected: list[Corrected] = field(default_factory=list)
    opened: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    closed: dict[str, list[Closed]] = field(default_factory=dict)
    ended_roles: list[tuple[UUID, str, Day]] = field(default_factory=list)
    """(person, role, first day without it): a higher app may have to name another reader."""
    unlinked: dict[UUID, None] = field(default_factory=dict)
    """Carers who lose a link to a pupil: letters that wait for them may have to go."""

    def open(self, table: str, start: Day, end: Day | None, *values: Any) -> None:
        """Open a row of ``table`` from ``start`` on."""
        self.opened.setdefault(table, []).append((*values, start, end))

    def close(self, table: str, span: Span, on: Day) -> None:
        """Close a row on ``on``, or on its first day if it has not begun."""
        self.closed.setdefault(table, []).append(Closed(span.id, max(on, span.start), span.end))

    def replace(self, table: str, span: Span | None, today: Day, *values: Any) -> None:
        """Close a row and open its successor, which ends when the old one would have ended."""
        if span is None:
            self.open(table, today, None, *values)
            return
        self.close(table, span, today)
        self.open(table, max(today, span.start), span.end, *values)

    @property
    def nothing(self) -> bool:
        """Say whether there is nothing to do."""
        return not (
            self.people or self.pupils or self.corrected or any(self.opened.values()) or any(self.closed.values())
        )


@dataclass
class Plan:
    """Lines and the change set. ``figures`` go into the import's counts."""

    lines: list[Line] = field(default_factory=list)
    change_set: ChangeSet = field(default_factory=ChangeSet)
    figures: dict[str, int] = field(default_factory=dict)

    def count(self, name: str, n: int = 1) -> None:
        """Count something for the pages."""
        self.figures[name] = self.figures.get(name, 0) + n


def digest(lines: Iterable[Line]) -> str:
    """Return the SHA-256 of what a review shows, so that only what was looked at is ever applied."""
    total = hashlib.sha256()
    for line in lines:
        told = [line.sort, line.about, line.key, line.row, line.title, line.code, line.column, line.facts, line.changes]
        total.update(json.dumps([*told, str(line.pupil or ""), str(line.person or "")], ensure_ascii=False).encode())
    return total.hexdigest()

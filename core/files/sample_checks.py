"""Checking the imports against files whose right answers are written down (``manage.py samples``).

Each app that reads files contributes its checker; an ``expected.json`` goes to the first checker that knows its shape.
This app knows no importer.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.contributions.core import SAMPLE_CHECKERS


@dataclass(frozen=True)
class Line:
    """One field of one file: what was found, what is right, and whether a reader would call them the same."""

    field: str
    found: str
    expected: str
    right: bool

    @property
    def verdict(self) -> str:
        """Return the verdict in words: ok, ok (not stated), or differs."""
        if not self.right:
            return "differs"
        return "ok (not stated)" if self.expected == "not stated" else "ok"


@dataclass(frozen=True)
class FileResult:
    """All lines of one file."""

    name: str
    lines: tuple[Line, ...]

    @property
    def wrong(self) -> int:
        """Return how many fields differ."""
        return sum(not line.right for line in self.lines)


@dataclass(frozen=True)
class FolderResult:
    """One folder with an ``expected.json``. ``checker`` is None where no importer knows its shape."""

    folder: Path
    checker: str | None
    files: tuple[FileResult, ...] = ()


def run(folder: Path) -> Iterator[FolderResult]:
    """Check each folder below ``folder`` (itself included) that holds an ``expected.json``, in order of path."""
    for path in sorted(folder.rglob("expected.json")):
        expected = json.loads(path.read_text(encoding="utf-8"))
        checker = next((known for known in SAMPLE_CHECKERS.values() if known.fits(expected)), None)
        if checker is None:
            yield FolderResult(path.parent, None)
        else:
            yield FolderResult(path.parent, checker.name, tuple(checker.check(path.parent, expected)))

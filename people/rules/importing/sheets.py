"""Opening a file as a sheet."""

from __future__ import annotations

from pathlib import Path

from people.rules.importing.shapes import Sheet


def open_sheet(path: Path, name: str) -> Sheet:
    """Open a CSV or Excel file; raises Unreadable where it cannot be read. ``name`` is the file's own name."""
    raise NotImplementedError

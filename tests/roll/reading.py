"""Short ways for the tests of reading: a text becomes a file, a file becomes rows and findings."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path

import openpyxl

from roll.rules.reading.headings import guess, guess_kind
from roll.rules.reading.pupils import read_pupils
from roll.rules.reading.sheets import open_sheet
from roll.rules.reading.staff import read_staff
from roll.rules.reading.types import Finding, Sheet
from roll.states import ImportKind

TODAY = dt.date(2026, 11, 20)


def file(folder: Path, content: str | bytes, name: str = "list.csv") -> Path:
    """Write a file."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def sheet(folder: Path, content: str | bytes, name: str = "list.csv") -> Sheet:
    """Open a file with this content."""
    return open_sheet(file(folder, content, name), name)


def excel(*pages: tuple[str, Sequence[Sequence[object]]]) -> bytes:
    """Return a workbook with these pages of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in pages:
        page = book.create_sheet(title)
        for row in rows:
            page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(found: Sheet, remembered: dict[str, str] | None = None) -> tuple[list, list[Finding]]:
    """Return (rows, all findings, those of columns left out not among them)."""
    kind = guess_kind(found.headings)
    columns = guess(kind, found.headings, remembered or {})
    given = list((read_pupils if kind is ImportKind.PUPILS else read_staff)(found, columns, TODAY))
    rows = [one for one in given if not isinstance(one, Finding)]
    findings = [one for one in given if isinstance(one, Finding) and one.row != found.header_row]
    return rows, sorted(
        findings + [finding for row in rows for finding in row.findings], key=lambda finding: finding.row
    )


def pupils(folder: Path, *lines: str, headings: str = "Adm No;Forename;Surname;DOB;Year;Class") -> tuple[list, list]:
    """Read a list of pupils given as lines with semicolons; the first line is row 2."""
    return read(sheet(folder, "\n".join([headings, *lines])))


def staff(folder: Path, *lines: str, headings: str = "Staff Code;Forename;Surname;Role;Work Email;Line Manager"):
    """Read a list of staff given as lines with semicolons; the first line is row 2."""
    return read(sheet(folder, "\n".join([headings, *lines])))


def positions(findings: Sequence[Finding]) -> list[tuple[int, str, str]]:
    """Return (row, column, code) of findings."""
    return [(finding.row, finding.column, finding.code) for finding in findings]

"""Compare what reading finds in the lists of a folder with what somebody wrote down in ``expected.json``.

Whatever needs the database ("a second import changes nothing") is proved by the tests of the import itself.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core import clock
from core.files.sample_checks import FileResult, Line
from people.rules.lossy import same_but_lossy
from roll.rules.reading.headings import guess, guess_kind
from roll.rules.reading.pupils import read_pupils
from roll.rules.reading.sheets import open_sheet
from roll.rules.reading.staff import read_staff
from roll.rules.reading.types import Finding, Level, PupilRow, Sheet, StaffRow, Unreadable
from roll.states import ImportKind

BY_ROW = "problems_by_row_of_the_utf8_file"
LOST = "windows_file_rows_with_a_lost_letter"
_SUFFIXES = {".csv", ".txt", ".tsv", ".xlsx"}
# What a row of the expectation means, by the words in it: (words, level, code or "").
_EXPECTATIONS = (
    ("duplicate of row", Level.MENTION, "row_twice"),
    ("total row", Level.MENTION, "total_row"),
    ("understood, mentioned", Level.MENTION, ""),
    ("", Level.PROBLEM, ""),
)


@dataclass(frozen=True)
class ReadFile:
    """One file as it was read."""

    sheet: Sheet
    kind: ImportKind
    pupils: tuple[PupilRow, ...]
    staff: tuple[StaffRow, ...]
    findings: tuple[Finding, ...]

    @property
    def shift(self) -> int:
        """How many rows lower the list stands than in a file without title rows."""
        return self.sheet.header_row - 1


def fits(expected: Mapping[str, Any]) -> bool:
    """Whether an ``expected.json`` describes lists of pupils and staff."""
    return BY_ROW in expected and "staff" in expected


def check(folder: Path, expected: Mapping[str, Any]) -> Iterator[FileResult]:
    """Read every list of the folder and give one result for each, and one for the pupil files together."""
    today = dt.date.fromisoformat(expected["today"]) if "today" in expected else clock.today()
    together = []
    for path in sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES):
        try:
            found = read(path, today)
        except Unreadable as problem:
            yield FileResult(path.name, (Line("file", str(problem), "a list", False),))
            continue
        if found.kind is ImportKind.PUPILS:
            together.append(found)
            yield FileResult(path.name, tuple(_pupil_lines(found, expected)))
        else:
            yield FileResult(path.name, tuple(_staff_lines(found, expected["staff"], today)))
    if len(together) > 1:
        yield FileResult("pupil files together", tuple(_compare_files(together)))


def read(path: Path, today: dt.date) -> ReadFile:
    """Read one file with the columns as they are guessed. Raises Unreadable."""
    sheet = open_sheet(path, path.name)
    kind = guess_kind(sheet.headings)
    columns = guess(kind, sheet.headings, {})
    reader = read_pupils if kind is ImportKind.PUPILS else read_staff
    pupils, staff, findings = [], [], []
    for row in reader(sheet, columns, today):
        if isinstance(row, Finding):
            findings.append(row)
            continue
        findings += row.findings
        if isinstance(row, PupilRow):
            pupils.append(row)
        else:
            staff.append(row)
    return ReadFile(sheet, kind, tuple(pupils), tuple(staff), tuple(findings))


def _line(field: str, found: object, wanted: object) -> Line:
    return Line(field, str(found), str(wanted), found == wanted)


def _pupil_lines(found: ReadFile, expected: Mapping[str, Any]) -> Iterator[Line]:
    links = {_link(row) for row in found.pupils if row.carer}
    carers = Counter(row.admission_number for row in found.pupils if row.carer)
    refused = {finding.row for finding in found.findings if finding.code == "email_impossible"}
    silent = sum(1 for row in found.pupils if row.carer and not row.carer.email and row.row not in refused)
    yield _line("pupils", len({row.admission_number for row in found.pupils}), expected["pupils"])
    yield _line("distinct_carer_links", len(links), expected["distinct_carer_links"])
    yield _line("pupils_with_two_carers", sum(n == 2 for n in carers.values()), expected["pupils_with_two_carers"])
    yield _line("carer_rows_without_email", silent, expected["carer_rows_without_email"])
    left = [finding.value for finding in found.findings if finding.code == "not_stored"]
    yield _line("not_stored", left, [text.partition(" (")[0] for text in expected["not_stored"]])
    lost = sorted({finding.row for finding in found.findings if finding.code == "letter_lost"})
    yield _line("rows with a lost letter", lost, expected[LOST] if "windows" in found.sheet.name else [])
    yield from _by_row(found, expected[BY_ROW])


def _by_row(found: ReadFile, expected: Mapping[str, str]) -> Iterator[Line]:
    """Give a line for each row of the expectation, and one for problems in rows that it does not name."""
    named = set()
    for number, meant in expected.items():
        row = int(number) + found.shift
        named.add(row)
        here = [finding for finding in found.findings if finding.row == row and finding.code != "letter_lost"]
        shown = (
            "; ".join(f"{finding.level}, column {finding.column or '-'}: {finding.words}" for finding in here)
            or "no problem"
        )
        yield Line(f"row {row}", shown, meant, _agrees(here, meant, found.shift))
    loud = {
        finding.row for finding in found.findings if finding.level is Level.PROBLEM and finding.code != "letter_lost"
    }
    yield _line("other rows with problems", sorted(loud - named), [])


def _agrees(here: Iterable[Finding], meant: str, shift: int) -> bool:
    """Whether the findings of a row are what is expected: column, level and, where it is said, the other row."""
    here = list(here)
    if "no problem" in meant:
        return not here
    _words, level, code = next(one for one in _EXPECTATIONS if one[0] in meant)
    column = re.match(r"column ([A-Z]+)", meant)
    other = re.search(r"of row (\d+)", meant)
    fitting = [
        finding
        for finding in here
        if finding.level is level
        and (not code or finding.code == code)
        and (column is None or finding.column == column[1])
        and (other is None or f"row {int(other[1]) + shift}." in finding.words)
    ]
    return bool(fitting) and {finding.level for finding in here} == {level}


def _link(row: PupilRow) -> tuple[str, str, str]:
    carer = row.carer
    return row.admission_number, carer.full_name if carer else "", carer.email if carer else ""


def _compare_files(files: list[ReadFile]) -> Iterator[Line]:
    """Compare every pupil file with the first that lost no letter: the same numbers, the same links, row by row."""
    best = min(files, key=lambda one: sum(finding.code == "letter_lost" for finding in one.findings))
    for other in files:
        if other is best:
            continue
        numbers = [row.admission_number for row in other.pupils] == [row.admission_number for row in best.pupils]
        yield Line(f"{other.sheet.name}: admission numbers", "the same" if numbers else "others", "the same", numbers)
        pairs = zip(best.pupils, other.pupils, strict=False)
        differ = [two.row for one, two in pairs if not _same_link(_link(one), _link(two))]
        yield _line(f"{other.sheet.name}: rows with another carer", differ, [])


def _same_link(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    return one == other or ((one[0], one[2]) == (other[0], other[2]) and same_but_lossy(other[1], one[1]))


def _staff_lines(found: ReadFile, expected: Mapping[str, Any], today: dt.date) -> Iterator[Line]:
    rows = found.staff
    unknown = [f"row {finding.row}: {finding.value}" for finding in found.findings if finding.code == "manager_unknown"]
    shared: dict[str, list[str]] = {}
    for finding in found.findings:
        if finding.code == "work_email_shared":
            shared.setdefault(finding.value, []).append(str(finding.row))
    yield _line("rows", len(rows), expected["rows"])
    yield _line("manager_not_found", unknown, expected["manager_not_found"])
    yield _line(
        "shared_work_email", [f"rows {' and '.join(same)}" for same in shared.values()], expected["shared_work_email"]
    )
    left = sum(row.until_date is not None and row.until_date <= today for row in rows)
    yield _line("left_before_today", left, expected["left_before_today"])
    later = sum(row.from_date is not None and row.from_date > today for row in rows)
    yield _line("starts_later", later, expected["starts_later"])
    yield _line("without_work_email", sum(not row.work_email for row in rows), expected["without_work_email"])
    yield _line("rows without a role", [row.row for row in rows if not row.role], [])

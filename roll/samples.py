"""Compare what reading finds in the lists of a folder with what somebody wrote down in ``expected.json``.

Whatever needs the database ("a second import changes nothing") is proved by the tests of the import itself.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core import clock
from core.files.sample_checks import FileResult, Line
from people.rules.names import same_but_for_lost_letters
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
    pupils: list[PupilRow]
    staff: list[StaffRow]
    findings: list[Finding]

    @property
    def shift(self) -> int:
        """How many rows lower the list begins than in a file without title rows."""
        return self.sheet.header_row - 1

    def of_code(self, code: str) -> list[Finding]:
        """Return the findings of one code."""
        return [finding for finding in self.findings if finding.code == code]


def fits(expected: Mapping[str, Any]) -> bool:
    """Whether an ``expected.json`` describes lists of pupils and staff."""
    return BY_ROW in expected and "staff" in expected


def check(folder: Path, expected: Mapping[str, Any]) -> Iterator[FileResult]:
    """Read every list of the folder and give one result for each, and one for the pupil files together."""
    today = dt.date.fromisoformat(expected["today"]) if "today" in expected else clock.today()
    pupil_files = []
    for path in sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES):
        try:
            file = read(path, today)
        except Unreadable as problem:
            yield FileResult(path.name, (Line("file", str(problem), "a list", False),))
            continue
        if file.kind is ImportKind.PUPILS:
            pupil_files.append(file)
            yield FileResult(path.name, tuple(_pupil_lines(file, expected)))
        else:
            yield FileResult(path.name, tuple(_staff_lines(file, expected["staff"], today)))
    if len(pupil_files) > 1:
        yield FileResult("pupil files together", tuple(_compare_files(pupil_files)))


def read(path: Path, today: dt.date) -> ReadFile:
    """Read one file with the columns as they are guessed. Raises Unreadable."""
    sheet = open_sheet(path, path.name)
    kind = guess_kind(sheet.headings)
    reader = read_pupils if kind is ImportKind.PUPILS else read_staff
    rows = list(reader(sheet, guess(kind, sheet.headings, {}), today))
    findings = [finding for row in rows for finding in ([row] if isinstance(row, Finding) else row.findings)]
    pupils = [row for row in rows if isinstance(row, PupilRow)]
    return ReadFile(sheet, kind, pupils, [row for row in rows if isinstance(row, StaffRow)], findings)


def _line(field: str, actual: object, wanted: object) -> Line:
    return Line(field, str(actual), str(wanted), actual == wanted)


def _pupil_lines(file: ReadFile, expected: Mapping[str, Any]) -> Iterator[Line]:
    with_carer = [row for row in file.pupils if row.carer]
    carers = Counter(row.admission_number for row in with_carer)
    refused = {finding.row for finding in file.of_code("email_impossible")}
    silent = sum(not (row.carer and row.carer.email) and row.row not in refused for row in with_carer)
    yield _line("pupils", len({row.admission_number for row in file.pupils}), expected["pupils"])
    yield _line("distinct_carer_links", len(set(map(_link, with_carer))), expected["distinct_carer_links"])
    yield _line("pupils_with_two_carers", sum(n == 2 for n in carers.values()), expected["pupils_with_two_carers"])
    yield _line("carer_rows_without_email", silent, expected["carer_rows_without_email"])
    not_stored = [finding.value for finding in file.of_code("not_stored")]
    yield _line("not_stored", not_stored, [text.partition(" (")[0] for text in expected["not_stored"]])
    lost = sorted({finding.row for finding in file.of_code("letter_lost")})
    yield _line("rows with a lost letter", lost, expected[LOST] if "windows" in file.sheet.name else [])
    yield from _row_lines(file, expected[BY_ROW])


def _row_lines(file: ReadFile, expected: Mapping[str, str]) -> Iterator[Line]:
    """Give a line for each row of the expectation, and one for problems in rows that it does not name."""
    findings = [finding for finding in file.findings if finding.code != "letter_lost"]
    named = {int(number) + file.shift: meant for number, meant in expected.items()}
    for row, meant in named.items():
        here = [finding for finding in findings if finding.row == row]
        shown = (
            "; ".join(f"{finding.level}, column {finding.column or '-'}: {finding.words}" for finding in here)
            or "no problem"
        )
        yield Line(f"row {row}", shown, meant, _agrees(here, meant, file.shift))
    problems = {finding.row for finding in findings if finding.level is Level.PROBLEM}
    yield _line("other rows with problems", sorted(problems - named.keys()), [])


def _agrees(here: Sequence[Finding], meant: str, shift: int) -> bool:
    """Whether the findings of a row are what is expected: column, level and, where it is said, the other row."""
    if "no problem" in meant:
        return not here
    _words, level, code = next(expectation for expectation in _EXPECTATIONS if expectation[0] in meant)
    column = re.match(r"column ([A-Z]+)", meant)
    other = re.search(r"of row (\d+)", meant)
    return {finding.level for finding in here} == {level} and any(
        code in ("", finding.code)
        and (column is None or finding.column == column[1])
        and (other is None or f"row {int(other[1]) + shift}." in finding.words)
        for finding in here
    )


def _link(row: PupilRow) -> tuple[str, str, str]:
    carer = row.carer
    return row.admission_number, carer.full_name if carer else "", carer.email if carer else ""


def _compare_files(files: list[ReadFile]) -> Iterator[Line]:
    """Compare every pupil file with the first that lost no letter: the same numbers, the same links, row by row."""
    best = min(files, key=lambda file: len(file.of_code("letter_lost")))
    for other in (file for file in files if file is not best):
        numbers = [row.admission_number for row in other.pupils] == [row.admission_number for row in best.pupils]
        yield Line(f"{other.sheet.name}: admission numbers", "the same" if numbers else "others", "the same", numbers)
        pairs = zip(best.pupils, other.pupils, strict=False)
        differ = [row.row for good, row in pairs if not _same_link(_link(good), _link(row))]
        yield _line(f"{other.sheet.name}: rows with another carer", differ, [])


def _same_link(good: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    same_ends = (good[0], good[2]) == (other[0], other[2])
    return good == other or (same_ends and same_but_for_lost_letters(other[1], good[1]))


def _staff_lines(file: ReadFile, expected: Mapping[str, Any], today: dt.date) -> Iterator[Line]:
    rows = file.staff
    shared: dict[str, list[str]] = {}
    for finding in file.of_code("work_email_shared"):
        shared.setdefault(finding.value, []).append(str(finding.row))
    actual: dict[str, object] = {
        "rows": len(rows),
        "manager_not_found": [f"row {finding.row}: {finding.value}" for finding in file.of_code("manager_unknown")],
        "shared_work_email": [f"rows {' and '.join(same)}" for same in shared.values()],
        "left_before_today": sum(row.until_date is not None and row.until_date <= today for row in rows),
        "starts_later": sum(row.from_date is not None and row.from_date > today for row in rows),
        "without_work_email": sum(not row.work_email for row in rows),
    }
    for field, value in actual.items():
        yield _line(field, value, expected[field])
    yield _line("rows without a role", [row.row for row in rows if not row.role], [])

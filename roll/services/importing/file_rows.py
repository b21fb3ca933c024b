"""From the sealed file to its rows: opened for as long as it is read, in a folder that goes with the reading."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from roll.models.imports import KnownColumn, PeopleImport
from roll.rules.reading.headings import guess, guess_kind, missing
from roll.rules.reading.pupils import read_pupils
from roll.rules.reading.sheets import open_sheet
from roll.rules.reading.staff import read_staff
from roll.rules.reading.types import Finding, PupilRow, Sheet, StaffRow
from roll.services.importing.progress import Report
from roll.services.planning.pupil_matching import FilePupils
from roll.states import ImportKind

REPORT_EVERY = 500


@dataclass
class FileRows:
    """All rows of a file that can be used, and everything there is to say about the others."""

    pupils: FilePupils = field(default_factory=FilePupils)
    staff: list[StaffRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    count: int = 0


@contextmanager
def open_file(imported: PeopleImport) -> Iterator[Sheet]:
    """Open the sealed file of an import. Raises Unreadable, in words for the person who brought it."""
    if imported.file is None:
        raise RuntimeError("The file of this import is gone")
    # Nothing of the file stays behind in plain text: the folder is this process's own and goes at the end.
    with tempfile.TemporaryDirectory(prefix="list-") as folder:
        path = Path(folder) / ("list" + Path(imported.file_name).suffix.lower()[:6])
        with path.open("wb") as target:
            for chunk in imported.file.chunks():
                target.write(chunk)
        yield open_sheet(path, imported.file_name)


def name_columns(imported: PeopleImport, sheet: Sheet) -> bool:
    """Set kind, headings and columns of an import where they are not set yet; False when a needed one is missing."""
    kind = ImportKind(imported.kind or guess_kind(sheet.headings))
    imported.kind, imported.headings = kind, list(sheet.headings)
    if not imported.columns:
        rows = KnownColumn.objects.for_school(imported.school_id).filter(kind=kind)
        guessed = guess(kind, sheet.headings, dict(rows.values_list("heading", "field")))
        imported.columns = {str(index): key for index, key in sorted(guessed.items())}
    return not missing(kind, imported.column_fields)


def read_rows(imported: PeopleImport, sheet: Sheet, report: Report) -> FileRows:
    """Read every row of the file; ``report`` hears how far it is."""
    read = read_pupils if imported.kind == ImportKind.PUPILS else read_staff
    given: Iterable[PupilRow | StaffRow | Finding] = read(sheet, imported.column_fields, imported.school.today())
    rows = FileRows()
    for row in given:
        if isinstance(row, Finding):
            rows.findings.append(row)
            continue
        rows.findings.extend(row.findings)
        if isinstance(row, PupilRow):
            rows.pupils.add(row)
        else:
            rows.staff.append(row)
        rows.count += 1
        if rows.count % REPORT_EVERY == 0:
            report(rows.count)
    report(rows.count)
    return rows

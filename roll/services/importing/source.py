"""From the sealed file to its rows: opened for as long as it is read, in a folder that goes with the reading."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from roll.models.imports import KnownColumn, PeopleImport
from roll.rules.reading.headings import guess, guess_kind, missing
from roll.rules.reading.pupils import read_pupils
from roll.rules.reading.shapes import Fault, FileKind, PupilRow, Sheet, StaffRow
from roll.rules.reading.sheets import open_sheet
from roll.rules.reading.staff import read_staff
from roll.services.planning.file_pupils import FilePupils
from roll.states import ImportKind

Report = Callable[[int], None]
"""Gets the number of rows done so far."""
STEP = 500


@dataclass
class Gathered:
    """All rows of a file that can be used, and everything there is to tell about the others."""

    pupils: FilePupils = field(default_factory=FilePupils)
    staff: list[StaffRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    rows: int = 0


@contextmanager
def opened(imported: PeopleImport) -> Iterator[Sheet]:
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


def remembered(imported: PeopleImport) -> dict[str, str]:
    """Return what the school has said its headings mean."""
    rows = KnownColumn.objects.for_school(imported.school_id).filter(kind=imported.kind)
    return dict(rows.values_list("heading", "field"))


def name_columns(imported: PeopleImport, sheet: Sheet) -> bool:
    """Set kind, headings and columns of an import where they are not set yet; False when a needed one is missing."""
    if not imported.kind:
        imported.kind = ImportKind(guess_kind(sheet.headings).value)
    kind = FileKind(imported.kind)
    imported.headings = list(sheet.headings)
    if not imported.columns:
        found = guess(kind, sheet.headings, remembered(imported))
        imported.columns = {str(index): key for index, key in sorted(found.items())}
    return not missing(kind, columns_of(imported))


def columns_of(imported: PeopleImport) -> dict[int, str]:
    """Return which field each column holds, by its number from 0."""
    return {int(index): key for index, key in imported.columns.items()}


def gather(imported: PeopleImport, sheet: Sheet, report: Report) -> Gathered:
    """Read every row of the file; ``report`` hears how far it is."""
    columns = columns_of(imported)
    today = imported.school.today()
    if imported.kind == ImportKind.PUPILS:
        return _gather(read_pupils(sheet, columns, today), report)
    return _gather(read_staff(sheet, columns, today), report)


def _gather(rows: Iterator[PupilRow | Fault] | Iterator[StaffRow | Fault], report: Report) -> Gathered:
    found = Gathered()
    for row in rows:
        if isinstance(row, Fault):
            found.faults.append(row)
            continue
        found.faults.extend(row.faults)
        if isinstance(row, PupilRow):
            found.pupils.add(row)
        else:
            found.staff.append(row)
        found.rows += 1
        if found.rows % STEP == 0:
            report(found.rows)
    report(found.rows)
    return found

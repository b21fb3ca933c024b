"""The pupils of a file, each with the carers that the file names."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field

from people.rules.matching import better, full_name, plain_name
from roll.rules.reading.shapes import CarerRow, PupilRow

Day = datetime.date


@dataclass(slots=True)
class FilePupil:
    """A pupil of the file, with the carers that its rows name."""

    key: str
    row: int
    number: str
    first: str
    last: str
    birth: Day | None
    year: str
    class_name: str
    carers: list[tuple[int, CarerRow]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return full_name(self.first, self.last)


def number_key(number: str) -> str:
    """Return an admission number for comparing: a spreadsheet may have eaten its leading noughts."""
    return number.strip().lower().lstrip("0") or "0"


class FilePupils:
    """The pupils of a file, gathered row by row in the order of the file."""

    def __init__(self) -> None:
        self.found: dict[str, FilePupil] = {}
        self.words: dict[str, str] = {}

    def __iter__(self) -> Iterator[FilePupil]:
        return iter(self.found.values())

    def _one(self, text: str) -> str:
        """Keep one copy of words that many rows share."""
        return self.words.setdefault(text, text)

    def add(self, row: PupilRow) -> None:
        """Assign a row to the pupil it is about."""
        if row.admission_number:
            key = number_key(row.admission_number)
        else:
            key = f"{plain_name(row.full_name)}|{row.birth_date or ''}"
        pupil = self.found.get(key)
        if pupil is None:
            pupil = self.found[key] = FilePupil(key, row.row, row.admission_number, "", "", row.birth_date, "", "")
        pupil.first, pupil.last = better(pupil.first, row.first_name), better(pupil.last, row.last_name)
        pupil.birth = pupil.birth or row.birth_date
        pupil.year, pupil.class_name = (
            pupil.year or self._one(row.year_group),
            pupil.class_name or self._one(row.class_name),
        )
        if row.carer is not None:
            pupil.carers.append((row.row, row.carer))

"""The pupils of a file, each with the carers that the file names."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from sys import intern

from people.rules.names import better, full_name, plain_name
from roll.rules.reading.types import CarerRow, PupilRow

Day = datetime.date


@dataclass(slots=True)
class FilePupil:
    """A pupil of the file, with the carers that its rows name."""

    key: str
    row: int
    number: str
    birth: Day | None
    first: str = ""
    last: str = ""
    year: str = ""
    class_name: str = ""
    carers: list[tuple[int, CarerRow]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Return the full name."""
        return full_name(self.first, self.last)


def number_key(number: str) -> str:
    """Return an admission number for comparing: a spreadsheet may have eaten its leading noughts."""
    return number.strip().lower().lstrip("0") or "0"


class FilePupils:
    """The pupils of a file, gathered row by row in the order of the file."""

    def __init__(self) -> None:
        self._pupils: dict[str, FilePupil] = {}

    def __iter__(self) -> Iterator[FilePupil]:
        return iter(self._pupils.values())

    def add(self, row: PupilRow) -> None:
        """Assign a row to the pupil it is about."""
        if row.admission_number:
            key = number_key(row.admission_number)
        else:
            key = f"{plain_name(row.full_name)}|{row.birth_date or ''}"
        pupil = self._pupils.get(key)
        if pupil is None:
            pupil = self._pupils[key] = FilePupil(key, row.row, row.admission_number, row.birth_date)
        pupil.first, pupil.last = better(pupil.first, row.first_name), better(pupil.last, row.last_name)
        pupil.birth = pupil.birth or row.birth_date
        # Many rows share these words: one copy of each is kept.
        pupil.year = pupil.year or intern(row.year_group)
        pupil.class_name = pupil.class_name or intern(row.class_name)
        if row.carer is not None:
            pupil.carers.append((row.row, row.carer))

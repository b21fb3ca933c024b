"""Which pupil a row of a pupil file means: by admission number, then by name and date of birth, then asked."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from sys import intern
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from people.rules.names import better, has_lost_letters, plain_name, same_name
from roll.rules.reading.types import CarerRow, PupilRow
from roll.services.planning.existing import ExistingPupil, ExistingSchool, Named

Day = datetime.date

MATCH_REASONS = {
    "number_reused": _("The admission number is the same, the name and the date of birth are not."),
    "other_number": _("Name and date of birth are the same, the admission number is not."),
    "several_alike": _("More than one pupil has this name and date of birth."),
    "no_birth_date": _("The name is the same. A date of birth is missing."),
    "day_and_month": _("The name is the same. Day and month of birth are the other way round."),
    "other_last_name": _("First name and date of birth are the same, the last name is not."),
}


@dataclass(slots=True)
class FilePupil(Named):
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


class PupilMatcher:
    """Finds the pupil that a row of the file means: by admission number, then by name and date of birth."""

    def __init__(self, existing: ExistingSchool, file: list[FilePupil]) -> None:
        self.by_number: dict[str, ExistingPupil] = {}
        self.by_name: dict[str, list[ExistingPupil]] = {}
        self.by_birth: dict[Day, list[ExistingPupil]] = {}
        self.numbers = {number_key(pupil.number) for pupil in file if pupil.number}
        for pupil in existing.pupils.values():
            if pupil.number:
                self.by_number.setdefault(number_key(pupil.number), pupil)
            self.by_name.setdefault(plain_name(pupil.name), []).append(pupil)
            if pupil.birth:
                self.by_birth.setdefault(pupil.birth, []).append(pupil)
        self.matched: set[UUID] = set()

    def find(self, row: FilePupil) -> tuple[ExistingPupil | None, str]:
        """Return (the pupil, "") when sure, (a pupil, why it is only close), or (None, "")."""
        if row.number and (pupil := self.by_number.get(number_key(row.number))):
            return pupil, "number_reused" if _is_somebody_else(pupil, row) else ""
        named = self._free(self.by_name.get(plain_name(row.name), ()))
        if row.birth and has_lost_letters(row.name):
            born = self._free(self.by_birth.get(row.birth, ()))
            named += [pupil for pupil in born if pupil not in named and same_name(row.name, pupil.name)]
        exact = [pupil for pupil in named if row.birth is not None and pupil.birth == row.birth]
        if len(exact) == 1:
            return exact[0], "other_number" if row.number and exact[0].number else ""
        if exact:
            return exact[0], "several_alike"
        return self._close_match(row, named)

    def _free(self, pupils: Iterable[ExistingPupil]) -> list[ExistingPupil]:
        """Return those whom no row means so far, and whose number no row has."""
        others = [pupil for pupil in pupils if pupil.id not in self.matched]
        return [pupil for pupil in others if not (pupil.number and number_key(pupil.number) in self.numbers)]

    def _close_match(self, row: FilePupil, named: list[ExistingPupil]) -> tuple[ExistingPupil | None, str]:
        alike = [pupil for pupil in named if not (row.number or pupil.number or row.birth or pupil.birth)]
        if len(alike) == 1:
            return alike[0], ""
        undated = [pupil for pupil in named if row.birth is None or pupil.birth is None]
        if undated:
            pupil = undated[0]
            bare = not row.number and (not pupil.number or row.birth is None)
            same_class = pupil.class_name == row.class_name or (row.birth or pupil.birth) is None
            return pupil, "" if len(undated) == 1 and bare and same_class else "no_birth_date"
        for pupil in named:
            birth = pupil.birth
            if row.birth and birth and (birth.day, birth.month) == (row.birth.month, row.birth.day):
                return pupil, "day_and_month"
        for pupil in self._free(self.by_birth.get(row.birth, ())) if row.birth else ():
            if same_name(pupil.first, row.first):
                return pupil, "other_last_name"
        return None, ""


def _is_somebody_else(pupil: ExistingPupil, row: FilePupil) -> bool:
    dates = pupil.birth is not None and row.birth is not None and pupil.birth != row.birth
    return dates and not same_name(pupil.first, row.first) and not same_name(pupil.last, row.last)

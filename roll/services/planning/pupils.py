"""What a pupil file would do to pupils and their places in classes; their carers are planned in ``carers``."""

import datetime
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from sys import intern
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from core.text.dates import iso
from people.rules.names import better, has_lost_letters, plain_name, same_name
from roll.rules.reading.types import CarerRow, PupilRow
from roll.services.planning.carers import CarerPlanner
from roll.services.planning.existing import ExistingPupil, ExistingSchool, Named
from roll.services.planning.plan import Change, Corrected, Line, Plan
from roll.states import LineAbout, LineCategory, LineChoice

Day = datetime.date


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


MATCH_REASONS = {
    "number_reused": _lazy("The admission number is the same, the name and the date of birth are not."),
    "other_number": _lazy("Name and date of birth are the same, the admission number is not."),
    "several_alike": _lazy("More than one pupil has this name and date of birth."),
    "no_birth_date": _lazy("The name is the same. A date of birth is missing."),
    "day_and_month": _lazy("The name is the same. Day and month of birth are the other way round."),
    "other_last_name": _lazy("First name and date of birth are the same, the last name is not."),
}


class PupilPlanner:
    """Plans one pupil file against what the school has."""

    def __init__(self, existing: ExistingSchool, file: Iterable[FilePupil], answers: Mapping[str, str]) -> None:
        self.existing = existing
        self.file = list(file)
        self.plan = Plan(answers)
        self.matcher = PupilMatcher(existing, self.file)
        self.carers = CarerPlanner(existing, self.plan)

    def make(self) -> Plan:
        """Return the whole plan."""
        with_carers = any(pupil.carers for pupil in self.file)
        for row in self.file:
            match, why = self.matcher.find(row)
            if match is not None:
                self.matcher.matched.add(match.id)
            if why and match is not None:
                answer = self._ask(row, match, why)
                if not answer:
                    continue
                if answer == LineChoice.NEW:
                    self._free_number(match, why)
                    match = None
            pupil = self._update(match, row) if match else self._add(row)
            self.carers.plan_pupil(pupil, row.name, row.carers, match.links if match else [], with_carers)
        self.carers.matcher.plan_names_and_addresses()
        self._not_in_file()
        return self.plan

    def _ask(self, row: FilePupil, match: ExistingPupil, why: str) -> str:
        facts = _facts(row.number, row.birth, row.class_name, row.year)
        line = Line(
            LineCategory.MATCH,
            LineAbout.PUPIL,
            f"match:{row.key}",
            row.row,
            row.name,
            code=why,
            words=str(MATCH_REASONS[why]),
            facts=facts,
            ours=(match.name, *_facts(match.number, match.birth, match.class_name, match.year)),
            theirs=(row.name, *facts),
            pupil=match.id,
        )
        return self.plan.add(line)

    def _free_number(self, match: ExistingPupil, why: str) -> None:
        """A number that another child has now is taken from the one who had it before."""
        if why == "number_reused":
            self.plan.change_set.corrected.append(Corrected(match.id, {"admission_number": [match.number, ""]}))

    def _add(self, row: FilePupil) -> UUID:
        pk, change_set = uuid.uuid4(), self.plan.change_set
        change_set.pupils.append((pk, row.first, row.last, row.number, row.birth))
        change_set.open("classplace", self.existing.today, None, pk, row.class_name, row.year)
        self._new_line(row, None)
        return pk

    def _new_line(self, row: FilePupil, pk: UUID | None) -> None:
        self.plan.count("new_pupils")
        facts = _facts("", None, row.class_name, row.year)
        self.plan.add(
            Line(LineCategory.NEW, LineAbout.PUPIL, f"pupil:{row.key}", row.row, row.name, facts=facts, pupil=pk)
        )

    def _update(self, match: ExistingPupil, row: FilePupil) -> UUID:
        change_set, changes = self.plan.change_set, self._correct(match, row)
        class_name = row.class_name or match.class_name
        year = row.year or (match.year if class_name == match.class_name else "")
        if match.place is None:
            change_set.open("classplace", self.existing.today, None, match.id, class_name, year)
            self._new_line(row, match.id)
            return match.id
        if (class_name, year) != (match.class_name, match.year):
            change_set.replace("classplace", match.place, self.existing.today, match.id, class_name, year)
            changes += [(str(_("Class")), match.class_name, class_name)] if class_name != match.class_name else []
            changes += [(str(_("Year")), match.year, year)] if year != match.year else []
        if changes:
            line = Line(LineCategory.CHANGED, LineAbout.PUPIL, f"pupil:{row.key}", row.row, match.name)
            self.plan.add(line._replace(changes=tuple(changes), pupil=match.id))
        else:
            self.plan.count("same")
        return match.id

    def _correct(self, match: ExistingPupil, row: FilePupil) -> list[Change]:
        """Plan what changes of a pupil's own facts; an empty cell or a lossy spelling never takes anything away."""
        number = match.number
        if row.number and (not match.number or number_key(match.number) != number_key(row.number)):
            number = row.number
        facts = (
            ("first_name", _("First name"), match.first, better(match.first, row.first)),
            ("last_name", _("Last name"), match.last, better(match.last, row.last)),
            ("birth_date", _("Date of birth"), iso(match.birth), iso(row.birth or match.birth)),
            ("admission_number", _("Admission number"), match.number, number),
        )
        changed = [fact for fact in facts if fact[2] != fact[3]]
        if changed:
            fields = {name: [old, new] for name, _words, old, new in changed}
            self.plan.change_set.corrected.append(Corrected(match.id, fields))
        return [(words, old, new) for _name, words, old, new in changed]

    def _not_in_file(self) -> None:
        """List who is on the roll and not in the file; only a chosen "end" ends."""
        change_set, today = self.plan.change_set, self.existing.today
        pupils = [p for p in self.existing.pupils.values() if p.id not in self.matcher.matched]
        for pupil in sorted(pupils, key=lambda p: (p.class_name, plain_name(p.last), plain_name(p.first), p.id)):
            if pupil.place is None:
                continue
            facts = _facts("", None, pupil.class_name, pupil.year)
            line = Line(
                LineCategory.LEFT, LineAbout.PUPIL, f"left:{pupil.id}", 0, pupil.name, facts=facts, pupil=pupil.id
            )
            if self.plan.add(line) == LineChoice.END:
                change_set.close("classplace", pupil.place, today)
                for link in pupil.links:
                    change_set.unlink(link.person, link.dates, today)


def _facts(number: str, birth: Day | None, class_name: str, year: str) -> tuple[str, ...]:
    facts = (
        _("Admission number %(number)s") % {"number": number} if number else "",
        _("born %(day)s") % {"day": f"{birth.day} {birth:%B %Y}"} if birth else "",
        class_name,
        _("Year %(year)s") % {"year": year} if year else "",
    )
    return tuple(filter(None, facts))

"""What a pupil file would do to pupils and their places; their carers are planned in ``carers``."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from core.text.dates import iso
from people.rules.lossy import looks_lossy
from people.rules.matching import better, plain_name, same_name
from roll.services.planning.carers import CarerPlanner
from roll.services.planning.existing import Known, KnownPupil
from roll.services.planning.file_pupils import FilePupil, number_key
from roll.services.planning.plan import Corrected, Line, Plan
from roll.states import LineAbout, LineChoice, LineSort

Day = datetime.date


class PupilMatcher:
    """Finds the pupil that a row of the file means: by admission number, then by name and date of birth."""

    def __init__(self, known: Known, file: list[FilePupil]) -> None:
        self.by_number: dict[str, KnownPupil] = {}
        self.by_name: dict[str, list[KnownPupil]] = {}
        self.by_birth: dict[Day, list[KnownPupil]] = {}
        self.numbers = {number_key(pupil.number) for pupil in file if pupil.number}
        for pupil in known.pupils.values():
            if pupil.number:
                self.by_number.setdefault(number_key(pupil.number), pupil)
            self.by_name.setdefault(plain_name(pupil.name), []).append(pupil)
            if pupil.birth:
                self.by_birth.setdefault(pupil.birth, []).append(pupil)
        self.taken: set[UUID] = set()

    def find(self, row: FilePupil) -> tuple[KnownPupil | None, str]:
        """Return (the pupil, "") when sure, (a pupil, why it is only close), or (None, "")."""
        if row.number and (known := self.by_number.get(number_key(row.number))):
            return known, "number_reused" if _is_somebody_else(known, row) else ""
        named = self._free(self.by_name.get(plain_name(row.name), ()))
        if row.birth and looks_lossy(row.name):
            born = self._free(self.by_birth.get(row.birth, ()))
            named += [one for one in born if one not in named and same_name(row.name, one.name)]
        exact = [one for one in named if row.birth is not None and one.birth == row.birth]
        if len(exact) == 1:
            return exact[0], "other_number" if row.number and exact[0].number else ""
        if exact:
            return exact[0], "several_alike"
        return self._close(row, named)

    def _free(self, found: Iterable[KnownPupil]) -> list[KnownPupil]:
        return [
            one
            for one in found
            if one.id not in self.taken and not (one.number and number_key(one.number) in self.numbers)
        ]

    def _close(self, row: FilePupil, named: list[KnownPupil]) -> tuple[KnownPupil | None, str]:
        alike = [one for one in named if not (row.number or one.number or row.birth or one.birth)]
        if len(alike) == 1:
            return alike[0], ""
        undated = [one for one in named if row.birth is None or one.birth is None]
        if undated:
            one = undated[0]
            bare = not row.number and (not one.number or row.birth is None)
            sure = len(undated) == 1 and bare and (one.class_name == row.class_name or (row.birth or one.birth) is None)
            return one, "" if sure else "no_birth_date"
        for one in named:
            if row.birth and one.birth and (one.birth.day, one.birth.month) == (row.birth.month, row.birth.day):
                return one, "day_and_month"
        for one in self._free(self.by_birth.get(row.birth, ())) if row.birth else ():
            if same_name(one.first, row.first):
                return one, "other_last_name"
        return None, ""


def _is_somebody_else(known: KnownPupil, row: FilePupil) -> bool:
    dates = known.birth is not None and row.birth is not None and known.birth != row.birth
    return dates and not same_name(known.first, row.first) and not same_name(known.last, row.last)


WHY = {
    "number_reused": _lazy("The admission number is the same, the name and the date of birth are not."),
    "other_number": _lazy("Name and date of birth are the same, the admission number is not."),
    "several_alike": _lazy("More than one pupil has this name and date of birth."),
    "no_birth_date": _lazy("The name is the same. A date of birth is missing."),
    "day_and_month": _lazy("The name is the same. Day and month of birth are the other way round."),
    "other_last_name": _lazy("First name and date of birth are the same, the last name is not."),
}


class PupilPlanner:
    """Plans one pupil file against what the school knows."""

    def __init__(self, known: Known, file: Iterable[FilePupil], choices: Mapping[str, str]) -> None:
        self.known = known
        self.choices = choices
        self.file = list(file)
        self.plan = Plan()
        self.matcher = PupilMatcher(known, self.file)
        self.carers = CarerPlanner(known, choices, self.plan)
        self.seen: set[UUID] = set()

    def make(self) -> Plan:
        """Return the whole plan."""
        with_carers = any(pupil.carers for pupil in self.file)
        for row in self.file:
            match, why = self.matcher.find(row)
            if match is not None:
                self.matcher.taken.add(match.id)
                self.seen.add(match.id)
            if why and match is not None:
                answer = self._ask(row, match, why)
                if not answer:
                    continue
                if answer == LineChoice.NEW:
                    self._free_number(match, row, why)
                    match = None
            pupil = self._keep(match, row) if match else self._add(row)
            self.carers.plan_pupil(pupil, row.name, row.carers, match.links if match else [], with_carers)
        self.carers.plan_names_and_addresses()
        self._not_in_file()
        return self.plan

    def _ask(self, row: FilePupil, match: KnownPupil, why: str) -> str:
        key = f"match:{row.key}"
        self.plan.lines.append(
            Line(
                LineSort.MATCH,
                LineAbout.PUPIL,
                key,
                row.row,
                row.name,
                code=why,
                words=str(WHY[why]),
                facts=_facts(row.number, row.birth, row.class_name, row.year),
                more=(
                    ("ours", [match.name, *_facts(match.number, match.birth, match.class_name, match.year)]),
                    ("theirs", [row.name, *_facts(row.number, row.birth, row.class_name, row.year)]),
                ),
                pupil=match.id,
            )
        )
        return self.choices.get(key, "")

    def _free_number(self, match: KnownPupil, row: FilePupil, why: str) -> None:
        """A number that another child has now is taken from the one who had it before."""
        if why == "number_reused":
            self.plan.change_set.corrected.append(Corrected(match.id, {"admission_number": [match.number, ""]}))

    def _add(self, row: FilePupil) -> UUID:
        pk, change_set = uuid.uuid4(), self.plan.change_set
        change_set.pupils.append((pk, row.first, row.last, row.number, row.birth))
        change_set.open("classplace", self.known.today, None, pk, row.class_name, row.year)
        self._new_line(row, None)
        return pk

    def _new_line(self, row: FilePupil, pk: UUID | None) -> None:
        self.plan.count("new_pupils")
        facts = _facts("", None, row.class_name, row.year)
        key = f"pupil:{row.key}"
        self.plan.lines.append(Line(LineSort.NEW, LineAbout.PUPIL, key, row.row, row.name, facts=facts, pupil=pk))

    def _keep(self, match: KnownPupil, row: FilePupil) -> UUID:
        change_set, changes = self.plan.change_set, self._correct(match, row)
        class_name = row.class_name or match.class_name
        year = row.year or (match.year if class_name == match.class_name else "")
        if match.place is None:
            change_set.open("classplace", self.known.today, None, match.id, class_name, year)
            self._new_line(row, match.id)
            return match.id
        if (class_name, year) != (match.class_name, match.year):
            change_set.replace("classplace", match.place, self.known.today, match.id, class_name, year)
            changes += [(str(_("Class")), match.class_name, class_name)] if class_name != match.class_name else []
            changes += [(str(_("Year")), match.year, year)] if year != match.year else []
        if changes:
            key = f"pupil:{row.key}"
            told = Line(
                LineSort.CHANGED, LineAbout.PUPIL, key, row.row, match.name, changes=tuple(changes), pupil=match.id
            )
            self.plan.lines.append(told)
        else:
            self.plan.count("same")
        return match.id

    def _correct(self, match: KnownPupil, row: FilePupil) -> list[tuple[str, str, str]]:
        """Plan what changes of a pupil's own facts; an empty cell or a lossy spelling never takes anything away."""
        wanted = {
            "first_name": (_("First name"), match.first, better(match.first, row.first)),
            "last_name": (_("Last name"), match.last, better(match.last, row.last)),
            "birth_date": (_("Date of birth"), iso(match.birth), iso(row.birth or match.birth)),
            "admission_number": (_("Admission number"), match.number, match.number),
        }
        if row.number and (not match.number or number_key(match.number) != number_key(row.number)):
            wanted["admission_number"] = (_("Admission number"), match.number, row.number)
        changed = {name: (words, old, new) for name, (words, old, new) in wanted.items() if old != new}
        if changed:
            fields = {name: [old, new] for name, (_words, old, new) in changed.items()}
            self.plan.change_set.corrected.append(Corrected(match.id, fields))
        return [(str(words), old, new) for words, old, new in changed.values()]

    def _not_in_file(self) -> None:
        """List who is on the roll and not in the file; only a chosen "end" ends."""
        gone = [p for p in self.known.pupils.values() if p.place is not None and p.id not in self.seen]
        for pupil in sorted(gone, key=lambda p: (p.class_name, plain_name(p.last), plain_name(p.first), p.id)):
            key = f"left:{pupil.id}"
            facts = _facts("", None, pupil.class_name, pupil.year)
            line = Line(LineSort.LEFT, LineAbout.PUPIL, key, 0, pupil.name, facts=facts, pupil=pupil.id)
            self.plan.lines.append(line)
            if self.choices.get(key) == LineChoice.END and pupil.place is not None:
                self.plan.change_set.close("classplace", pupil.place, self.known.today)
                for link in pupil.links:
                    self.plan.change_set.close("carerlink", link.span, self.known.today)
                    self.plan.change_set.unlinked[link.person] = None


def _facts(number: str, birth: Day | None, class_name: str, year: str) -> tuple[str, ...]:
    found = [
        _("Admission number %(number)s") % {"number": number} if number else "",
        _("born %(day)s") % {"day": f"{birth.day} {birth:%B %Y}"} if birth else "",
        class_name,
        _("Year %(year)s") % {"year": year} if year else "",
    ]
    return tuple(text for text in found if text)

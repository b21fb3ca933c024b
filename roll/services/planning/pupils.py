"""What a pupil file would do to pupils and their places in classes; ``pupil_matching`` finds each."""

import datetime
import uuid
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from core.text.dates import iso
from people.rules.names import better, plain_name
from roll.services.planning.carers import CarerPlanner
from roll.services.planning.existing import ExistingPupil, ExistingSchool
from roll.services.planning.plan import Change, Corrected, Line, Plan
from roll.services.planning.pupil_matching import MATCH_REASONS, FilePupil, PupilMatcher, number_key
from roll.states import LineAbout, LineCategory, LineChoice

Day = datetime.date


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
        """Plan what changes of a pupil's own facts; an empty cell or lost letters never take anything away."""
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

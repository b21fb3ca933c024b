"""Which colleague a row of a staff file means: by staff code, then by name and an address, then asked."""

import uuid
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from people.rules.names import better, plain_name, same_name
from roll.rules.reading.types import StaffRow
from roll.services.planning.existing import ExistingSchool
from roll.services.planning.persons import FilePerson, PersonPlanner
from roll.services.planning.plan import Plan

MATCH_REASONS = {
    "code_reused": _("The staff code is the same, the name is not."),
    "other_code": _("The name is the same, the staff code is not."),
    "name_only": _("Only the name is the same."),
    "other_name": _("The e-mail address is the same, part of the name is not."),
}


@dataclass(slots=True)
class FileColleague(FilePerson):
    """Somebody of a staff file: all rows about one person."""

    rows: list[StaffRow] = field(default_factory=list)

    @property
    def row(self) -> int:
        """Return the number of the first row."""
        return self.rows[0].row

    def values(self, name: str) -> list[str]:
        """Return what the rows give for a field, each value once."""
        return list(dict.fromkeys(value for row in self.rows if (value := str(getattr(row, name)))))

    def first_value(self, name: str) -> str:
        """Return the first value that a row gives for a field."""
        return next(iter(self.values(name)), "")


def _has_only_a_name(row: StaffRow) -> bool:
    return not (row.staff_code or row.work_email or row.personal_email or row.phone)


class StaffMatcher(PersonPlanner[FileColleague]):
    """Finds people of the school, and people of the same file, by what a row says of them."""

    titles_in_changes = True

    def __init__(self, existing: ExistingSchool, plan: Plan) -> None:
        super().__init__(existing, plan)
        self.existing_codes: dict[str, UUID] = {}
        self.existing_names: dict[str, list[UUID]] = {}
        for person in existing.people.values():
            if person.code:
                self.existing_codes.setdefault(person.code.casefold(), person.id)
            if person.roles or person.former or person.code:
                self.existing_names.setdefault(plain_name(person.name), []).append(person.id)
        self.codes: dict[str, UUID] = {}
        self.names_alone: dict[str, UUID] = {}

    def find(self, row: StaffRow) -> tuple[UUID | None, str]:
        """Return (the person, "") when sure, (a person, why it is only close), or (None, "")."""
        code, emails = row.staff_code.casefold(), (row.work_email, row.personal_email)
        if code and (person := self.codes.get(code) or self.existing_codes.get(code)):
            return person, "" if any(self._same_parts(person, row)) else "code_reused"
        reached = self.reached_by(emails, row.phone)
        for person in reached:
            if same_name(self.name(person), row.full_name):
                return person, "" if self._codes_agree(person, code) else "other_code"
        if (elsewhere := self.known_elsewhere(emails, row.full_name)) is not None:
            return elsewhere, ""
        if close := self._by_name(row, code):
            return close
        for person in reached:
            if sum(self._same_parts(person, row)) == 1 and self._codes_agree(person, code):
                return person, "other_name"
        return None, ""

    def _same_parts(self, person: UUID, row: StaffRow) -> tuple[bool, bool]:
        first, last = self.names(person)
        return same_name(first, row.first_name), same_name(last, row.last_name)

    def _codes_agree(self, person: UUID, code: str) -> bool:
        colleague, existing = self.persons.get(person), self.existing.people.get(person)
        held = (colleague.first_value("staff_code") if colleague else "") or (existing.code if existing else "")
        return not code or not held or held.casefold() == code

    def _by_name(self, row: StaffRow, code: str) -> tuple[UUID, str] | None:
        """Look by name alone: sure only where neither side has anything else to go by."""
        name, bare = plain_name(row.full_name), _has_only_a_name(row)
        named = self.existing_names.get(name, [])
        people = self.existing.people
        nameless = [pk for pk in named if not (people[pk].code or people[pk].email_rows or people[pk].phone_rows)]
        if bare and len(nameless) == 1:
            return nameless[0], ""
        if bare and not named and name in self.names_alone:
            return self.names_alone[name], ""
        if not named:
            return None
        if code and people[named[0]].code:
            return (named[0], "other_code") if named[0] not in self.persons else None
        return named[0], "" if len(named) == 1 and (bare or nameless) else "name_only"

    def assign(self, row: StaffRow, person: UUID | None) -> None:
        """Assign a row to the person it means (None: somebody new)."""
        pk = person or uuid.uuid4()
        colleague = self.persons.get(pk)
        if colleague is None:
            existing = self.existing.people.get(pk)
            colleague = self.persons[pk] = FileColleague(pk, existing, person is not None and existing is None)
            if existing is not None:
                colleague.first, colleague.last = existing.first, existing.last
        colleague.rows.append(row)
        colleague.first = better(colleague.first, row.first_name)
        colleague.last = better(colleague.last, row.last_name)
        if _has_only_a_name(row):
            self.names_alone.setdefault(plain_name(row.full_name), pk)
        if row.staff_code:
            self.codes.setdefault(row.staff_code.casefold(), pk)
        for email in filter(None, (row.work_email, row.personal_email)):
            users = self.emails.setdefault(email, [])
            if pk not in users:
                users.append(pk)

"""Which colleague a row of a staff file means: by staff code, then by name and an address, then asked."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from people.rules.matching import better, full_name, plain_name, same_name
from roll.rules.reading.shapes import StaffRow
from roll.services.planning.existing import Known, KnownPerson, phone_key

WHY = {
    "code_reused": _("The staff code is the same, the name is not."),
    "other_code": _("The name is the same, the staff code is not."),
    "name_only": _("Only the name is the same."),
    "other_name": _("The e-mail address is the same, part of the name is not."),
}


@dataclass(slots=True)
class Colleague:
    """Somebody of a staff file: all rows about one person. ``known`` is None for somebody new here."""

    id: UUID
    known: KnownPerson | None
    rows: list[StaffRow] = field(default_factory=list)
    elsewhere: bool = False
    first: str = ""
    last: str = ""

    @property
    def name(self) -> str:
        return full_name(self.first, self.last)

    @property
    def row(self) -> int:
        return self.rows[0].row

    def first_value(self, name: str) -> str:
        """Return the first value that a row gives for a field."""
        return next((value for row in self.rows if (value := str(getattr(row, name)))), "")


def _is_bare(row: StaffRow) -> bool:
    """Say whether a row has nothing but a name to go by."""
    return not (row.staff_code or row.work_email or row.personal_email or row.phone)


class StaffMatcher:
    """Finds people of the school, and people of the same file, by what a row says of them."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.codes: dict[str, UUID] = {}
        self.by_name: dict[str, list[UUID]] = {}
        for person in known.people.values():
            if person.code:
                self.codes.setdefault(person.code.casefold(), person.id)
            if person.roles or person.former or person.code:
                self.by_name.setdefault(plain_name(person.name), []).append(person.id)
        self.found: dict[UUID, Colleague] = {}
        self.new_codes: dict[str, UUID] = {}
        self.new_emails: dict[str, list[UUID]] = {}
        self.new_names: dict[str, UUID] = {}

    def find(self, row: StaffRow) -> tuple[UUID | None, str]:
        """Return (the person, "") when sure, (a person, why it is only close), or (None, "")."""
        code = row.staff_code.casefold()
        if code and (person := self.new_codes.get(code) or self.codes.get(code)):
            first, last = self._names(person)
            alike = same_name(first, row.first_name) or same_name(last, row.last_name)
            return person, "" if alike else "code_reused"
        reached = list(self._reached(row))
        for person in reached:
            if same_name(full_name(*self._names(person)), row.full_name):
                return person, "" if self._codes_agree(person, code) else "other_code"
        if (elsewhere := self._elsewhere(row)) is not None:
            return elsewhere, ""
        if close := self._by_name(row, code):
            return close
        for person in reached:
            first, last = self._names(person)
            if same_name(first, row.first_name) != same_name(last, row.last_name) and self._codes_agree(person, code):
                return person, "other_name"
        return None, ""

    def _names(self, person: UUID) -> tuple[str, str]:
        colleague = self.found.get(person)
        if colleague is not None:
            return colleague.first, colleague.last
        known = self.known.people[person]
        return known.first, known.last

    def _codes_agree(self, person: UUID, code: str) -> bool:
        colleague, known = self.found.get(person), self.known.people.get(person)
        held = (colleague.first_value("staff_code") if colleague else "") or (known.code if known else "")
        return not code or not held or held.casefold() == code

    def _reached(self, row: StaffRow) -> Iterable[UUID]:
        for email in (row.work_email, row.personal_email):
            if email:
                yield from self.new_emails.get(email, ())
                yield from self.known.by_email.get(email, ())
        if phone := phone_key(row.phone):
            yield from self.known.by_phone.get(phone, ())

    def _elsewhere(self, row: StaffRow) -> UUID | None:
        for email in (row.work_email, row.personal_email):
            for person, first, last in self.known.elsewhere.get(email, ()) if email else ():
                if same_name(full_name(first, last), row.full_name):
                    return person
        return None

    def _by_name(self, row: StaffRow, code: str) -> tuple[UUID, str] | None:
        """Look by name alone: sure only where neither side has anything else to go by."""
        name, bare = plain_name(row.full_name), _is_bare(row)
        named = self.by_name.get(name, [])
        nameless = [pk for pk in named if self._has_only_a_name(pk)]
        if bare and len(nameless) == 1:
            return nameless[0], ""
        if bare and not named and name in self.new_names:
            return self.new_names[name], ""
        if not named:
            return None
        if code and self.known.people[named[0]].code:
            return (named[0], "other_code") if named[0] not in self.found else None
        return named[0], "" if len(named) == 1 and (bare or nameless) else "name_only"

    def _has_only_a_name(self, person: UUID) -> bool:
        known = self.known.people[person]
        return not (known.code or known.email_rows or known.phone_rows)

    def assign(self, row: StaffRow, person: UUID | None) -> Colleague:
        """Assign a row to the person it means (None: somebody new)."""
        pk = person or uuid.uuid4()
        colleague = self.found.get(pk)
        if colleague is None:
            known = self.known.people.get(pk)
            colleague = self.found[pk] = Colleague(pk, known, elsewhere=person is not None and known is None)
            if known is not None:
                colleague.first, colleague.last = known.first, known.last
        colleague.rows.append(row)
        colleague.first = better(colleague.first, row.first_name)
        colleague.last = better(colleague.last, row.last_name)
        if _is_bare(row):
            self.new_names.setdefault(plain_name(row.full_name), pk)
        if row.staff_code:
            self.new_codes.setdefault(row.staff_code.casefold(), pk)
        for email in dict.fromkeys((row.work_email, row.personal_email)):
            users = self.new_emails.setdefault(email, []) if email else [pk]
            if pk not in users:
                users.append(pk)
        return colleague

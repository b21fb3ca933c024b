"""What carers and colleagues of a file have in common: who they are, their names and their addresses."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from people.rules.names import full_name, same_name
from people.states.words import AddressKind
from roll.services.planning.existing import ExistingPerson, ExistingSchool, Named, phone_key
from roll.services.planning.plan import Change, NewPerson, Plan

Day = datetime.date


@dataclass(slots=True)
class FilePerson(Named):
    """Somebody of a file. ``existing`` is None for somebody new here; ``elsewhere``: the trust knows them."""

    id: UUID
    existing: ExistingPerson | None
    elsewhere: bool = False
    first: str = ""
    last: str = ""
    # Tuples here and in the classes below: of 30,000 carers each has one or two of everything.
    changes: tuple[Change, ...] = ()

    def change(self, what: str, before: str, after: str) -> None:
        """Remember a change in words, for the line about the person."""
        self.changes += ((what, before, after),) if before != after else ()


P = TypeVar("P", bound=FilePerson)


class PersonPlanner(Generic[P]):
    """The people of one file: finds them by name and address, and plans their records and addresses."""

    titles_in_changes = False
    """Whether a change of name is shown with the titles even where the name alone differs."""

    def __init__(self, existing: ExistingSchool, plan: Plan) -> None:
        self.existing = existing
        self.plan = plan
        self.persons: dict[UUID, P] = {}
        self.emails: dict[str, list[UUID]] = {}
        self.phones: dict[str, list[UUID]] = {}

    def names(self, person: UUID) -> tuple[str, str]:
        """Return first and last name, as the file has them if it names the person."""
        listed = self.persons.get(person)
        if listed is not None and listed.first + listed.last:
            return listed.first, listed.last
        existing = self.existing.people[person]
        return existing.first, existing.last

    def name(self, person: UUID) -> str:
        """Return the full name."""
        return full_name(*self.names(person))

    def reached_by(self, emails: Iterable[str], phone: str) -> list[UUID]:
        """Return who has one of these addresses or this telephone number, in the file or at the school."""
        persons: list[UUID] = []
        for email in filter(None, emails):
            persons += [*self.emails.get(email, ()), *self.existing.by_email.get(email, ())]
        if key := phone_key(phone):
            persons += [*self.phones.get(key, ()), *self.existing.by_phone.get(key, ())]
        return persons

    def known_elsewhere(self, emails: Iterable[str], name: str) -> UUID | None:
        """Return who has this name and one of these addresses at another school of the trust."""
        for email in filter(None, emails):
            for person, first, last in self.existing.elsewhere.get(email, ()):
                if same_name(full_name(first, last), name):
                    return person
        return None

    def plan_record(self, person: P, title: str, code: str, start: Day) -> None:
        """Plan the school's record of somebody; one that is new begins on ``start``."""
        change_set, today, existing = self.plan.change_set, self.existing.today, person.existing
        values = (person.id, title, person.first, person.last, code)
        if existing is None:
            change_set.people.append(NewPerson(person.id, person.elsewhere))
            change_set.open("schoolrecord", start, None, *values)
        elif existing.record is None:
            change_set.open("schoolrecord", today, None, *values)
            person.change(str(_("Name")), "", person.name)
        elif values[1:] != (existing.title, existing.first, existing.last, existing.code):
            change_set.replace("schoolrecord", existing.record, today, *values)
            before, after = existing.name, person.name
            if self.titles_in_changes or before == after:
                before, after = f"{existing.title} {before}".strip(), f"{title} {after}".strip()
            person.change(str(_("Name")), before, after)
            person.change(str(_("Staff code")), existing.code, code)

    def plan_addresses(
        self,
        person: P,
        kind: AddressKind,
        wanted: Mapping[str, str],
        shared: set[str],
        *,
        start: Day | None = None,
        kept: Iterable[str] = (),
    ) -> None:
        """Open addresses that are new, from ``start`` on; the ones they replace end, except those in ``kept``."""
        held = person.existing.addresses(kind) if person.existing else {}
        new = [key for key in wanted if key not in held]
        if not new:
            return
        change_set, today = self.plan.change_set, self.existing.today
        for key in new:
            change_set.open("address", start or today, None, person.id, kind.value, wanted[key], key in shared)
        ended = [row for key, row in held.items() if key not in wanted and key not in kept]
        for row in ended:
            change_set.close("address", row.dates, today)
        person.change(str(kind.label), ", ".join(row.value for row in ended), ", ".join(wanted[key] for key in new))

    def shared_emails(self) -> set[str]:
        """Return the e-mail addresses that two people of the file, or of the school, use."""
        shared = set()
        for email, persons in self.emails.items():
            existing = (p for p in self.existing.by_email.get(email, ()) if email in self.existing.people[p].emails)
            if len({*persons, *existing}) > 1:
                shared.add(email)
        return shared

    def share_existing(self, shared: set[str]) -> list[tuple[UUID, str]]:
        """Mark rows that exist already: an address that two people use is for contact only, for both.

        Returns each (person, address) that was marked.
        """
        change_set = self.plan.change_set
        closed = {row.id for row in change_set.closed.get("address", ())}
        marked = []
        for email in sorted(shared):
            for person in self.existing.by_email.get(email, ()):
                row = self.existing.people[person].emails.get(email)
                if row is not None and not row.shared and row.dates.id not in closed:
                    values = (person, AddressKind.EMAIL.value, row.value, True)
                    change_set.replace("address", row.dates, self.existing.today, *values)
                    marked.append((person, email))
        return marked

"""The carers behind the rows of a file: one each, with the best spelling and every address that the file gives."""

from __future__ import annotations

import uuid
from collections.abc import Container
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from people.rules.matching import better, full_name, same_name
from people.states.words import AddressKind
from roll.services.planning.existing import AddressRow, Known, KnownPerson, phone_key
from roll.services.planning.plan import Line, NewPerson, Plan
from roll.states import LineAbout, LineSort


class Named(Protocol):
    """What a row says of a carer."""

    @property
    def title(self) -> str: ...
    @property
    def first_name(self) -> str: ...
    @property
    def last_name(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def phone(self) -> str: ...


@dataclass(slots=True)
class FileCarer:
    """Somebody of the file. ``known`` is None for somebody new here; ``elsewhere``: known to the trust."""

    id: UUID
    known: KnownPerson | None
    row: int
    title: str = ""
    first: str = ""
    last: str = ""
    elsewhere: bool = False
    renamed: bool = False
    titles: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    pupil: UUID | None = None
    changes: tuple[tuple[str, str, str], ...] = ()

    def has_phone(self, key: str) -> bool:
        """Say whether one of the numbers is this one, by its digits."""
        return any(phone_key(phone) == key for phone in self.phones)


class CarerMatcher:
    """Finds, makes and finishes the carers of one pupil file."""

    def __init__(self, known: Known, plan: Plan) -> None:
        self.known = known
        self.plan = plan
        self.carers: dict[UUID, FileCarer] = {}
        self.emails: dict[str, list[UUID]] = {}
        self.phones: dict[str, list[UUID]] = {}

    def names(self, person: UUID) -> tuple[str, str]:
        """Return first and last name."""
        carer = self.carers.get(person)
        if carer is not None and carer.first + carer.last:
            return carer.first, carer.last
        known = self.known.people[person]
        return known.first, known.last

    def name(self, person: UUID) -> str:
        """Return the full name."""
        return full_name(*self.names(person))

    def has_address(self, person: UUID, row: Named) -> bool:
        """Say whether the e-mail address or the telephone number of a row is this person's."""
        if self.has_email(person, row):
            return True
        carer, known = self.carers.get(person), self.known.people.get(person)
        phone = phone_key(row.phone)
        return bool(phone and ((carer and carer.has_phone(phone)) or (known and phone in known.phones)))

    def has_email(self, person: UUID, row: Named) -> bool:
        """Say whether the e-mail address of a row is this person's."""
        carer, known = self.carers.get(person), self.known.people.get(person)
        return bool(row.email and ((carer and row.email in carer.emails) or (known and row.email in known.emails)))

    def by_address(self, row: Named, others: Container[UUID] = ()) -> UUID | None:
        """Return who has this name and this e-mail address or telephone number, here or elsewhere in the trust.

        Never one of ``others``, who are somebody else already.
        """
        name = full_name(row.first_name, row.last_name)
        tried: list[UUID] = []
        if row.email:
            tried += [*self.emails.get(row.email, ()), *self.known.by_email.get(row.email, ())]
        if phone := phone_key(row.phone):
            tried += [*self.phones.get(phone, ()), *self.known.by_phone.get(phone, ())]
        for person in tried:
            if person not in others and same_name(self.name(person), name):
                return person
        for other, first, last in self.known.elsewhere.get(row.email, ()) if row.email else ():
            if same_name(full_name(first, last), name):
                return other
        return None

    def new(self, row: Named, at: int) -> UUID:
        """Make a carer whom nobody knows yet."""
        carer = FileCarer(uuid.uuid4(), None, at)
        self.carers[carer.id] = carer
        return carer.id

    def rename(self, person: UUID, row: Named) -> None:
        """Know somebody by the name of the file, because somebody said that it is the same person."""
        carer = self._carer(person, 0)
        carer.first, carer.last, carer.renamed = row.first_name, row.last_name, True

    def _carer(self, person: UUID, row: int) -> FileCarer:
        carer = self.carers.get(person)
        if carer is None:
            known = self.known.people.get(person)
            carer = self.carers[person] = FileCarer(person, known, row, elsewhere=known is None)
            if known is not None:
                carer.title, carer.first, carer.last = known.title, known.first, known.last
        return carer

    def add_row(self, person: UUID, row: int, said: Named) -> None:
        """Take in what one row says of a carer; of several spellings the known or the first good one stays."""
        carer = self._carer(person, row)
        carer.row = carer.row or row
        if said.title:
            carer.titles += (said.title,) if said.title not in carer.titles else ()
        if not carer.renamed and (carer.known is None or not carer.known.roles):
            carer.first, carer.last = better(carer.first, said.first_name), better(carer.last, said.last_name)
        if said.email and said.email not in carer.emails:
            carer.emails += (said.email,)
            self.emails.setdefault(said.email, []).append(person)
        phone = phone_key(said.phone)
        if phone and not carer.has_phone(phone):
            carer.phones += (said.phone,)
            self.phones.setdefault(phone, []).append(person)

    def note_link(self, person: UUID, row: int, words: str, pupil: UUID) -> None:
        """Remember that somebody gets a link, for the line about them."""
        carer = self._carer(person, row)
        carer.links += (words,)
        # A new pupil has no id yet that would stay the same.
        carer.pupil = carer.pupil or (pupil if pupil in self.known.pupils else None)

    def note_change(self, person: UUID, row: int, change: tuple[str, str, str]) -> None:
        """Remember what changes of a link, for the line about the person."""
        self._carer(person, row).changes += (change,)

    def plan_names_and_addresses(self) -> None:
        """Plan everybody's name and addresses, and write a line for each who is new or changes."""
        shared = self._shared()
        for carer in self.carers.values():
            self._record(carer)
            self._addresses(carer, AddressKind.EMAIL, {email: email for email in carer.emails}, shared)
            self._addresses(carer, AddressKind.PHONE, {phone_key(phone): phone for phone in carer.phones}, set())
            self._line(carer)
        self._share_known(shared)

    def _record(self, carer: FileCarer) -> None:
        change_set, today, known = self.plan.change_set, self.known.today, carer.known
        title = carer.title
        if carer.titles and title not in carer.titles and (known is None or not known.roles):
            title = carer.titles[0]
        values = (carer.id, title, carer.first, carer.last)
        if known is None:
            change_set.people.append(NewPerson(carer.id, carer.elsewhere, known_here=False))
            change_set.open("schoolrecord", today, None, *values, "")
        elif known.record is None:
            change_set.open("schoolrecord", today, None, *values, known.code)
        elif (title, carer.first, carer.last) != (known.title, known.first, known.last):
            change_set.replace("schoolrecord", known.record, today, *values, known.code)
            before, after = known.name, full_name(carer.first, carer.last)
            if before == after:
                before, after = f"{known.title} {before}".strip(), f"{title} {after}".strip()
            carer.changes += ((str(_("Name")), before, after),)

    def _addresses(self, carer: FileCarer, kind: str, given: dict[str, str], shared: set[str]) -> None:
        """Open addresses that are new; the ones they replace end. A colleague's are for the list of staff to say."""
        held: dict[str, AddressRow] = {}
        if carer.known is not None:
            held = carer.known.emails if kind == AddressKind.EMAIL else carer.known.phones
        new = [key for key in given if key not in held]
        if not new or (carer.known is not None and carer.known.roles and held):
            return
        change_set, today = self.plan.change_set, self.known.today
        for key in new:
            change_set.open("address", today, None, carer.id, str(kind), given[key], key in shared)
        gone = [key for key in held if key not in given]
        for key in gone:
            change_set.close("address", held[key].span, today)
        if carer.known is not None and carer.known.record is not None:
            before = ", ".join(held[key].value for key in gone)
            words = str(AddressKind(kind).label)
            carer.changes += ((words, before, ", ".join(given[key] for key in new)),)

    def _line(self, carer: FileCarer) -> None:
        name = full_name(carer.first, carer.last)
        key = f"carer:{carer.row}:{name}"[:200]
        facts = carer.links
        fresh = carer.known is None or carer.known.record is None
        if fresh:
            self.plan.count("new_carers")
            line = Line(LineSort.NEW, LineAbout.CARER, key, carer.row, name, facts=facts, pupil=carer.pupil)
            self.plan.lines.append(line)
        elif carer.links or carer.changes:
            changes = carer.changes
            line = Line(
                LineSort.CHANGED, LineAbout.CARER, key, carer.row, name, facts=facts, changes=changes, person=carer.id
            )
            self.plan.lines.append(line)
        else:
            self.plan.count("same")

    def _shared(self) -> set[str]:
        """Return the addresses of the file that more than one carer uses, here or in what the school knows."""
        found = set()
        for email, persons in self.emails.items():
            users = set(persons)
            for person in self.known.by_email.get(email, ()):
                known = self.known.people[person]
                users |= {person} if email in known.emails else set()
            if len(users) > 1:
                found.add(email)
        return found

    def _share_known(self, shared: set[str]) -> None:
        """Mark rows that stand already: an address that two people use is for contact only, for both."""
        change_set, today = self.plan.change_set, self.known.today
        for email in sorted(shared):
            for person in self.known.by_email.get(email, ()):
                row = self.known.people[person].emails.get(email)
                if row is not None and not row.shared and not self._replaced(person, email):
                    change_set.replace("address", row.span, today, person, str(AddressKind.EMAIL), row.value, True)
                    self._mention_shared(person, email)

    def _mention_shared(self, person: UUID, email: str) -> None:
        """Say it where somebody with a role may sign in by an address, until this list gives it to another, too."""
        known = self.known.people[person]
        if not known.roles:
            return
        words = _("%(email)s is the address of somebody else in this list, too. It is for letters only from now on.")
        line = Line(
            LineSort.MENTION,
            LineAbout.CARER,
            "",
            next((self.carers[one].row for one in self.emails[email] if one in self.carers), 0),
            known.name,
            code="address_shared",
            words=words % {"email": email},
            cure=_("Do they sign in with it? Give them an address of their own first."),
            person=person,
        )
        self.plan.lines.append(line)

    def _replaced(self, person: UUID, email: str) -> bool:
        """Say whether the file gives this person other addresses instead, so that the row ends in any case."""
        carer = self.carers.get(person)
        if carer is None or carer.known is None or carer.known.roles or email in carer.emails:
            return False
        return any(key not in carer.known.emails for key in carer.emails)

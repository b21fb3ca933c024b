"""Which adult a row of a pupil file means: by name among the pupil's own carers, by name and address, then asked."""

import uuid
from collections.abc import Container, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from people.rules.names import better, same_name
from people.states.words import AddressKind, Relationship
from roll.rules.reading.types import CarerRow
from roll.services.planning.existing import DatedRow, ExistingLink, phone_key
from roll.services.planning.persons import FilePerson, PersonPlanner
from roll.services.planning.plan import Line
from roll.states import LineAbout, LineCategory


@dataclass(slots=True)
class FileCarer(FilePerson):
    """A carer of the file, with what all rows say of them."""

    row: int = 0
    title: str = ""
    renamed: bool = False
    titles: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    pupil: UUID | None = None

    def has_phone(self, key: str) -> bool:
        """Say whether one of the numbers is this one, by its digits."""
        return any(phone_key(phone) == key for phone in self.phones)

    @property
    def has_role(self) -> bool:
        """Say whether the carer works here too: then the list of staff says how they are called and reached."""
        return self.existing is not None and bool(self.existing.roles)


@dataclass
class LinkedPupil:
    """A pupil while the carers are planned. ``addresses`` are those by which a row names each person already matched.

    ``barred`` are barred from the pupil, ``former`` are or were linked beside them.
    """

    id: UUID
    name: str
    links: list[ExistingLink]
    barred: list[UUID]
    former: list[UUID]
    addresses: dict[UUID, set[str]]

    def link_of(self, person: UUID) -> ExistingLink | None:
        """Return somebody's link to the pupil."""
        return next((link for link in self.links if link.person == person), None)


class CarerMatcher(PersonPlanner[FileCarer]):
    """Finds and makes the carers of one pupil file, and plans their names and addresses."""

    def has_address(self, person: UUID, row: CarerRow) -> bool:
        """Say whether the e-mail address or the telephone number of a row is this person's."""
        if self.has_email(person, row):
            return True
        carer, existing = self.persons.get(person), self.existing.people.get(person)
        phone = phone_key(row.phone)
        held = existing.addresses(AddressKind.PHONE) if existing else {}
        return bool(phone and ((carer and carer.has_phone(phone)) or phone in held))

    def has_email(self, person: UUID, row: CarerRow) -> bool:
        """Say whether the e-mail address of a row is this person's."""
        carer, existing = self.persons.get(person), self.existing.people.get(person)
        held = (*(carer.emails if carer else ()), *(existing.emails if existing else ()))
        return bool(row.email) and row.email in held

    def by_address(self, row: CarerRow, others: Container[UUID] = ()) -> UUID | None:
        """Return who has this name and this e-mail address or telephone number, here or elsewhere in the trust.

        Never one of ``others``, who are somebody else already.
        """
        for person in self.reached_by([row.email], row.phone):
            if person not in others and same_name(self.name(person), row.full_name):
                return person
        return self.known_elsewhere([row.email], row.full_name)

    def addresses_of(self, rows: Iterable[tuple[int, CarerRow]], links: list[ExistingLink]) -> dict[UUID, set[str]]:
        """Return ``{person: e-mail addresses}`` of those carers of a pupil whom a row names with their own address."""
        addresses: dict[UUID, set[str]] = {}
        for _row, carer in rows:
            for link in links if carer.email else ():
                same = same_name(self.name(link.person), carer.full_name)
                if same and self.has_email(link.person, carer):
                    addresses.setdefault(link.person, set()).add(carer.email)
        return addresses

    def of_pupil(self, pupil: LinkedPupil, carer: CarerRow) -> UUID | None:
        """Return the carer of this pupil with this name.

        Two rows with two e-mail addresses are two people: a father and a son may share a name.
        """
        linked = [link.person for link in pupil.links]
        persons = dict.fromkeys([*pupil.addresses, *linked, *pupil.barred, *pupil.former])
        alike = [person for person in persons if same_name(self.name(person), carer.full_name)]
        if carer.email:
            alike = [person for person in alike if carer.email in (pupil.addresses.get(person) or {carer.email})]
        if len(alike) > 1:
            alike = [person for person in alike if self.has_address(person, carer)] or alike
        return alike[0] if alike else None

    def close_match(self, pupil: LinkedPupil, carer: CarerRow) -> ExistingLink | None:
        """Return the carer of this pupil who may be the one meant under another name.

        Where a court has barred somebody from this pupil, anybody new may be that person under another spelling: a
        wrong guess would let in somebody whom the court keeps out.
        """
        for link in pupil.links:
            first, last = self.names(link.person)
            one_name = same_name(first, carer.first_name) or same_name(last, carer.last_name)
            if one_name and link.relationship == carer.relationship and self.has_address(link.person, carer):
                return link
        for person in pupil.barred:
            dates = DatedRow(person, self.existing.today, None)
            return ExistingLink(dates, person, Relationship.OTHER.value, False, False, False, barred=True)
        return None

    def new(self, row: int) -> UUID:
        """Make a carer whom nobody knows yet."""
        carer = FileCarer(uuid.uuid4(), None, row=row)
        self.persons[carer.id] = carer
        return carer.id

    def rename(self, person: UUID, row: CarerRow) -> None:
        """Know somebody by the name of the file, because somebody said that it is the same person."""
        carer = self._carer(person, 0)
        carer.first, carer.last, carer.renamed = row.first_name, row.last_name, True

    def _carer(self, person: UUID, row: int) -> FileCarer:
        carer = self.persons.get(person)
        if carer is None:
            existing = self.existing.people.get(person)
            carer = self.persons[person] = FileCarer(person, existing, existing is None, row=row)
            if existing is not None:
                carer.title, carer.first, carer.last = existing.title, existing.first, existing.last
        return carer

    def add_row(self, person: UUID, number: int, row: CarerRow) -> None:
        """Take in what one row says of a carer; of several spellings the known or the first good one stays."""
        carer = self._carer(person, number)
        carer.row = carer.row or number
        if row.title and row.title not in carer.titles:
            carer.titles += (row.title,)
        if not carer.renamed and not carer.has_role:
            carer.first, carer.last = better(carer.first, row.first_name), better(carer.last, row.last_name)
        if row.email and row.email not in carer.emails:
            carer.emails += (row.email,)
            self.emails.setdefault(row.email, []).append(person)
        phone = phone_key(row.phone)
        if phone and not carer.has_phone(phone):
            carer.phones += (row.phone,)
            self.phones.setdefault(phone, []).append(person)

    def note_link(self, person: UUID, row: int, words: str, pupil: UUID) -> None:
        """Remember that somebody gets a link, for the line about them."""
        carer = self._carer(person, row)
        carer.links += (words,)
        # A new pupil has no id yet that would stay the same.
        carer.pupil = carer.pupil or (pupil if pupil in self.existing.pupils else None)

    def note_change(self, person: UUID, row: int, pupil: str, before: str, after: str) -> None:
        """Remember what changes of a link, for the line about the person."""
        self._carer(person, row).change(pupil, before, after)

    def plan_names_and_addresses(self) -> None:
        """Plan everybody's name and addresses, and write a line for each who is new or changes."""
        shared = self.shared_emails()
        for carer in self.persons.values():
            self._record(carer)
            self._addresses(carer, AddressKind.EMAIL, {email: email for email in carer.emails}, shared)
            self._addresses(carer, AddressKind.PHONE, {phone_key(phone): phone for phone in carer.phones}, set())
            self._line(carer)
        for person, email in self.share_existing(shared):
            self._mention_shared(person, email)

    def _record(self, carer: FileCarer) -> None:
        title = carer.title
        if carer.titles and title not in carer.titles and not carer.has_role:
            title = carer.titles[0]
        self.plan_record(carer, title, carer.existing.code if carer.existing else "", self.existing.today)

    def _addresses(self, carer: FileCarer, kind: AddressKind, given: dict[str, str], shared: set[str]) -> None:
        """Plan addresses; those that a colleague has are for the list of staff to say."""
        if not (carer.existing and carer.has_role and carer.existing.addresses(kind)):
            self.plan_addresses(carer, kind, given, shared)

    def _line(self, carer: FileCarer) -> None:
        key = f"carer:{carer.row}:{carer.name}"[:200]
        line = Line(LineCategory.NEW, LineAbout.CARER, key, carer.row, carer.name, facts=carer.links)
        if carer.existing is None or carer.existing.record is None:
            self.plan.count("new_carers")
            self.plan.add(line._replace(pupil=carer.pupil))
        elif carer.links or carer.changes:
            self.plan.add(line._replace(category=LineCategory.CHANGED, changes=carer.changes, person=carer.id))
        else:
            self.plan.count("same")

    def _mention_shared(self, person: UUID, email: str) -> None:
        """Say it where somebody with a role may sign in by an address, until this list gives it to another, too."""
        existing = self.existing.people[person]
        if not existing.roles:
            return
        words = _("%(email)s is the address of somebody else in this list, too. It is for letters only from now on.")
        line = Line(
            LineCategory.MENTION,
            LineAbout.CARER,
            "",
            next((self.persons[carer].row for carer in self.emails[email] if carer in self.persons), 0),
            existing.name,
            code="address_shared",
            words=words % {"email": email},
            cure=_("Do they sign in with it? Give them an address of their own first."),
            person=person,
        )
        self.plan.add(line)

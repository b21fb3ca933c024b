"""What a pupil file would do to carers and their links; ``carer_matching`` finds out which person each one is.

An import adds and corrects. What would take something away (a link, a right) becomes a line that somebody must answer,
and a link barred by a court order is never changed.
"""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from people.rules.names import plain_name
from people.states.words import Relationship
from roll.rules.reading.types import CarerRow
from roll.services.planning.carer_matching import CarerMatcher, LinkedPupil
from roll.services.planning.existing import ExistingLink, ExistingSchool, phone_key
from roll.services.planning.plan import Line, Plan
from roll.states import LineAbout, LineCategory, LineChoice

RIGHTS = {
    "responsible": _lazy("parental responsibility"),
    "may_sign": _lazy("may sign"),
    "may_contact": _lazy("may be contacted"),
}


@dataclass(slots=True)
class FileLink:
    """A link as the file's rows together give it; None is "not said"."""

    person: UUID
    row: int
    existing: ExistingLink | None
    relationship: str = ""
    responsible: bool | None = None
    may_sign: bool | None = None
    may_contact: bool | None = None

    def add(self, carer: CarerRow) -> None:
        """Take in what one row says; of several rows the first that says something counts."""
        if not self.relationship and carer.relationship != Relationship.OTHER:
            self.relationship = str(carer.relationship)
        self.responsible = carer.parental_responsibility if self.responsible is None else self.responsible
        self.may_sign = carer.may_sign if self.may_sign is None else self.may_sign
        self.may_contact = carer.may_contact if self.may_contact is None else self.may_contact


class CarerPlanner:
    """Plans the carers of one pupil after another, then what follows for each person."""

    def __init__(self, existing: ExistingSchool, plan: Plan) -> None:
        self.existing = existing
        self.plan = plan
        self.matcher = CarerMatcher(existing, plan)

    def plan_pupil(
        self, pk: UUID, name: str, rows: list[tuple[int, CarerRow]], links: list[ExistingLink], with_carers: bool
    ) -> None:
        """Plan the carers that the file names for one pupil, whose links so far are ``links``."""
        if pk in self.existing.family:
            self._own_family(pk, name, rows)
            return
        barred, former = self.existing.barred.get(pk, []), self.existing.former.get(pk, [])
        pupil = LinkedPupil(pk, name, links, barred, former, self.matcher.addresses_of(rows, links))
        file_links: dict[UUID, FileLink] = {}
        asked: set[UUID] = set()
        for row, carer in rows:
            person = self._resolve(pupil, row, carer, asked)
            if person is None:
                continue
            pupil.addresses.setdefault(person, set()).update({carer.email} - {""})
            link = file_links.setdefault(person, FileLink(person, row, pupil.link_of(person)))
            link.add(carer)
            if not (link.existing and link.existing.barred) and person not in self.existing.relatives:
                self.matcher.add_row(person, row, carer)
        for link in file_links.values():
            self._link(pupil, link)
        if with_carers:
            self._missing(pupil, file_links.keys() | asked)

    def _own_family(self, pupil: UUID, name: str, rows: list[tuple[int, CarerRow]]) -> None:
        """Leave the carers of a child as they are whose family is that of whoever brought the file, and say so."""
        if rows:
            words = _("Nobody changes the carers of a child in their own family.")
            cure = _("Ask a colleague to bring in the list.")
            row = rows[0][0]
            line = Line(LineCategory.PROBLEM, LineAbout.PUPIL, "", row, name, "own_family", words, cure, pupil=pupil)
            self.plan.add(line)

    # Which person is it?

    def _resolve(self, pupil: LinkedPupil, row: int, carer: CarerRow, asked: set[UUID]) -> UUID | None:
        """Return the person a row means: of this pupil's carers, by address, or new; None while a question is open."""
        person = self.matcher.of_pupil(pupil, carer)
        if person is not None:
            return person
        close = self.matcher.close_match(pupil, carer)
        if close is None:
            return self.matcher.by_address(carer, pupil.addresses) or self.matcher.new(row)
        asked.add(close.person)
        answer = self._ask(pupil, row, carer, close)
        if answer == LineChoice.SAME:
            if not close.barred and close.person not in self.existing.relatives:
                self.matcher.rename(close.person, carer)
            return close.person
        return self.matcher.new(row) if answer == LineChoice.NEW else None

    def _ask(self, pupil: LinkedPupil, row: int, carer: CarerRow, close: ExistingLink) -> str:
        words = _("The address and the relationship are the same, the name is not.")
        if close.barred:
            words = _("A carer of this pupil is barred by a court order. Say whether this is the same person.")
        # With the address: a father and a son of one name are two questions, each with its own answer.
        address = carer.email or phone_key(carer.phone)
        line = Line(
            LineCategory.MATCH,
            LineAbout.CARER,
            f"match:{pupil.id}:{plain_name(carer.full_name)[:60]}:{address}"[:200],
            row,
            carer.full_name,
            code="barred" if close.barred else "other_name",
            words=words,
            facts=(_relation(str(carer.relationship), pupil.name),),
            ours=(self.matcher.name(close.person), _label(close.relationship)),
            theirs=(carer.full_name, _label(carer.relationship), carer.email, carer.phone),
            pupil=pupil.id,
            person=close.person,
        )
        return self.plan.add(line)

    # What becomes of the link?

    def _link(self, pupil: LinkedPupil, link: FileLink) -> None:
        existing, change_set, today = link.existing, self.plan.change_set, self.existing.today
        self.plan.count("links")
        barred = link.person in pupil.barred
        if existing is None:
            responsible = link.responsible is not False
            may_sign = responsible if link.may_sign is None else link.may_sign
            rights = (responsible, may_sign and not barred, link.may_contact is not False and not barred, barred)
            relationship = link.relationship or Relationship.OTHER.value
            change_set.open("carerlink", today, None, link.person, pupil.id, relationship, *rights)
            self.matcher.note_link(link.person, link.row, _relation(link.relationship, pupil.name), pupil.id)
            return
        if existing.barred or barred:
            return
        relationship = link.relationship or existing.relationship
        before = (existing.relationship, existing.responsible, existing.may_sign, existing.may_contact)
        kept = [self._right(pupil, link, existing, name) for name in RIGHTS]
        if before != (relationship, *kept):
            change_set.replace("carerlink", existing.dates, today, link.person, pupil.id, relationship, *kept, False)
        if relationship != existing.relationship:
            old, new = _label(existing.relationship), _label(relationship)
            self.matcher.note_change(link.person, link.row, pupil.name, old, new)

    def _right(self, pupil: LinkedPupil, link: FileLink, existing: ExistingLink, name: str) -> bool:
        """Return whether a right holds: the file may give one, and takes one away only where somebody said so."""
        held, given = bool(getattr(existing, name)), getattr(link, name)
        if given is None or given == held:
            return held
        if given:
            self.matcher.note_change(link.person, link.row, pupil.name, "", str(RIGHTS[name]))
            return True
        line = Line(
            LineCategory.RIGHT,
            LineAbout.CARER,
            f"right:{pupil.id}:{link.person}:{name}",
            link.row,
            self.matcher.name(link.person),
            code=name,
            words=_("The file says no: %(right)s for %(pupil)s.") % {"right": RIGHTS[name], "pupil": pupil.name},
            changes=((pupil.name, str(RIGHTS[name]), ""),),
            pupil=pupil.id,
            person=link.person,
        )
        return self.plan.add(line) != LineChoice.END

    def _missing(self, pupil: LinkedPupil, listed: set[UUID]) -> None:
        for link in pupil.links:
            if link.barred or link.person in listed:
                continue
            key, name = f"left:{pupil.id}:{link.person}", self.matcher.name(link.person)
            facts = (_relation(link.relationship, pupil.name),)
            line = Line(
                LineCategory.LEFT, LineAbout.CARER, key, 0, name, facts=facts, pupil=pupil.id, person=link.person
            )
            if self.plan.add(line) == LineChoice.END:
                self.plan.change_set.unlink(link.person, link.dates, self.existing.today)


def _label(relationship: str) -> str:
    return str(Relationship(relationship or Relationship.OTHER).label)


def _relation(relationship: str, pupil: str) -> str:
    return _("%(who)s of %(pupil)s") % {"who": _label(relationship), "pupil": pupil}

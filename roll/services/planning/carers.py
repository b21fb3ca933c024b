"""What a pupil file would do to carers: which person each one is, their names, addresses and links.

An import adds and corrects. What would take something away (a link, a right) becomes a line that somebody must answer,
and a link barred by a court order is never touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from people.rules.matching import plain_name, same_name
from people.states.words import Relationship
from roll.rules.reading.shapes import CarerRow
from roll.services.planning.carer_matching import CarerMatcher
from roll.services.planning.existing import Known, KnownLink, Span, phone_key
from roll.services.planning.plan import Line, Plan
from roll.states import LineAbout, LineChoice, LineSort

RIGHTS = {
    "responsible": _lazy("parental responsibility"),
    "may_sign": _lazy("may sign"),
    "may_contact": _lazy("may be contacted"),
}


@dataclass(slots=True)
class Wanted:
    """A link as the file's rows together give it; None is "not said"."""

    pupil: UUID
    pupil_name: str
    person: UUID
    row: int
    known: KnownLink | None
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

    def __init__(self, known: Known, choices: Mapping[str, str], plan: Plan) -> None:
        self.known = known
        self.choices = choices
        self.plan = plan
        self.matcher = CarerMatcher(known, plan)

    def plan_pupil(
        self,
        pupil: UUID,
        name: str,
        carers: Iterable[tuple[int, CarerRow]],
        links: list[KnownLink],
        with_carers: bool,
    ) -> None:
        """Plan the carers that the file names for one pupil, whose links so far are ``links``."""
        if pupil in self.known.family:
            self._own_family(pupil, name, carers)
            return
        wanted: dict[UUID, Wanted] = {}
        asked: set[UUID] = set()
        rows = list(carers)
        claimed = self._claimed(rows, links)
        for row, carer in rows:
            person = self._resolve(pupil, name, row, carer, links, claimed, asked)
            if person is None:
                continue
            claimed.setdefault(person, set()).update({carer.email} - {""})
            if person not in wanted:
                known = next((link for link in links if link.person == person), None)
                wanted[person] = Wanted(pupil, name, person, row, known)
            wanted[person].add(carer)
            bar = wanted[person].known
            if (bar is None or not bar.barred) and person not in self.known.relatives:
                self.matcher.add_row(person, row, carer)
        for want in wanted.values():
            self._link(want)
        if with_carers:
            self._missing(name, pupil, [x for x in links if x.person not in wanted and x.person not in asked])

    def _own_family(self, pupil: UUID, name: str, carers: Iterable[tuple[int, CarerRow]]) -> None:
        """Leave the carers of a child as they are whose family is that of whoever brought the file, and say so."""
        row = next((row for row, _carer in carers), None)
        if row is None:
            return
        words = _("Nobody changes the carers of a child in their own family.")
        cure = _("Ask a colleague to bring in the list.")
        line = Line(
            LineSort.PROBLEM, LineAbout.PUPIL, "", row, name, code="own_family", words=words, cure=cure, pupil=pupil
        )
        self.plan.lines.append(line)

    # Which person is it?

    def _resolve(
        self,
        pupil: UUID,
        pupil_name: str,
        row: int,
        carer: CarerRow,
        links: list[KnownLink],
        claimed: Mapping[UUID, set[str]],
        asked: set[UUID],
    ) -> UUID | None:
        """Return the person a row means: of this pupil's carers, by address, or new; None while a question is open."""
        found = self._of_this_pupil(pupil, carer, claimed, links)
        if found is not None:
            return found
        close = self._close(pupil, carer, links)
        if close is not None:
            asked.add(close.person)
            answer = self._ask(pupil, pupil_name, row, carer, close)
            if answer == LineChoice.SAME:
                if not close.barred and close.person not in self.known.relatives:
                    self.matcher.rename(close.person, carer)
                return close.person
            if answer != LineChoice.NEW:
                return None
            return self.matcher.new(carer, row)
        return self.matcher.by_address(carer, claimed) or self.matcher.new(carer, row)

    def _claimed(self, rows: Iterable[tuple[int, CarerRow]], links: list[KnownLink]) -> dict[UUID, set[str]]:
        """Return ``{person: e-mail addresses}`` of those carers of a pupil whom a row names with their own address."""
        found: dict[UUID, set[str]] = {}
        for _row, carer in rows if links else ():
            for link in links if carer.email else ():
                if self.matcher.has_email(link.person, carer) and same_name(
                    self.matcher.name(link.person), carer.full_name
                ):
                    found.setdefault(link.person, set()).add(carer.email)
        return found

    def _of_this_pupil(
        self, pupil: UUID, carer: CarerRow, claimed: Mapping[UUID, set[str]], links: list[KnownLink]
    ) -> UUID | None:
        """Return the carer of this pupil with this name.

        Two rows with two e-mail addresses are two people: a father and a son may share a name.
        """
        known = (*self.known.barred.get(pupil, ()), *self.known.former.get(pupil, ()))
        persons = dict.fromkeys([*claimed, *(link.person for link in links), *known])
        alike = [one for one in persons if same_name(self.matcher.name(one), carer.full_name)]
        alike = [one for one in alike if not (carer.email and claimed.get(one)) or carer.email in claimed[one]]
        if len(alike) > 1:
            alike = [one for one in alike if self.matcher.has_address(one, carer)] or alike
        return alike[0] if alike else None

    def _close(self, pupil: UUID, carer: CarerRow, links: list[KnownLink]) -> KnownLink | None:
        """Return the carer of this pupil who may be the one meant under another name.

        Where a court has barred somebody from this pupil, anybody new may be that person under another spelling: a
        wrong guess would open the door that the court has closed.
        """
        for link in links:
            first, last = self.matcher.names(link.person)
            one_name = same_name(first, carer.first_name) or same_name(last, carer.last_name)
            if one_name and link.relationship == carer.relationship and self.matcher.has_address(link.person, carer):
                return link
        for person in self.known.barred.get(pupil, ()):
            span = Span(person, self.known.today, None)
            return KnownLink(span, person, Relationship.OTHER.value, False, False, False, barred=True)
        return None

    def _ask(self, pupil: UUID, pupil_name: str, row: int, carer: CarerRow, close: KnownLink) -> str:
        # With the address: a father and a son of one name are two questions, each with its own answer.
        key = f"match:{pupil}:{plain_name(carer.full_name)[:60]}:{carer.email or phone_key(carer.phone)}"[:200]
        words = _("The address and the relationship are the same, the name is not.")
        if close.barred:
            words = _("A carer of this pupil is barred by a court order. Say whether this is the same person.")
        theirs = [carer.full_name, str(Relationship(carer.relationship).label), carer.email, carer.phone]
        ours = [self.matcher.name(close.person), str(Relationship(close.relationship).label)]
        line = Line(
            LineSort.MATCH,
            LineAbout.CARER,
            key,
            row,
            carer.full_name,
            code="barred" if close.barred else "other_name",
            words=words,
            facts=(self._of(str(carer.relationship), pupil_name),),
            more=(("ours", ours), ("theirs", [text for text in theirs if text])),
            pupil=pupil,
            person=close.person,
        )
        self.plan.lines.append(line)
        return self.choices.get(key, "")

    @staticmethod
    def _of(relationship: str, pupil_name: str) -> str:
        words = {"who": Relationship(relationship or Relationship.OTHER).label, "pupil": pupil_name}
        return _("%(who)s of %(pupil)s") % words

    # What becomes of the link?

    def _link(self, want: Wanted) -> None:
        link, change_set = want.known, self.plan.change_set
        said = self._of(want.relationship, want.pupil_name)
        self.plan.count("links")
        if link is None:
            responsible = True if want.responsible is None else want.responsible
            may_sign = responsible if want.may_sign is None else want.may_sign
            may_contact = True if want.may_contact is None else want.may_contact
            barred = want.person in self.known.barred.get(want.pupil, ())
            rights = (responsible, may_sign and not barred, may_contact and not barred, barred)
            values = (want.relationship or Relationship.OTHER.value, *rights)
            change_set.open("carerlink", self.known.today, None, want.person, want.pupil, *values)
            self.matcher.note_link(want.person, want.row, said, want.pupil)
            return
        if link.barred or want.person in self.known.barred.get(want.pupil, ()):
            return
        relationship = want.relationship or link.relationship
        before = (link.relationship, link.responsible, link.may_sign, link.may_contact)
        now = (relationship, *(self._right(want, link, name) for name in RIGHTS))
        if before != now:
            change_set.replace("carerlink", link.span, self.known.today, want.person, want.pupil, *now, False)
        if relationship != link.relationship:
            old = str(Relationship(link.relationship).label)
            new = str(Relationship(relationship).label)
            self.matcher.note_change(want.person, want.row, (want.pupil_name, old, new))

    def _right(self, want: Wanted, link: KnownLink, name: str) -> bool:
        """Return whether a right holds: the file may give one, and takes one away only where somebody said so."""
        held, said = bool(getattr(link, name)), getattr(want, name)
        if said is None or said == held:
            return held
        if said:
            self.matcher.note_change(want.person, want.row, (want.pupil_name, "", str(RIGHTS[name])))
            return True
        key = f"right:{want.pupil}:{want.person}:{name}"
        who = self.matcher.name(want.person)
        line = Line(
            LineSort.RIGHT,
            LineAbout.CARER,
            key,
            want.row,
            who,
            code=name,
            words=_("The file says no: %(right)s for %(pupil)s.") % {"right": RIGHTS[name], "pupil": want.pupil_name},
            changes=((want.pupil_name, str(RIGHTS[name]), ""),),
            pupil=want.pupil,
            person=want.person,
        )
        self.plan.lines.append(line)
        return self.choices.get(key) != LineChoice.END

    def _missing(self, pupil_name: str, pupil: UUID, links: list[KnownLink]) -> None:
        for link in links:
            if link.barred:
                continue
            key = f"left:{pupil}:{link.person}"
            facts = (self._of(link.relationship, pupil_name),)
            name = self.matcher.name(link.person)
            line = Line(LineSort.LEFT, LineAbout.CARER, key, 0, name, facts=facts, pupil=pupil, person=link.person)
            self.plan.lines.append(line)
            if self.choices.get(key) == LineChoice.END:
                self.plan.change_set.close("carerlink", link.span, self.known.today)
                self.plan.change_set.unlinked[link.person] = None

    def plan_names_and_addresses(self) -> None:
        """Plan names and addresses, once every row has been read."""
        self.matcher.plan_names_and_addresses()

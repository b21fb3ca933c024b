"""What a staff file would do: names, codes, addresses, roles from and until, line managers.

A role is given by the file, and ended by it only where it names a leaving date; everything else that would take a role
away becomes a line that somebody must answer.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from people.rules.matching import full_name, plain_name
from people.states.words import AddressKind
from roll.rules.reading.shapes import StaffRow
from roll.services.planning.existing import AddressRow, Known, phone_key
from roll.services.planning.plan import Line, NewPerson, Plan
from roll.services.planning.staff_roles import RolePlanner, role_label
from roll.services.planning.staff_rows import WHY, Colleague, StaffMatcher
from roll.states import LineAbout, LineChoice, LineSort

Day = datetime.date
Changes = list[tuple[str, str, str]]


class StaffPlanner:
    """Plans one staff file against what the school knows. ``may`` says which roles the person who brought it gives."""

    def __init__(
        self, known: Known, rows: Iterable[StaffRow], choices: Mapping[str, str], may: Callable[[str, UUID], str]
    ) -> None:
        self.known = known
        self.rows = list(rows)
        self.choices = choices
        self.plan = Plan()
        self.matcher = StaffMatcher(known)
        self.roles = RolePlanner(known, self.plan, choices, may)
        self.seen: set[UUID] = set()
        self.managers_found: set[int] = set()

    def make(self) -> Plan:
        """Return the whole plan."""
        for row in self.rows:
            self._match(row)
        shared = self._shared()
        changed = {one.id: self._person(one, shared) for one in self.matcher.found.values()}
        for one in self.matcher.found.values():
            if one.id in changed:
                self._manager(one, changed[one.id])
        for one in self.matcher.found.values():
            self._line(one, changed[one.id])
        self._share_known(shared)
        self._not_in_file()
        return self.plan

    def _match(self, row: StaffRow) -> None:
        person, why = self.matcher.find(row)
        if person is not None:
            self.seen.add(person)
        if why and person is not None:
            # With the address: two colleagues of one name are two questions, each with its own answer.
            at = row.work_email or row.personal_email or phone_key(row.phone)
            key = f"match:{row.staff_code.casefold()}:{plain_name(row.full_name)[:60]}:{at}"[:200]
            self._ask(row, person, why, key)
            answer = self.choices.get(key, "")
            if not answer:
                return
            person = person if answer == LineChoice.SAME else None
        if person is None and self._gone(row):
            self.plan.count("left_before")
            words = _("This person left before today and is not known here.")
            cure = _("Nothing to do: they are left out.")
            line = Line(
                LineSort.MENTION,
                LineAbout.STAFF,
                "",
                row.row,
                row.full_name,
                code="left_before",
                words=words,
                cure=cure,
            )
            self.plan.lines.append(line)
            return
        self.matcher.assign(row, person)

    def _gone(self, row: StaffRow) -> bool:
        return row.until_date is not None and row.until_date <= self.known.today

    def _ask(self, row: StaffRow, person: UUID, why: str, key: str) -> None:
        known = self.known.people.get(person)
        ours = [self._name(person)]
        ours += [known.code, *known.emails, *(role_label(r.role) for r in known.roles)] if known else []
        theirs = [row.full_name, row.staff_code, row.work_email or row.personal_email, row.role_text]
        line = Line(
            LineSort.MATCH,
            LineAbout.STAFF,
            key,
            row.row,
            row.full_name,
            code=why,
            words=str(WHY[why]),
            facts=tuple(text for text in theirs[1:] if text),
            more=(("ours", [t for t in ours if t]), ("theirs", [t for t in theirs if t])),
            # Somebody who is new in the same file has no id yet that would stay the same.
            person=known.id if known else None,
        )
        self.plan.lines.append(line)

    def _person(self, one: Colleague, shared: set[str]) -> Changes:
        """Plan record, addresses and roles of one colleague; returns what changes, in words."""
        changes: Changes = []
        begin = min([row.from_date for row in one.rows if row.from_date] + [self.known.today])
        self._record(one, begin, changes)
        self._emails(one, shared, begin, changes)
        self._phone(one, begin, changes)
        self.roles.plan_rows(one, changes)
        return changes

    def _record(self, one: Colleague, begin: Day, changes: Changes) -> None:
        known, change_set, today = one.known, self.plan.change_set, self.known.today
        titles = [row.title for row in one.rows if row.title]
        title = titles[0] if titles else ""
        if known is None:
            change_set.people.append(NewPerson(one.id, one.elsewhere, known_here=False))
            change_set.open(
                "schoolrecord", begin, None, one.id, title, one.first, one.last, one.first_value("staff_code")
            )
            return
        title = known.title if not titles or known.title in titles else title
        codes = [row.staff_code for row in one.rows if row.staff_code]
        code = known.code if not codes or known.code in codes else codes[0]
        if known.record is None:
            change_set.open("schoolrecord", today, None, one.id, title, one.first, one.last, code)
            changes.append((str(_("Name")), "", one.name))
        elif (title, one.first, one.last, code) != (known.title, known.first, known.last, known.code):
            change_set.replace("schoolrecord", known.record, today, one.id, title, one.first, one.last, code)
            before, after = f"{known.title} {known.name}".strip(), f"{title} {one.name}".strip()
            changes += [(str(_("Name")), before, after)] if before != after else []
            changes += [(str(_("Staff code")), known.code, code)] if code != known.code else []

    def _emails(self, one: Colleague, shared: set[str], begin: Day, changes: Changes) -> None:
        """Write to the work address; keep a personal one only where there is no work address of one's own."""
        work = list(dict.fromkeys(row.work_email for row in one.rows if row.work_email))
        personal = list(dict.fromkeys(row.personal_email for row in one.rows if row.personal_email))
        own = [email for email in work if email not in shared]
        wanted = {email: email for email in ([*own] if own else [*work, *personal])}
        held = one.known.emails if one.known else {}
        self._addresses(one, AddressKind.EMAIL, wanted, held, {*work, *personal}, shared, begin, changes)

    def _phone(self, one: Colleague, begin: Day, changes: Changes) -> None:
        wanted = {phone_key(row.phone): row.phone for row in one.rows if phone_key(row.phone)}
        held = one.known.phones if one.known else {}
        self._addresses(one, AddressKind.PHONE, wanted, held, set(wanted), set(), begin, changes)

    def _addresses(
        self,
        one: Colleague,
        kind: AddressKind,
        wanted: Mapping[str, str],
        held: Mapping[str, AddressRow],
        given: set[str],
        shared: set[str],
        begin: Day,
        changes: Changes,
    ) -> None:
        new = [key for key in wanted if key not in held]
        if not new:
            return
        start = self.known.today if one.known else begin
        for key in new:
            self.plan.change_set.open("address", start, None, one.id, kind.value, wanted[key], key in shared)
        gone = [key for key in held if key not in given]
        for key in gone:
            self.plan.change_set.close("address", held[key].span, self.known.today)
        before = ", ".join(held[key].value for key in gone)
        changes.append((str(kind.label), before, ", ".join(wanted[key] for key in new)))

    def _shared(self) -> set[str]:
        """Return the e-mail addresses that two people of the file, or of the school, use."""
        found = set()
        for email, persons in self.matcher.new_emails.items():
            users = set(persons)
            for person in self.known.by_email.get(email, ()):
                users |= {person} if email in self.known.people[person].emails else set()
            if len(users) > 1:
                found.add(email)
        return found

    def _share_known(self, shared: set[str]) -> None:
        closed = {row.id for row in self.plan.change_set.closed.get("address", ())}
        for email in sorted(shared):
            for person in self.known.by_email.get(email, ()):
                row = self.known.people[person].emails.get(email)
                if row is not None and not row.shared and row.span.id not in closed:
                    values = (person, AddressKind.EMAIL.value, row.value, True)
                    self.plan.change_set.replace("address", row.span, self.known.today, *values)

    def _manager(self, one: Colleague, changes: Changes) -> None:
        said = one.first_value("manager")
        manager = self._find_manager(said) if said else None
        if manager is None:
            return
        self.managers_found |= {row.row for row in one.rows if row.manager}
        held = self.known.managers.get(one.id)
        if manager == one.id or (held is not None and held[1] == manager):
            return
        self.plan.change_set.replace("linemanager", held[0] if held else None, self.known.today, one.id, manager)
        before = self._name(held[1]) if held else ""
        changes.append((str(_("Line manager")), before, self._name(manager)))

    def _name(self, person: UUID) -> str:
        found = self.matcher.found.get(person)
        return found.name if found else self.known.people[person].name

    def _find_manager(self, said: str) -> UUID | None:
        """Find a manager by code, e-mail address or name, in the file or among those who hold a role."""
        key = said.strip().casefold()
        for table in (self.matcher.new_codes, self.matcher.codes):
            if key in table and self._is_here(table[key]):
                return table[key]
        reached = [*self.matcher.new_emails.get(key, ()), *self.known.by_email.get(key, ())]
        named = [one.id for one in self.matcher.found.values() if plain_name(one.name) == plain_name(said)]
        named += self.matcher.by_name.get(plain_name(said), [])
        for persons in (list(dict.fromkeys(reached)), list(dict.fromkeys(named))):
            here = [person for person in persons if self._is_here(person)]
            if len(here) == 1:
                return here[0]
        return None

    def _is_here(self, person: UUID) -> bool:
        known = self.known.people.get(person)
        return person in self.matcher.found or (known is not None and known.record is not None)

    def _line(self, one: Colleague, changes: Changes) -> None:
        key = f"staff:{one.first_value('staff_code')}:{one.name}"[:200]
        if one.known is None or (not one.known.roles and not one.known.record):
            self.plan.count("new_staff")
            facts = tuple(after for what, _before, after in changes if after)
            self.plan.lines.append(Line(LineSort.NEW, LineAbout.STAFF, key, one.row, one.name, facts=facts))
        elif changes:
            line = Line(
                LineSort.CHANGED, LineAbout.STAFF, key, one.row, one.name, changes=tuple(changes), person=one.id
            )
            self.plan.lines.append(line)
        else:
            self.plan.count("same")

    def _not_in_file(self) -> None:
        """List colleagues who are not in the file."""
        for person in sorted(self.known.people.values(), key=lambda p: (plain_name(p.last), plain_name(p.first), p.id)):
            if person.id not in self.seen and self.roles.works_here(person):
                self.roles.may_have_left(person, full_name(person.first, person.last))

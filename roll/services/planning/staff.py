"""What a staff file would do: names, codes, addresses, roles from and until, line managers.

A role is given by the file, and ended by it only where it names a leaving date; everything else that would take a role
away becomes a line that somebody must answer.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from people.rules.names import plain_name
from people.states.words import AddressKind
from roll.rules.reading.types import StaffRow
from roll.services.planning.existing import ExistingSchool, phone_key
from roll.services.planning.plan import Line, Plan
from roll.services.planning.staff_matching import MATCH_REASONS, FileColleague, StaffMatcher
from roll.services.planning.staff_roles import RolePlanner, role_label
from roll.states import LineAbout, LineCategory, LineChoice

Day = datetime.date


class StaffPlanner:
    """Plans one staff file against what the school has.

    ``why_not(role, person)`` says why the person who brought the file cannot give a role, "" if they can.
    """

    def __init__(
        self,
        existing: ExistingSchool,
        rows: Iterable[StaffRow],
        answers: Mapping[str, str],
        why_not: Callable[[str, UUID], str],
    ) -> None:
        self.existing = existing
        self.rows = list(rows)
        self.plan = Plan(answers)
        self.matcher = StaffMatcher(existing, self.plan)
        self.roles = RolePlanner(existing, self.plan, why_not)
        self.matched: set[UUID] = set()
        self.rows_with_manager: set[int] = set()

    def make(self) -> Plan:
        """Return the whole plan."""
        for row in self.rows:
            self._match(row)
        colleagues, shared = list(self.matcher.persons.values()), self.matcher.shared_emails()
        for colleague in colleagues:
            self._record_and_addresses(colleague, shared)
            self.roles.plan_rows(colleague)
        for colleague in colleagues:
            self._manager(colleague)
        for colleague in colleagues:
            self._line(colleague)
        self.matcher.share_existing(shared)
        self._not_in_file()
        return self.plan

    def _match(self, row: StaffRow) -> None:
        person, why = self.matcher.find(row)
        if person is not None:
            self.matched.add(person)
        if why and person is not None:
            answer = self._ask(row, person, why)
            if not answer:
                return
            person = person if answer == LineChoice.SAME else None
        if person is not None or row.until_date is None or row.until_date > self.existing.today:
            self.matcher.assign(row, person)
            return
        self.plan.count("left_before")
        self.plan.add(
            Line(
                LineCategory.MENTION,
                LineAbout.STAFF,
                "",
                row.row,
                row.full_name,
                code="left_before",
                words=_("This person left before today and is not known here."),
                cure=_("Nothing to do: they are left out."),
            )
        )

    def _ask(self, row: StaffRow, person: UUID, why: str) -> str:
        # With the address: two colleagues of one name are two questions, each with its own answer.
        address = row.work_email or row.personal_email or phone_key(row.phone)
        existing = self.existing.people.get(person)
        ours = [self.matcher.name(person)]
        ours += [existing.code, *existing.emails, *(role_label(r.role) for r in existing.roles)] if existing else []
        theirs = (row.full_name, row.staff_code, row.work_email or row.personal_email, row.role_text)
        return self.plan.add(
            Line(
                LineCategory.MATCH,
                LineAbout.STAFF,
                f"match:{row.staff_code.casefold()}:{plain_name(row.full_name)[:60]}:{address}"[:200],
                row.row,
                row.full_name,
                code=why,
                words=str(MATCH_REASONS[why]),
                facts=tuple(text for text in theirs[1:] if text),
                ours=tuple(ours),
                theirs=theirs,
                # Somebody who is new in the same file has no id yet that would stay the same.
                person=existing.id if existing else None,
            )
        )

    def _record_and_addresses(self, colleague: FileColleague, shared: set[str]) -> None:
        """Write to the work address; keep a personal one only where there is no work address of one's own."""
        existing, today = colleague.existing, self.existing.today
        start = min([row.from_date for row in colleague.rows if row.from_date] + [today])
        titles, codes = colleague.values("title"), colleague.values("staff_code")
        title, code = (titles or [""])[0], (codes or [""])[0]
        if existing is not None:
            title = existing.title if not titles or existing.title in titles else title
            code = existing.code if not codes or existing.code in codes else code
            start_of_addresses = today
        else:
            start_of_addresses = start
        self.matcher.plan_record(colleague, title, code, start)
        work, personal = colleague.values("work_email"), colleague.values("personal_email")
        own = [email for email in work if email not in shared]
        emails = {email: email for email in (own or [*work, *personal])}
        phones = {phone_key(row.phone): row.phone for row in colleague.rows if phone_key(row.phone)}
        plan, given = self.matcher.plan_addresses, (*work, *personal)
        plan(colleague, AddressKind.EMAIL, emails, shared, start=start_of_addresses, kept=given)
        plan(colleague, AddressKind.PHONE, phones, set(), start=start_of_addresses)

    def _manager(self, colleague: FileColleague) -> None:
        named = colleague.first_value("manager")
        manager = self._find_manager(named) if named else None
        if manager is None:
            return
        self.rows_with_manager |= {row.row for row in colleague.rows if row.manager}
        row, before = self.existing.managers.get(colleague.id, (None, None))
        if manager in (colleague.id, before):
            return
        self.plan.change_set.replace("linemanager", row, self.existing.today, colleague.id, manager)
        before_name = self.matcher.name(before) if before else ""
        colleague.changes += ((str(_("Line manager")), before_name, self.matcher.name(manager)),)

    def _find_manager(self, named: str) -> UUID | None:
        """Find a manager by code, e-mail address or name, in the file or among those who hold a role."""
        key, name, matcher = named.strip().casefold(), plain_name(named), self.matcher
        for codes in (matcher.codes, matcher.existing_codes):
            if key in codes and self._is_here(codes[key]):
                return codes[key]
        same_name = [person.id for person in matcher.persons.values() if plain_name(person.name) == name]
        for persons in (matcher.reached_by([key], ""), [*same_name, *matcher.existing_names.get(name, [])]):
            here = [person for person in dict.fromkeys(persons) if self._is_here(person)]
            if len(here) == 1:
                return here[0]
        return None

    def _is_here(self, person: UUID) -> bool:
        existing = self.existing.people.get(person)
        return person in self.matcher.persons or (existing is not None and existing.record is not None)

    def _line(self, colleague: FileColleague) -> None:
        key = f"staff:{colleague.first_value('staff_code')}:{colleague.name}"[:200]
        line = Line(LineCategory.NEW, LineAbout.STAFF, key, colleague.row, colleague.name)
        existing, changes = colleague.existing, colleague.changes
        if existing is None or (not existing.roles and not existing.record):
            self.plan.count("new_staff")
            self.plan.add(line._replace(facts=tuple(after for _what, _before, after in changes if after)))
        elif changes:
            self.plan.add(line._replace(category=LineCategory.CHANGED, changes=changes, person=colleague.id))
        else:
            self.plan.count("same")

    def _not_in_file(self) -> None:
        """List colleagues who are not in the file."""
        people = self.existing.people.values()
        for person in sorted(people, key=lambda p: (plain_name(p.last), plain_name(p.first), p.id)):
            if person.id not in self.matched and self.roles.works_here(person):
                self.roles.may_have_left(person)

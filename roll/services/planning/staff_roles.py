"""What a staff file would do to roles: give them, end them on a named leaving date, or ask."""

import datetime
from collections.abc import Callable
from uuid import UUID

from django.utils.translation import gettext as _

from people.states.roles import STAFF_ROLES, TRUST_ROLES, Role, sensitive_roles
from roll.services.planning.existing import ExistingPerson, ExistingSchool, RoleRow
from roll.services.planning.plan import Line, Plan
from roll.services.planning.staff_matching import FileColleague
from roll.states import LineAbout, LineCategory, LineChoice

Day = datetime.date

WORKING_ROLES = (STAFF_ROLES | {Role.VOLUNTEER, Role.CONTRACTOR}) - TRUST_ROLES
"""The roles of somebody who works at the school, which end when they leave. A governor stays a governor."""
JOB_ROLES = frozenset({Role.TEACHER, Role.SUPPORT, Role.SENIOR_LEADER, Role.OFFICE, Role.VOLUNTEER, Role.CONTRACTOR})
"""What a person is employed as; somebody with another job in the file may have left the former one."""
CONFIGURING_ROLES = frozenset({Role.HEADTEACHER, Role.ADMINISTRATOR})
DEFAULT_ROLE = Role.SUPPORT
"""What somebody is until a person who may has given the role that the file names."""


def role_label(role: str) -> str:
    """Return a role as the screen says it."""
    return str(Role(role).label)


class RolePlanner:
    """Plans roles. ``why_not(role, person)`` says why whoever brought the file cannot give it, "" if they can."""

    def __init__(self, existing: ExistingSchool, plan: Plan, why_not: Callable[[str, UUID], str]) -> None:
        self.existing = existing
        self.plan = plan
        self.why_not = why_not
        self.ended: set[UUID] = set()

    def works_here(self, person: ExistingPerson) -> bool:
        """Say whether somebody holds a working role today."""
        return any(row.role in WORKING_ROLES and row.dates.start <= self.existing.today for row in person.roles)

    def plan_rows(self, colleague: FileColleague) -> None:
        """Plan what all rows of one colleague say of roles."""
        today = self.existing.today
        dates = [row.until_date for row in colleague.rows]
        # Somebody with two posts who leaves one of them stays.
        until = None if None in dates else max(day for day in dates if day)
        if until is not None:
            self._leave(colleague, until)
            if until <= today:
                return
        opened: set[str] = set()
        for row in colleague.rows:
            start = row.from_date or today
            if colleague.existing is not None:
                # Somebody who is here already begins today: what they were before is on record as it was.
                start = max(start, today)
            if row.until_date is not None and row.until_date <= start:
                continue
            role = self._role_to_give(colleague, str(row.role), row.row)
            if not role and not opened and not (colleague.existing and colleague.existing.roles):
                role = DEFAULT_ROLE.value
            if role and role not in opened and not self._holds(colleague, role):
                self._give(colleague, role, start, row.until_date)
                opened.add(role)
        self._former_jobs(colleague, {str(row.role) for row in colleague.rows}, opened)

    def _holds(self, colleague: FileColleague, role: str) -> bool:
        return colleague.existing is not None and any(row.role == role for row in colleague.existing.roles)

    def _role_to_give(self, colleague: FileColleague, role: str, row: int) -> str:
        """Return the role that a row names; "" where it names none, or one that is not to be given (a line says so)."""
        why = self.why_not(role, colleague.id) if role and not self._holds(colleague, role) else ""
        if not why:
            return role
        words = _("%(who)s does not get the role %(role)s from this file. %(why)s")
        cure = _("Ask the headteacher or an administrator to give the role. Until then they are support staff.")
        words %= {"who": colleague.name, "role": role_label(role), "why": why}
        line = Line(LineCategory.PROBLEM, LineAbout.STAFF, "", row, colleague.name, "role_not_given", words, cure)
        self.plan.add(line)
        return ""

    def _give(self, colleague: FileColleague, role: str, start: Day, until: Day | None) -> None:
        self.plan.change_set.open("roleatschool", start, until, colleague.id, role)
        self.plan.count("sensitive", int(role in sensitive_roles()))
        words = role_label(role)
        if start > self.existing.today:
            words = _("%(role)s from %(day)s") % {"role": words, "day": _day(start)}
        colleague.change(str(_("Role")), "", words)

    def _leave(self, colleague: FileColleague, until: Day) -> None:
        """End working roles on the leaving date that the file names; a date that has passed ends them today."""
        existing, today = colleague.existing, self.existing.today
        end = max(until, today)
        for row in existing.roles if existing else ():
            if existing is None or row.role not in WORKING_ROLES or (row.dates.end and row.dates.end <= end):
                continue
            if words := self._why_not_end(existing, row.role):
                title = colleague.name
                self.plan.add(
                    Line(LineCategory.PROBLEM, LineAbout.STAFF, "", colleague.row, title, "role_not_ended", words)
                )
                continue
            self._end(existing, row, end)
            last_day = _day(end - datetime.timedelta(days=1)) if end > today else _("ends today")
            colleague.change(_("%(role)s, last day") % {"role": role_label(row.role)}, "", last_day)

    def _end(self, person: ExistingPerson, row: RoleRow, end: Day) -> None:
        self.plan.change_set.close("roleatschool", row.dates, end)
        self.plan.change_set.ended_roles.append((person.id, row.role, max(end, row.dates.start)))
        self.plan.count("sensitive", int(row.role in sensitive_roles()))
        if row.role in CONFIGURING_ROLES:
            self.ended.add(row.dates.id)

    def _why_not_end(self, person: ExistingPerson, role: str) -> str:
        if role in sensitive_roles() and (why := self.why_not("", person.id)):
            return why
        if role not in CONFIGURING_ROLES:
            return ""
        others = (
            row
            for other in self.existing.people.values()
            for row in other.roles
            if row.role in CONFIGURING_ROLES
            and row.dates.start <= self.existing.today
            and row.dates.id not in self.ended
            and not (other.id == person.id and row.role == role)
        )
        return (
            "" if any(others) else _("Nobody could look after the portal then. Give the role to somebody else first.")
        )

    def _former_jobs(self, colleague: FileColleague, named: set[str], opened: set[str]) -> None:
        """Ask about a job that the file no longer names, when it names another one instead."""
        existing = colleague.existing
        if existing is None or not (named & JOB_ROLES & opened):
            return
        for row in existing.roles:
            if row.role not in JOB_ROLES or row.role in named:
                continue
            line = Line(
                LineCategory.RIGHT,
                LineAbout.STAFF,
                f"right:{colleague.id}:{row.role}",
                colleague.row,
                colleague.name,
                code="sensitive" if row.role in sensitive_roles() else "role",
                words=_("The file names another role for this person."),
                changes=((str(_("Role")), role_label(row.role), ""),),
                person=colleague.id,
            )
            if self.plan.add(line) == LineChoice.END:
                self._end_today(existing, row)

    def may_have_left(self, person: ExistingPerson) -> None:
        """List somebody who is not in the file; a chosen "end" ends their working roles today."""
        rows = [row for row in person.roles if row.role in WORKING_ROLES]
        code = "sensitive" if any(row.role in sensitive_roles() for row in rows) else ""
        facts, key = tuple(role_label(row.role) for row in rows), f"left:{person.id}"
        line = Line(LineCategory.LEFT, LineAbout.STAFF, key, 0, person.name, code, facts=facts, person=person.id)
        if self.plan.add(line) == LineChoice.END:
            for row in rows:
                self._end_today(person, row)

    def _end_today(self, person: ExistingPerson, row: RoleRow) -> None:
        if not self._why_not_end(person, row.role):
            self._end(person, row, self.existing.today)


def _day(day: Day) -> str:
    return f"{day.day} {day:%B %Y}"

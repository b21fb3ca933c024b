"""What a staff file would do to roles: give them, end them on a named leaving date, or ask."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from people.states.roles import STAFF_ROLES, TRUST_ROLES, Role, sensitive_roles
from roll.services.planning.existing import Known, KnownPerson, RoleRow
from roll.services.planning.plan import Line, Plan
from roll.services.planning.staff_rows import Colleague
from roll.states import LineAbout, LineChoice, LineSort

Day = datetime.date
Changes = list[tuple[str, str, str]]

WORK = (STAFF_ROLES | {Role.VOLUNTEER, Role.CONTRACTOR}) - TRUST_ROLES
"""The roles of somebody who works at the school, which end when they leave. A governor stays a governor."""
JOBS = frozenset({Role.TEACHER, Role.SUPPORT, Role.SENIOR_LEADER, Role.OFFICE, Role.VOLUNTEER, Role.CONTRACTOR})
"""What a person is employed as; somebody with another job in the file may have left the former one."""
CONFIGURERS = frozenset({Role.HEADTEACHER, Role.ADMINISTRATOR})
LEAST = Role.SUPPORT
"""What somebody is until a person who may has given the role that the file names."""


def role_label(role: str) -> str:
    """Return a role as the screen says it."""
    return str(Role(role).label)


class RolePlanner:
    """Plans roles. ``may(role, person)`` returns why the person who brought the file cannot give it, "" if they can."""

    def __init__(self, known: Known, plan: Plan, choices: Mapping[str, str], may: Callable[[str, UUID], str]) -> None:
        self.known = known
        self.plan = plan
        self.choices = choices
        self.may = may
        self.ended: set[UUID] = set()

    def works_here(self, person: KnownPerson) -> bool:
        """Say whether somebody holds a working role today."""
        return any(self._is_work(row) for row in person.roles)

    def _is_work(self, row: RoleRow) -> bool:
        return row.role in WORK and row.span.start <= self.known.today

    def plan_rows(self, one: Colleague, changes: Changes) -> None:
        """Plan what all rows of one colleague say of roles."""
        dates = [row.until_date for row in one.rows]
        # Somebody with two posts who leaves one of them stays.
        until = None if None in dates else max(day for day in dates if day)
        if until is not None and one.known is not None:
            self._leaves(one, one.known, until, changes)
        if until is not None and until <= self.known.today:
            return
        opened: set[str] = set()
        for row in one.rows:
            start = row.from_date or self.known.today
            if one.known is not None:
                # Somebody who is here already begins today: what they were before is on record as it was.
                start = max(start, self.known.today)
            if row.until_date is not None and row.until_date <= start:
                continue
            wanted = [row.role] if row.role else []
            if row.role and (why := self._refused(one, str(row.role))):
                self._cannot(one, row.row, str(row.role), why)
                wanted = []
            if not wanted and not opened and not (one.known and one.known.roles):
                wanted = [LEAST]
            for role in wanted:
                if role not in opened and self._give(one, str(role), start, row.until_date, changes):
                    opened.add(str(role))
        self._former_jobs(one, {str(row.role) for row in one.rows}, opened)

    def _holds(self, one: Colleague, role: str) -> bool:
        return one.known is not None and any(row.role == role for row in one.known.roles)

    def _refused(self, one: Colleague, role: str) -> str:
        return "" if self._holds(one, role) else self.may(role, one.id)

    def _give(self, one: Colleague, role: str, start: Day, until: Day | None, changes: Changes) -> bool:
        if self._holds(one, role):
            return False
        self.plan.change_set.open("roleatschool", start, until, one.id, role)
        self.plan.count("sensitive", int(role in sensitive_roles()))
        words = role_label(role)
        if start > self.known.today:
            words = _("%(role)s from %(day)s") % {"role": words, "day": _day(start)}
        changes.append((str(_("Role")), "", words))
        return True

    def _cannot(self, one: Colleague, row: int, role: str, why: str) -> None:
        words = _("%(who)s does not get the role %(role)s from this file. %(why)s")
        line = Line(
            LineSort.PROBLEM,
            LineAbout.STAFF,
            "",
            row,
            one.name,
            code="role_not_given",
            words=words % {"who": one.name, "role": role_label(role), "why": why},
            cure=_("Ask the headteacher or an administrator to give the role. Until then they are support staff."),
        )
        self.plan.lines.append(line)

    def _leaves(self, one: Colleague, known: KnownPerson, until: Day, changes: Changes) -> None:
        """End working roles on the leaving date that the file names; a date that has passed ends them today."""
        end = max(until, self.known.today)
        for row in known.roles:
            if row.role in WORK and (row.span.end is None or row.span.end > end):
                if why := self._cannot_end(known, row.role):
                    line = Line(
                        LineSort.PROBLEM, LineAbout.STAFF, "", one.row, one.name, code="role_not_ended", words=why
                    )
                    self.plan.lines.append(line)
                    continue
                self._end(known, row, end)
                last = _day(end - datetime.timedelta(days=1)) if end > self.known.today else ""
                changes.append((_("%(role)s, last day") % {"role": role_label(row.role)}, "", last or _("ends today")))

    def _end(self, person: KnownPerson, row: RoleRow, end: Day) -> None:
        self.plan.change_set.close("roleatschool", row.span, end)
        self.plan.change_set.ended_roles.append((person.id, row.role, max(end, row.span.start)))
        self.plan.count("sensitive", int(row.role in sensitive_roles()))
        if row.role in CONFIGURERS:
            self.ended.add(row.span.id)

    def _cannot_end(self, person: KnownPerson, role: str) -> str:
        if role in sensitive_roles() and (why := self.may("", person.id)):
            return why
        if role not in CONFIGURERS:
            return ""
        left = [
            row
            for other in self.known.people.values()
            for row in other.roles
            if row.role in CONFIGURERS
            and row.span.start <= self.known.today
            and row.span.id not in self.ended
            and not (other.id == person.id and row.role == role)
        ]
        return "" if left else _("Nobody could look after the portal then. Give the role to somebody else first.")

    def _former_jobs(self, one: Colleague, named: set[str], opened: set[str]) -> None:
        """Ask about a job that the file no longer names, when it names another one instead."""
        if one.known is None or not (named & {role.value for role in JOBS} & opened):
            return
        for row in one.known.roles:
            if row.role not in JOBS or row.role in named:
                continue
            key = f"right:{one.id}:{row.role}"
            words = _("The file names another role for this person.")
            line = Line(
                LineSort.RIGHT,
                LineAbout.STAFF,
                key,
                one.row,
                one.name,
                code="sensitive" if row.role in sensitive_roles() else "role",
                words=words,
                changes=((str(_("Role")), role_label(row.role), ""),),
                person=one.id,
            )
            self.plan.lines.append(line)
            if self.choices.get(key) == LineChoice.END and not self._cannot_end(one.known, row.role):
                self._end(one.known, row, self.known.today)

    def may_have_left(self, person: KnownPerson, name: str) -> None:
        """List somebody who is not in the file; a chosen "end" ends their working roles today."""
        rows = [row for row in person.roles if row.role in WORK]
        key = f"left:{person.id}"
        sensitive = any(row.role in sensitive_roles() for row in rows)
        facts = tuple(role_label(row.role) for row in rows)
        code = "sensitive" if sensitive else ""
        line = Line(LineSort.LEFT, LineAbout.STAFF, key, 0, name, code=code, facts=facts, person=person.id)
        self.plan.lines.append(line)
        if self.choices.get(key) == LineChoice.END:
            for row in rows:
                if not self._cannot_end(person, row.role):
                    self._end(person, row, self.known.today)


def _day(day: Day) -> str:
    return f"{day.day} {day:%B %Y}"

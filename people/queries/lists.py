"""What the pages of this app show: the list of people, the settings as sentences, the first steps."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.todo import Todo
from ledger.models import Entry
from people.models import Person, PersonAtSchool, RoleAtSchool, School, SchoolRecord, SchoolSetting, in_force
from people.queries.acting import Actor
from people.queries.directory import email_of, emails, name_of, phone_of
from people.queries.settings import settings
from people.states import GROUPS, SETTINGS, AccountState, Role, SettingSpec


@dataclass(frozen=True)
class PersonRow:
    """One line of the list: ``roles`` are held today or begin later, ``account`` is a value of ``AccountState``."""

    person: Person
    name: str
    email: str
    roles: tuple[RoleAtSchool, ...]
    account: AccountState


def people_list(school: School, on: datetime.date | None = None) -> list[PersonRow]:
    """Return everybody who holds a role at the school or will, by last name. Three queries, however many there are.

    Carers without a role are not in it: they are found through their children.
    """
    day = on or school.today()
    roles = (
        RoleAtSchool.objects.for_school(school)
        .exclude(until_date__lte=day)
        .select_related("person__user")
        .annotate(signed_in=Exists(EmailAddress.objects.filter(user=OuterRef("person__user"), verified=True)))
        .order_by("from_date", "role")
    )
    held: dict[UUID, list[Any]] = {}
    for row in roles:
        if row.until_date is None or row.from_date < row.until_date:
            held.setdefault(row.person_id, []).append(row)
    written_to = emails(held, school, day)
    records = SchoolRecord.objects.for_school(school).filter(person__in=held).order_by("from_date")
    latest = {record.person_id: record for record in records}
    found = [
        PersonRow(
            person=rows[0].person,
            name=latest[pk].full_name,
            email=written_to.get(pk, ""),
            roles=tuple(rows),
            account=_account(rows[0].person, rows[0].signed_in),
        )
        for pk, rows in held.items()
    ]
    return sorted(found, key=lambda row: (latest[row.person.pk].last_name.casefold(), row.name.casefold()))


def _account(person: Person, signed_in: bool) -> AccountState:
    if person.user is None:
        return AccountState.NONE
    if not person.user.is_active:
        return AccountState.CLOSED
    return AccountState.ACTIVE if signed_in else AccountState.INVITED


def person_at(school: School, pk: UUID) -> Person | None:
    """Return a person whom the school knows, or None."""
    known = PersonAtSchool.objects.for_school(school).filter(person=pk).select_related("person__data_key").first()
    return known.person if known else None


def setting_rows(school: School, on: datetime.date | None = None) -> list[tuple[Any, list[tuple[SettingSpec, Any]]]]:
    """Return ``[(group, [(spec, value), …]), …]`` in the order of the page. One query."""
    values = settings(school, on)
    return [
        (words, [(spec, values[key]) for key, spec in SETTINGS.items() if spec.group == group])
        for group, words in GROUPS.items()
    ]


def setting_history(school: School, key: str) -> QuerySet[SchoolSetting]:
    """Return what one setting was, newest first; rows that never held (changed again on the same day) included."""
    rows: QuerySet[SchoolSetting] = SchoolSetting.objects.for_school(school).filter(key=key).order_by("-from_date")
    return rows


@dataclass(frozen=True)
class PersonPage:
    """What the page of one person shows: roles that ended, hold and are to come, newest first."""

    person: Person
    name: str
    email: str
    phone: str
    account: AccountState
    roles: tuple[RoleAtSchool, ...]
    ended: tuple[RoleAtSchool, ...]


def person_page(school: School, person: Person) -> PersonPage:
    """Return one person as the office sees them. A fixed number of queries."""
    day = school.today()
    rows = list(RoleAtSchool.objects.for_school(school).filter(person=person).order_by("-from_date", "role"))
    over = [row for row in rows if row.until_date is not None and row.until_date <= day]
    active = person.user_id is not None and EmailAddress.objects.filter(user=person.user_id, verified=True).exists()
    return PersonPage(
        person=person,
        name=name_of(person, school),
        email=email_of(person, school) or "",
        phone=phone_of(person, school) or "",
        account=_account(person, active),
        roles=tuple(row for row in rows if row not in over),
        ended=tuple(row for row in over if row.until_date != row.from_date),
    )


def role_at(school: School, person: Person, pk: UUID) -> RoleAtSchool | None:
    """Return one role of a person that has not ended yet, or None."""
    row: RoleAtSchool | None = RoleAtSchool.objects.for_school(school).filter(pk=pk, person=person).first()
    return row if row and (row.until_date is None or row.until_date > school.today()) else None


@dataclass(frozen=True)
class Step:
    """One of the first steps."""

    key: str
    done: bool


def first_steps(school: School) -> list[Step]:
    """Return the four steps before a school can begin, in order, and which are done. Two queries."""
    rows = RoleAtSchool.objects.for_school(school).filter(in_force(school.today())).values_list("person_id", "role")
    by_role: dict[str, set[UUID]] = {}
    for person, role in rows:
        by_role.setdefault(role, set()).add(person)
    leads = by_role.get(Role.DSL, set()) | by_role.get(Role.DEPUTY_DSL, set())
    posts = Role.HEADTEACHER in by_role and Role.DSL in by_role and len(leads) > 1 and Role.CHAIR in by_role
    # The message is a matter of a floor above; that it was asked for stands in the ledger, below both.
    tested = Entry.objects.filter(school_id=school.pk, verb="notice.test_sent").exists()
    return [
        Step("school", bool(school.phone and school.office_hours)),
        Step("mail", tested),
        Step("posts", posts),
        Step("staff", Role.TEACHER in by_role or Role.SUPPORT in by_role),
    ]


def todo_for(actor: Actor) -> list[Todo]:
    """Return the first steps as one job for the administrator of a real school, until all four are done."""
    if not actor.has_role(Role.ADMINISTRATOR) or actor.school.is_demo:
        return []
    left = [step for step in first_steps(actor.school) if not step.done]
    if not left:
        return []
    return [
        Todo(
            title=str(_("Finish the first steps")),
            url=reverse("people:first_steps", args=[actor.school.slug]),
            why=str(ngettext("One of 4 is left.", "%(count)s of 4 are left.", len(left)) % {"count": len(left)}),
            tag_text=str(_("To do")),
            minutes=5 * len(left),
        )
    ]

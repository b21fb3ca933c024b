"""What the pages of this app show: the list of people, the settings as sentences, the first steps."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, QuerySet

from people.models import Person, PersonAtSchool, RoleAtSchool, School, SchoolRecord, SchoolSetting, in_force
from people.queries.directory import emails
from people.queries.settings import settings
from people.states import GOVERNING_ROLES, GROUPS, SETTINGS, AccountState, Role, SettingSpec


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


def waiting_steps(school: School) -> dict[str, bool]:
    """Return which of the first steps are done: ``school``, ``people``, ``safeguarding``, ``governing``. One query."""
    day = school.today()
    rows = RoleAtSchool.objects.for_school(school).filter(in_force(day)).values_list("person_id", "role")
    roles: dict[str, set[UUID]] = {}
    for person, role in rows:
        roles.setdefault(role, set()).add(person)
    leads = roles.get(Role.DSL, set()) | roles.get(Role.DEPUTY_DSL, set())
    return {
        "school": bool(school.phone and school.office_hours),
        "people": len(set().union(*roles.values())) > 1 if roles else False,
        "safeguarding": Role.HEADTEACHER in roles and Role.DSL in roles and len(leads) >= 2,
        "governing": any(role in roles for role in GOVERNING_ROLES),
    }

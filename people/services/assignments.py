"""Roles, duties, line managers and ties: who holds what from when until when."""

import datetime
from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from core.db.dated import close, in_force, in_force_from
from core.db.transactions import unit_of_work
from core.errors import Refused
from core.text.dates import iso
from ledger.services import note
from people.models.persons import Person
from people.models.pupils import Pupil
from people.models.roles import Duty, LineManager, RoleAtSchool, Tie
from people.queries.acting import Actor
from people.queries.directory import holders, people_with_roles
from people.queries.same_person import same_person
from people.rules.absence import may_change_holder
from people.rules.roles import may_end_role, may_give_role, may_manage_people
from people.services.announcing import announce
from people.services.base import By, author, lock, people_manager
from people.states.roles import Role
from schools.models.schools import School
from schools.services.base import day_at


def _may_give(actor: Actor | None, person: Person, school: School, role: str) -> None:
    if actor is None:
        return
    to_oneself = person.pk in same_person(actor.person)
    may_give_role(actor, role, to_oneself=to_oneself, stands_alone=school.trust.stands_alone).enforce()
    may_change_holder(actor, [role], held=bool(holders(school, role))).enforce()


@unit_of_work()
def give_role(
    *,
    person: Person,
    school: School,
    role: str,
    from_date: datetime.date | None = None,
    until_date: datetime.date | None = None,
    by: By = None,
    now: datetime.datetime | None = None,
) -> RoleAtSchool:
    """Give a role from ``from_date`` (today) until ``until_date`` (first day without it; None: until further notice).

    Raises Refused when the person holds it in that time already, or the giver may not give it.
    """
    _may_give(actor := author(by, school), person, school, role)
    lock(person)
    start = from_date or day_at(school, now)
    if until_date is not None and until_date <= start:
        raise Refused(_("A role ends after it begins."))
    held = RoleAtSchool.objects.for_school(school).filter(person=person, role=role)
    if any(row.overlaps(start, until_date) for row in held):
        raise Refused(_("This person already has this role in that time."))
    row = RoleAtSchool.objects.create(person=person, school=school, role=role, from_date=start, until_date=until_date)
    facts = {"role": str(role), "from_date": iso(start), "until_date": iso(until_date)}
    note(school=school, verb="role.given", subject=f"person:{person.pk}", actor=actor, facts=facts, now=now)
    announce(kind="role_given", person=person, school=school, by=actor, now=now, detail={"role": str(role)})
    return row


@unit_of_work()
def end_role(
    *,
    person: Person,
    school: School,
    role: str,
    on: datetime.date | None = None,
    by: By = None,
    now: datetime.datetime | None = None,
) -> RoleAtSchool:
    """End a role on ``on``, the first day without it (today: access is gone at once).

    Raises Refused when the role is not held, or nobody could look after the portal afterwards.
    """
    actor = author(by, school)
    lock(person)
    day = on or day_at(school, now)
    if actor is not None:
        may_end_role(actor, role, other_configurers=_other_configurers(school, person, role, day)).enforce()
        # Else a post would be emptied first and filled afterwards.
        may_change_holder(actor, [role], held=True).enforce()
    open_rows = RoleAtSchool.objects.for_school(school).filter(person=person, role=role)
    row: RoleAtSchool | None = open_rows.filter(in_force_from(day)).order_by("from_date").first()
    if row is None:
        raise Refused(_("This person does not have this role."))
    close(row, day)
    facts = {"role": str(role), "until_date": iso(row.until_date)}
    note(school=school, verb="role.ended", subject=f"person:{person.pk}", actor=actor, facts=facts, now=now)
    detail = {"role": str(role), "on": iso(row.until_date)}
    announce(kind="role_ended", person=person, school=school, by=actor, now=now, detail=detail)
    return row


def _other_configurers(school: School, person: Person, role: str, day: datetime.date) -> set[UUID]:
    configure = {Role.ADMINISTRATOR.value, Role.HEADTEACHER.value}
    others = set(people_with_roles(school, configure, day).exclude(pk=person.pk).values_list("pk", flat=True))
    own = RoleAtSchool.objects.for_school(school).filter(in_force(day), person=person)
    kept = own.filter(role__in=configure - {str(role)})
    return others | ({person.pk} if kept.exists() else set())


@unit_of_work()
def give_duty(*, person: Person, school: School, kind: str, source: str, by: By = None) -> Duty:
    """Write down what a higher app decided: ``kind`` "official_account", ``source`` the label of its record.

    Asked for twice, the first is returned (obligation M14).
    """
    actor = author(by, school)
    lock(person)
    day = school.today()
    same = Duty.objects.for_school(school).filter(in_force(day), person=person, kind=kind, source=source)
    held: Duty | None = same.first()
    if held is not None:
        return held
    duty = Duty.objects.create(person=person, school=school, kind=kind, source=source, from_date=day)
    facts = {"kind": kind, "source": source}
    note(school=school, verb="duty.given", subject=f"person:{person.pk}", actor=actor, facts=facts)
    announce(kind="duty_given", person=person, school=school, by=actor, detail={"duty": kind})
    return duty


@unit_of_work()
def end_duty(*, person: Person, school: School, kind: str, source: str, by: By = None) -> None:
    """End a duty today; nothing happens if it is not held."""
    actor = author(by, school)
    lock(person)
    day = school.today()
    for duty in Duty.objects.for_school(school).filter(in_force(day), person=person, kind=kind, source=source):
        close(duty, day)
        facts = {"kind": kind, "source": source}
        note(school=school, verb="duty.ended", subject=f"person:{person.pk}", actor=actor, facts=facts)


@unit_of_work()
def set_line_manager(*, person: Person, manager: Person | None, school: School, by: By = None) -> LineManager | None:
    """Record to whom a person answers from today on; None for nobody (obligation L11)."""
    actor = people_manager(by, school)
    if manager is not None and manager.pk in same_person(person):
        raise Refused(_("Nobody is their own line manager."))
    lock(person)
    day = school.today()
    if manager is not None and person.pk in _above(manager, school, day):
        raise Refused(_("These two would answer to each other."))
    row: LineManager
    for row in LineManager.objects.for_school(school).filter(in_force(day), person=person):
        if manager is not None and row.manager_id == manager.pk:
            return row
        close(row, day)
    facts, subject = {"manager": str(manager.pk) if manager else ""}, f"person:{person.pk}"
    note(school=school, verb="line_manager.set", subject=subject, actor=actor, facts=facts)
    if manager is None:
        return None
    return LineManager.objects.create(person=person, manager=manager, school=school, from_date=day)


@unit_of_work()
def set_line_managers(*, persons: Iterable[Person], manager: Person | None, school: School, by: By = None) -> None:
    """Record one line manager for several people: all of them or none."""
    for person in persons:
        set_line_manager(person=person, manager=manager, school=school, by=by)


def _above(person: Person, school: School, day: datetime.date) -> list[UUID]:
    """Return to whom a person answers, step by step up."""
    rows = LineManager.objects.for_school(school).filter(in_force(day)).values_list("person_id", "manager_id")
    managers = dict(rows)
    found: list[UUID] = []
    at = managers.get(person.pk)
    while at is not None and at not in found:
        found.append(at)
        at = managers.get(at)
    return found


@unit_of_work()
def declare_tie(
    *, person: Person, school: School, kind: str, other: Person | None = None, pupil: Pupil | None = None, by: By = None
) -> Tie:
    """Record a tie with another person or with a pupil: neither hears of the other's case from today on.

    Raises Refused unless exactly one of ``other`` and ``pupil`` is given and it is not the person.
    """
    actor = author(by, school)
    if actor is not None and actor.person.pk not in {person.pk, other.pk if other else None}:
        may_manage_people(actor).enforce()
    if (other is None) == (pupil is None):
        raise Refused(_("Choose one person or one pupil."))
    if other is not None and other.pk in same_person(person):
        raise Refused(_("Nobody has a tie with themself."))
    lock(person)
    day = school.today()
    same = Tie.objects.for_school(school).filter(in_force(day), person=person, other=other, pupil=pupil)
    declared: Tie | None = same.first()
    if declared is not None:
        return declared
    tie = Tie.objects.create(person=person, school=school, other=other, pupil=pupil, kind=kind, from_date=day)
    note(school=school, verb="tie.declared", subject=f"person:{person.pk}", actor=actor)
    return tie

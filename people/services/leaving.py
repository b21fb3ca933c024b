"""Somebody leaves, or passes a key role on. History keeps the name.

What ends here is what ``people`` holds; each app ends its own part when it hears of it (``announcing``).
"""

import datetime

from django.utils.translation import gettext as _

from core.db.dated import close, in_force_from
from core.db.transactions import unit_of_work
from core.errors import Refused
from core.text.dates import iso
from ledger.services import note
from people.models.persons import Person
from people.models.roles import Absence, Duty, LineManager, RoleAtSchool
from people.services.announcing import announce
from people.services.assignments import end_role, give_role
from people.services.base import By, author, lock, people_manager
from schools.models.schools import School


@unit_of_work()
def end_person(*, person: Person, school: School, on: datetime.date | None = None, by: By = None) -> list[RoleAtSchool]:
    """End everything that somebody holds at a school on ``on`` (today), the first day without it.

    Roles, duties and line management end; covers they were to give stay open for another. Name, addresses and what
    they did stay. Raises Refused as ``end_role`` does, and for somebody who holds no role.
    """
    actor = people_manager(by, school)
    lock(person)
    day = on or school.today()
    held = list(RoleAtSchool.objects.for_school(school).filter(in_force_from(day), person=person))
    if not held:
        raise Refused(_("This person has no role here after that day."))
    # The role that opens the list goes last: with it goes the right to end the others.
    held.sort(key=lambda row: (actor is not None and row.role in actor.roles, row.from_date))
    ended = [end_role(person=person, school=school, role=row.role, on=day, by=by) for row in held]
    _end_the_rest(person, school, day)
    facts = {"until_date": iso(day)}
    note(school=school, verb="person.left", subject=f"person:{person.pk}", actor=actor, facts=facts)
    announce(kind="left", person=person, school=school, by=actor, detail={"on": iso(day)})
    return ended


def _end_the_rest(person: Person, school: School, day: datetime.date) -> None:
    for model, who in ((Duty, "person"), (LineManager, "person"), (LineManager, "manager"), (Absence, "person")):
        for row in model.objects.for_school(school).filter(in_force_from(day), **{who: person}):
            close(row, day)
    for row in Absence.objects.for_school(school).filter(in_force_from(day), cover=person):
        until, start = row.until_date, max(day, row.from_date)
        close(row, day)
        Absence.objects.create(school=school, person_id=row.person_id, from_date=start, until_date=until)


@unit_of_work()
def hand_over(
    *,
    school: School,
    role: str,
    to: Person,
    outgoing: Person | None = None,
    on: datetime.date | None = None,
    by: By = None,
) -> RoleAtSchool:
    """Pass a key role on: ``to`` holds it from ``on`` (today), ``outgoing`` until the day before; nobody in between.

    What the one before reads in this role, the new holder reads too (a higher app sees to it). Raises Refused as
    ``give_role`` and ``end_role`` do.
    """
    actor = author(by, school)
    day = on or school.today()
    given = give_role(person=to, school=school, role=role, from_date=day, by=by)
    facts = {"role": str(role), "from_date": iso(day)}
    if outgoing is not None:
        detail = {"role": str(role), "from": str(outgoing.pk), "on": iso(day)}
        announce(kind="handed_over", person=to, school=school, by=actor, detail=detail)
        end_role(person=outgoing, school=school, role=role, on=day, by=by)
    note(school=school, verb="post.handed_over", subject=f"person:{to.pk}", actor=actor, facts=facts)
    return given

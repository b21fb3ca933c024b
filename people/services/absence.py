"""Who is away from when until when, and who covers."""

import datetime

from django.utils.translation import gettext as _

from core.db.dated import in_force
from core.db.transactions import unit_of_work
from core.errors import Refused
from core.text.dates import iso
from ledger.services import note
from people.models.persons import Person
from people.models.roles import Absence, RoleAtSchool
from people.queries.acting import Actor
from people.queries.same_person import same_person
from people.rules.absence import may_change_holder, may_cover, may_record_absence
from people.services.announcing import announce
from people.services.base import By, author, lock
from people.states.roles import ROLE_TABLE, Role
from schools.models.schools import School
from schools.services.base import day_at


@unit_of_work()
def record_absence(
    *,
    person: Person,
    school: School,
    from_date: datetime.date,
    until_date: datetime.date | None = None,
    cover: Person | None = None,
    by: By = None,
) -> Absence:
    """Record that somebody is away until ``until_date`` (first day back), and who covers.

    One may say so of oneself. The cover reads what comes to who is away, so it is chosen as carefully as a role: see
    ``rules.may_cover``. Raises Refused when another absence lies in that time.
    """
    actor = author(by, school)
    if actor is not None:
        _enforce(actor, person, cover, from_date, until_date)
    lock(person)
    if until_date is not None and until_date <= from_date:
        raise Refused(_("The first day back comes after the first day away."))
    rows = Absence.objects.for_school(school).filter(person=person)
    if any(row.overlaps(from_date, until_date) for row in rows):
        raise Refused(_("Another absence is recorded in that time."))
    absence = Absence.objects.create(
        person=person, school=school, from_date=from_date, until_date=until_date, cover=cover
    )
    facts = {"from_date": iso(from_date), "until_date": iso(until_date), "cover": str(cover.pk) if cover else ""}
    subject = f"person:{person.pk}"
    note(school=school, verb="absence.recorded", subject=subject, actor=actor, facts=facts)
    if cover is not None:
        detail = {"away": str(person.pk), "absence": str(absence.pk)}
        announce(kind="covers", person=cover, school=school, by=actor, detail=detail)
    return absence


def _enforce(
    actor: Actor, person: Person, cover: Person | None, start: datetime.date, until: datetime.date | None
) -> None:
    """Raise Refused where the actor may not record this absence, or not with this cover."""
    is_own, school = actor.person.pk == person.pk, actor.school
    may_record_absence(actor, is_own=is_own).enforce()
    if cover is None:
        return
    if cover.pk in same_person(person):
        raise Refused(_("Nobody covers for themself."))
    away = _roles_within(person, school, start, until)
    covers = RoleAtSchool.objects.for_school(school).filter(in_force(max(start, school.today())), person=cover)
    held = set(covers.values_list("role", flat=True))
    may_change_holder(actor, away, held=not is_own).enforce()
    may_cover(
        actor,
        is_own=is_own,
        away_hears=_hears(away),
        cover_has_role=bool(held),
        cover_hears=_hears(held),
        cover_is_actor=cover.pk in same_person(actor.person),
    ).enforce()


def _roles_within(person: Person, school: School, start: datetime.date, until: datetime.date | None) -> set[str]:
    """Return every role somebody holds on a day of that time: an absence may begin before a post, or last into it."""
    rows = RoleAtSchool.objects.for_school(school).filter(person=person)
    return {row.role for row in rows if row.overlaps(start, until)}


def _may_lengthen(actor: Actor, absence: Absence, until: datetime.date | None) -> None:
    """Refuse whoever would make their own reading of what comes to another longer."""
    longer = absence.until_date is not None and (until is None or until > absence.until_date)
    if not longer or absence.cover_id is None or absence.cover_id not in same_person(actor.person):
        return
    if _hears(_roles_within(absence.person, absence.school, absence.from_date, until)):
        raise Refused(_("Nobody can name themself for this. Ask a second person."))


def _hears(roles: set[str]) -> bool:
    return any(ROLE_TABLE[Role(role)].hears for role in roles)


@unit_of_work()
def change_absence(
    *, absence: Absence, until_date: datetime.date | None, by: By = None, now: datetime.datetime | None = None
) -> Absence:
    """Record another first day back: today or earlier ends the absence now; before its first day, it never was.

    Raises Refused when it is over already, or another absence lies in the time that is added.
    """
    school, person = absence.school, absence.person
    actor = author(by, school)
    if actor is not None:
        may_record_absence(actor, is_own=actor.person.pk == person.pk).enforce()
    lock(person)
    absence.refresh_from_db(fields=["until_date"])
    day = day_at(school, now)
    if not absence.in_force_from(day):
        raise Refused(_("This absence is over."))
    if actor is not None:
        _may_lengthen(actor, absence, until_date)
    others = Absence.objects.for_school(school).filter(person=person, from_date__gte=absence.from_date)
    if any(row.overlaps(absence.from_date, until_date) for row in others.exclude(pk=absence.pk)):
        raise Refused(_("Another absence is recorded in that time."))
    absence.until_date = max(until_date, absence.from_date, day) if until_date else None
    if until_date and until_date <= absence.from_date:
        absence.until_date = absence.from_date
    absence.save(update_fields=["until_date"])
    facts, subject = {"until_date": iso(absence.until_date)}, f"person:{person.pk}"
    note(school=school, verb="absence.changed", subject=subject, actor=actor, facts=facts, now=now)
    return absence

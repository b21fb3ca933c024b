"""Carers: who answers for which child, and how the school knows and reaches them."""

import datetime
from typing import Any

from core.actor import enforce
from core.db.dated import close, in_force
from core.db.transactions import unit_of_work
from core.text.dates import iso
from ledger.services import note
from people.models.persons import Person, SchoolRecord
from people.models.pupils import CarerLink, Pupil
from people.queries.families import is_barred, is_own
from people.queries.same_person import same_person
from people.rules.families import may_change_family
from people.services.announcing import announce
from people.services.base import By, author, lock, next_start
from people.services.persons import add_person, rename, set_address
from people.states.words import AddressKind, Relationship
from schools.models.schools import School
from schools.services.base import day_at


@unit_of_work()
def link_carer(
    *,
    person: Person,
    pupil: Pupil,
    relationship: str = Relationship.OTHER,
    parental_responsibility: bool = True,
    may_sign: bool = True,
    may_contact: bool = True,
    barred: bool = False,
    from_date: datetime.date | None = None,
    by: By = None,
    now: datetime.datetime | None = None,
) -> CarerLink:
    """Link an adult with a pupil of the same school. A changed link closes the old one and opens another.

    ``barred`` (a court order) takes signing and contact away whatever else is said. A bar that stands stays, under
    whichever entry of the person: only ``lift_restriction`` lifts it. Raises Refused for a child of one's own family.
    """
    school = pupil.school
    actor = author(by, school)
    enforce(actor, may_change_family(actor, own=is_own(actor, pupil)) if actor else None)
    lock(person)
    day = from_date or day_at(school, now)
    barred = barred or is_barred(same_person(person), pupil)
    wanted = {
        "relationship": str(relationship),
        "parental_responsibility": parental_responsibility,
        "may_sign": may_sign and not barred,
        "may_contact": may_contact and not barred,
        "barred": barred,
    }
    rows = CarerLink.objects.for_school(school).filter(person=person, pupil=pupil)
    until = next_start(rows, day)
    link: CarerLink
    for link in rows.filter(in_force(day)):
        if all(getattr(link, field) == value for field, value in wanted.items()):
            return link
        until = link.until_date
        close(link, day)
    new = CarerLink.objects.create(person=person, pupil=pupil, school=school, from_date=day, until_date=until, **wanted)
    facts = {"person": str(person.pk), **wanted}
    note(school=school, verb="carer.linked", subject=f"pupil:{pupil.pk}", actor=actor, facts=facts, now=now)
    announce(kind="carer_linked", person=person, school=school, by=actor, now=now)
    return new


@unit_of_work()
def unlink_carer(*, person: Person, pupil: Pupil, by: By = None) -> None:
    """End the link of an adult with a pupil today. Raises Refused for a child of one's own family."""
    school, day = pupil.school, pupil.school.today()
    actor = author(by, school)
    enforce(actor, may_change_family(actor, own=is_own(actor, pupil)) if actor else None)
    lock(person)
    for link in CarerLink.objects.for_school(school).filter(in_force(day), person=person, pupil=pupil):
        close(link, day)
        facts = {"person": str(person.pk), "until_date": iso(day)}
        note(school=school, verb="carer.unlinked", subject=f"pupil:{pupil.pk}", actor=actor, facts=facts)
        announce(kind="carer_unlinked", person=person, school=school, by=actor)


@unit_of_work()
def add_carer(
    *, pupil: Pupil, person: Person | None, facts: dict[str, Any], link: dict[str, Any], by: By = None
) -> CarerLink:
    """Give a child one more adult: ``person``, whom the school knows, or a new one with ``facts``.

    ``facts`` are keywords of :func:`add_person`, ``link`` of :func:`link_carer`. Raises Refused as they do.
    """
    adult = person or add_person(school=pupil.school, by=by, **facts)
    return link_carer(person=adult, pupil=pupil, by=by, **link)


@unit_of_work()
def correct_carer(
    *,
    person: Person,
    school: School,
    title: str,
    first_name: str,
    last_name: str,
    email: str,
    shared_address: bool,
    phone: str,
    by: By = None,
) -> None:
    """Know a carer by this name and reach them here from today on; what is the same stays as it is.

    Raises Refused for the other adult of one's own family.
    """
    actor = author(by, school)
    links = CarerLink.objects.for_school(school).filter(person=person).select_related("pupil")
    if actor is not None and person.pk not in same_person(actor.person):
        own = any(is_own(actor, link.pupil) for link in links)
        may_change_family(actor, own=own).enforce()
    record = SchoolRecord.objects.for_school(school).filter(in_force(school.today()), person=person).get()
    name = {"title": title.strip(), "first_name": first_name.strip(), "last_name": last_name.strip()}
    if any(getattr(record, field) != value for field, value in name.items()):
        rename(person=person, school=school, by=by, **name)
    for kind, value, shared in ((AddressKind.EMAIL, email, shared_address), (AddressKind.PHONE, phone, False)):
        set_address(person=person, school=school, kind=kind, value=value or None, shared=shared, by=by)

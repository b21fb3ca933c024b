"""Pupils, their places in classes, and their carers."""

import datetime

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from core.actor import enforce
from core.db.dated import close, in_force
from core.db.transactions import unit_of_work
from core.errors import Refused
from core.text.dates import iso
from ledger.services import note
from people.models.persons import Person
from people.models.pupils import CarerLink, ClassPlace, Pupil
from people.queries.same_person import same_person
from people.rules.families import may_change_family
from people.rules.roles import may_manage_people
from people.services.announcing import announce
from people.services.base import By, author, lock
from people.services.family_base import is_barred, is_own
from people.states.words import Relationship
from schools.models.schools import School
from schools.services.base import day_at


@unit_of_work()
def add_pupil(
    *,
    school: School,
    first_name: str,
    last_name: str = "",
    class_name: str = "",
    year_group: str = "",
    admission_number: str = "",
    birth_date: datetime.date | None = None,
    from_date: datetime.date | None = None,
    by: By = None,
    now: datetime.datetime | None = None,
) -> Pupil:
    """Add a pupil, with a place in a class if one is named. Raises Refused for a number that another pupil has."""
    enforce(actor := author(by, school), may_manage_people(actor) if actor else None)
    number = admission_number.strip()
    if not first_name.strip() and not last_name.strip():
        raise Refused(_("Enter a name."))
    if number and Pupil.objects.for_school(school).filter(admission_number=number).exists():
        raise Refused(_("Another pupil already has this admission number."))
    pupil = Pupil.objects.create(
        school=school,
        first_name=first_name.strip(),
        last_name=last_name.strip(),
        admission_number=number,
        birth_date=birth_date,
    )
    if class_name:
        start = from_date or day_at(school, now)
        ClassPlace.objects.create(
            pupil=pupil, school=school, class_name=class_name, year_group=year_group, from_date=start
        )
    note(school=school, verb="pupil.added", subject=f"pupil:{pupil.pk}", actor=actor, now=now)
    return pupil


def _end_ahead(rows: QuerySet[ClassPlace] | QuerySet[CarerLink], day: datetime.date) -> datetime.date | None:
    """Return the day on which the next row after ``day`` begins, None without one."""
    later = rows.filter(from_date__gt=day).exclude(until_date__lte=F("from_date"))
    found: datetime.date | None = later.order_by("from_date").values_list("from_date", flat=True).first()
    return found


def _lock_pupil(pupil: Pupil) -> None:
    Pupil.objects.for_school(pupil.school_id).select_for_update(no_key=True).get(pk=pupil.pk)


@unit_of_work()
def move_pupil(
    *,
    pupil: Pupil,
    class_name: str,
    year_group: str = "",
    on: datetime.date | None = None,
    by: By = None,
    now: datetime.datetime | None = None,
) -> ClassPlace:
    """Give a pupil a place in another class from ``on`` (today); the old place stays on its days.

    An end that was known, and a class that is planned for a later day, stay as they are.
    """
    school = pupil.school
    enforce(actor := author(by, school), may_manage_people(actor) if actor else None)
    _lock_pupil(pupil)
    day = on or day_at(school, now)
    rows = ClassPlace.objects.for_school(school).filter(pupil=pupil).order_by("from_date")
    until = _end_ahead(rows, day)
    place: ClassPlace
    for place in rows.filter(in_force(day)):
        if (place.class_name, place.year_group) == (class_name, year_group):
            return place
        until = place.until_date
        close(place, day)
    new = ClassPlace.objects.create(
        pupil=pupil, school=school, class_name=class_name, year_group=year_group, from_date=day, until_date=until
    )
    facts = {"from_date": iso(day)}
    note(school=school, verb="pupil.moved", subject=f"pupil:{pupil.pk}", actor=actor, facts=facts, now=now)
    return new


def _from(day: datetime.date) -> Q:
    """Match rows that hold on ``day`` or begin after it."""
    return Q(until_date__isnull=True) | Q(until_date__gt=day)


@unit_of_work()
def end_place(
    *, pupil: Pupil, on: datetime.date | None = None, by: By = None, now: datetime.datetime | None = None
) -> None:
    """Record that a pupil leaves: place and carer links end on ``on``, the first day without them, and none follows."""
    school = pupil.school
    enforce(actor := author(by, school), may_manage_people(actor) if actor else None)
    _lock_pupil(pupil)
    day = on or day_at(school, now)
    for place in ClassPlace.objects.for_school(school).filter(_from(day), pupil=pupil):
        close(place, day)
    for link in CarerLink.objects.for_school(school).filter(_from(day), pupil=pupil).select_related("person"):
        close(link, day)
        announce(kind="carer_unlinked", person=link.person, school=school, by=actor, now=now)
    facts = {"until_date": iso(day)}
    note(school=school, verb="pupil.left", subject=f"pupil:{pupil.pk}", actor=actor, facts=facts, now=now)


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
    whichever entry of the human: only ``lift_restriction`` lifts it. Raises Refused for a child of one's own family.
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
    until = _end_ahead(rows, day)
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
def unlink_carer(
    *,
    person: Person,
    pupil: Pupil,
    on: datetime.date | None = None,
    by: By = None,
    now: datetime.datetime | None = None,
) -> None:
    """End the link of an adult with a pupil on ``on`` (today), the first day without it.

    Raises Refused for a child of one's own family.
    """
    school = pupil.school
    actor = author(by, school)
    enforce(actor, may_change_family(actor, own=is_own(actor, pupil)) if actor else None)
    lock(person)
    day = on or day_at(school, now)
    for link in CarerLink.objects.for_school(school).filter(in_force(day), person=person, pupil=pupil):
        close(link, day)
        facts = {"person": str(person.pk), "until_date": iso(day)}
        subject = f"pupil:{pupil.pk}"
        note(school=school, verb="carer.unlinked", subject=subject, actor=actor, facts=facts, now=now)
        announce(kind="carer_unlinked", person=person, school=school, by=actor, now=now)

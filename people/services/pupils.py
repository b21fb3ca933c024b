"""Pupils: adding, correcting, another class, leaving, and that somebody looked for one."""

import datetime

from django.utils.translation import gettext as _

from core.db.dated import close, in_force, in_force_from
from core.db.transactions import unit_of_work
from core.errors import Refused
from core.sealing.data_keys import DataKey
from core.text.dates import iso
from ledger.services import note, record
from ledger.states import Confidentiality
from people.models.pupils import CarerLink, ClassPlace, Pupil
from people.services.announcing import announce
from people.services.base import By, author, next_start, people_manager
from schools.models.schools import School
from schools.services.base import day_at

CORRECTED = ("first_name", "last_name", "birth_date", "admission_number")


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
    actor = people_manager(by, school)
    pupil = Pupil(
        school=school,
        first_name=first_name.strip(),
        last_name=last_name.strip(),
        admission_number=admission_number.strip(),
        birth_date=birth_date,
    )
    _check(pupil)
    pupil.save()
    if class_name:
        start = from_date or day_at(school, now)
        ClassPlace.objects.create(
            pupil=pupil, school=school, class_name=class_name, year_group=year_group, from_date=start
        )
    note(school=school, verb="pupil.added", subject=f"pupil:{pupil.pk}", actor=actor, now=now)
    return pupil


@unit_of_work()
def correct_pupil(*, pupil: Pupil, by: By = None, **facts: str | datetime.date | None) -> list[str]:
    """Put right what was written wrongly (keys of ``CORRECTED``); returns which changed.

    The ledger keeps what each was before and after, sealed with a key of its own that goes when the child is
    forgotten. Raises Refused without a name and for an admission number that another pupil has, TypeError for a key
    that cannot be corrected.
    """
    school = pupil.school
    actor = people_manager(by, school)
    if unknown := set(facts) - set(CORRECTED):
        raise TypeError(f"not a detail of a pupil: {sorted(unknown)}")
    row = _locked(pupil)
    new = {field: value.strip() if isinstance(value, str) else value for field, value in facts.items()}
    changed = [field for field in CORRECTED if field in new and new[field] != getattr(row, field)]
    if not changed:
        return []
    before = [str(getattr(row, field) or "") for field in changed]
    for field in changed:
        setattr(row, field, new[field])
    _check(row)
    row.save(update_fields=changed)
    for field in changed:
        setattr(pupil, field, new[field])
    record(
        school_id=school.pk,
        confidentiality=Confidentiality.EVERYDAY,
        verb="pupil.corrected",
        subject=f"pupil:{pupil.pk}",
        actor=actor,
        facts={"fields": changed},
        sealed={"before": ", ".join(before), "after": ", ".join(str(new[field] or "") for field in changed)},
        key=DataKey.make(owner_id=school.pk, label="pupil"),
    )
    return changed


def _check(pupil: Pupil) -> None:
    if not pupil.first_name and not pupil.last_name:
        raise Refused(_("Enter a name."))
    same = Pupil.objects.for_school(pupil.school_id).filter(admission_number=pupil.admission_number)
    if pupil.admission_number and same.exclude(pk=pupil.pk).exists():
        raise Refused(_("Another pupil already has this admission number."))


def _locked(pupil: Pupil) -> Pupil:
    row: Pupil = Pupil.objects.for_school(pupil.school_id).select_for_update(no_key=True).get(pk=pupil.pk)
    return row


@unit_of_work()
def move_pupil(
    *, pupil: Pupil, class_name: str, year_group: str = "", on: datetime.date | None = None, by: By = None
) -> ClassPlace:
    """Give a pupil a place in another class from ``on`` (today); the old place stays on its days.

    An end that was known, and a class that is planned for a later day, stay as they are.
    """
    school = pupil.school
    actor = people_manager(by, school)
    _locked(pupil)
    day = on or school.today()
    rows = ClassPlace.objects.for_school(school).filter(pupil=pupil).order_by("from_date")
    until = next_start(rows, day)
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
    note(school=school, verb="pupil.moved", subject=f"pupil:{pupil.pk}", actor=actor, facts=facts)
    return new


@unit_of_work()
def end_place(*, pupil: Pupil, on: datetime.date | None = None, by: By = None) -> None:
    """Record that a pupil leaves: place and carer links end on ``on``, the first day without them, and none follows."""
    school = pupil.school
    actor = people_manager(by, school)
    _locked(pupil)
    day = on or school.today()
    for place in ClassPlace.objects.for_school(school).filter(in_force_from(day), pupil=pupil):
        close(place, day)
    for link in CarerLink.objects.for_school(school).filter(in_force_from(day), pupil=pupil).select_related("person"):
        close(link, day)
        announce(kind="carer_unlinked", person=link.person, school=school, by=actor)
    facts = {"until_date": iso(day)}
    note(school=school, verb="pupil.left", subject=f"pupil:{pupil.pk}", actor=actor, facts=facts)


@unit_of_work()
def record_search(*, school: School, words: str, found: int, by: By) -> None:
    """Record that somebody looked for a child or carer, and how many came up; the words are sealed."""
    record(
        school_id=school.pk,
        confidentiality=Confidentiality.EVERYDAY,
        verb="pupils.found",
        subject=f"school:{school.pk}",
        actor=author(by, school),
        facts={"found": found},
        sealed={"words": words},
    )

"""Correcting a pupil, and recording that somebody looked for one."""

import datetime
from typing import Any

from django.utils.translation import gettext as _

from core.actor import enforce
from core.db.dated import in_force
from core.db.transactions import unit_of_work
from core.errors import Refused
from core.sealing.data_keys import DataKey
from ledger.services import record
from ledger.states import Confidentiality
from people.models.persons import Person, SchoolRecord
from people.models.pupils import CarerLink, Pupil
from people.queries.same_person import same_person
from people.rules.families import may_change_family
from people.rules.roles import may_manage_people
from people.services.base import By, author
from people.services.families import link_carer
from people.services.family_base import is_own
from people.services.persons import add_person, rename, set_address
from people.states.words import AddressKind
from schools.models.schools import School
from schools.services.base import day_at

CORRECTED = ("first_name", "last_name", "birth_date", "admission_number")


@unit_of_work()
def correct_pupil(*, pupil: Pupil, by: By = None, now: datetime.datetime | None = None, **facts: Any) -> list[str]:
    """Put right what was written wrongly (keys of ``CORRECTED``); returns which changed.

    The ledger keeps what each was before and after, sealed with a key of its own that goes when the child is
    forgotten. Raises Refused without a name and for an admission number that another pupil has, TypeError for a key
    that cannot be corrected.
    """
    school = pupil.school
    enforce(actor := author(by, school), may_manage_people(actor) if actor else None)
    if unknown := set(facts) - set(CORRECTED):
        raise TypeError(f"not a detail of a pupil: {sorted(unknown)}")
    kept = Pupil.objects.for_school(school).select_for_update(no_key=True).get(pk=pupil.pk)
    new = {field: value.strip() if isinstance(value, str) else value for field, value in facts.items()}
    changed = [field for field in CORRECTED if field in new and new[field] != getattr(kept, field)]
    if not changed:
        return []
    before = {field: str(getattr(kept, field) or "") for field in changed}
    for field in changed:
        setattr(kept, field, new[field])
    _check(kept)
    kept.save(update_fields=changed)
    for field in changed:
        setattr(pupil, field, new[field])
    record(
        school_id=school.pk,
        confidentiality=Confidentiality.EVERYDAY,
        verb="pupil.corrected",
        subject=f"pupil:{pupil.pk}",
        actor=actor,
        facts={"fields": changed},
        sealed={"before": ", ".join(before.values()), "after": ", ".join(str(new[each] or "") for each in changed)},
        key=DataKey.make(owner_id=school.pk, label="pupil"),
        now=now,
    )
    return changed


def _check(pupil: Pupil) -> None:
    if not pupil.first_name and not pupil.last_name:
        raise Refused(_("Enter a name."))
    same = Pupil.objects.for_school(pupil.school_id).filter(admission_number=pupil.admission_number)
    if pupil.admission_number and same.exclude(pk=pupil.pk).exists():
        raise Refused(_("Another pupil already has this admission number."))


@unit_of_work()
def record_search(*, school: School, words: str, found: int, by: By, now: datetime.datetime | None = None) -> None:
    """Record that somebody looked for a child or carer, and how many came up; the words are sealed."""
    actor = author(by, school)
    record(
        school_id=school.pk,
        confidentiality=Confidentiality.EVERYDAY,
        verb="pupils.found",
        subject=f"school:{school.pk}",
        actor=actor,
        facts={"found": found},
        sealed={"words": words},
        now=now,
    )


@unit_of_work()
def add_carer(
    *,
    pupil: Pupil,
    person: Person | None,
    facts: dict[str, Any],
    link: dict[str, Any],
    by: By = None,
    now: datetime.datetime | None = None,
) -> CarerLink:
    """Give a child one more adult: ``person``, whom the school knows, or a new one with ``facts``.

    ``facts`` are keywords of :func:`add_person`, ``link`` of :func:`link_carer`. Raises Refused as they do.
    """
    adult = person or add_person(school=pupil.school, by=by, now=now, **facts)
    return link_carer(person=adult, pupil=pupil, by=by, now=now, **link)


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
    now: datetime.datetime | None = None,
) -> None:
    """Know a carer by this name and reach them here from today on; what is the same stays as it is.

    Raises Refused for the other adult of one's own family.
    """
    actor = author(by, school)
    links = CarerLink.objects.for_school(school).filter(person=person).select_related("pupil")
    if actor is not None and person.pk not in same_person(actor.person):
        own = any(is_own(actor, link.pupil) for link in links)
        may_change_family(actor, own=own).enforce()
    record_now = SchoolRecord.objects.for_school(school).filter(in_force(day_at(school, now)), person=person).get()
    named = {"title": title.strip(), "first_name": first_name.strip(), "last_name": last_name.strip()}
    if any(getattr(record_now, name) != value for name, value in named.items()):
        rename(person=person, school=school, by=by, now=now, **named)
    for kind, value, shared in ((AddressKind.EMAIL, email, shared_address), (AddressKind.PHONE, phone, False)):
        set_address(person=person, school=school, kind=kind, value=value or None, shared=shared, by=by, now=now)

"""Persons: who is known at a school, by which name and at which address, and which entries are one person."""

import datetime

from django.utils.translation import gettext as _

from core.db.dated import close, in_force, in_force_from
from core.db.transactions import unit_of_work
from core.errors import Refused
from ledger.services import note
from people.models.accounts import User
from people.models.persons import Address, Person, PersonAtSchool, SchoolRecord
from people.queries.same_person import same_person
from people.services.announcing import announce
from people.services.base import By, lock, people_manager
from people.services.contact_restrictions import restrictions_follow
from people.states.words import AddressKind
from schools.models.schools import School
from schools.services.base import day_at


@unit_of_work()
def add_person(
    *,
    school: School,
    first_name: str,
    last_name: str = "",
    email: str | None = None,
    phone: str | None = None,
    title: str = "",
    staff_code: str = "",
    shared_address: bool = False,
    person: Person | None = None,
    from_date: datetime.date | None = None,
    by: By = None,
    now: datetime.datetime | None = None,
) -> Person:
    """Let a school know a person: a new one, or ``person``, who is known elsewhere in the same trust.

    No role and no account come with it. Raises Refused for somebody of another trust, for somebody the school knows
    already, and for an empty name.
    """
    actor = people_manager(by, school)
    if not first_name.strip() and not last_name.strip():
        raise Refused(_("Enter a name."))
    if person is not None:
        lock(person)
        _check_new_here(person, school)
    new = person or Person.objects.create(trust_id=school.trust_id)
    day = from_date or day_at(school, now)
    PersonAtSchool.objects.create(school=school, trust_id=school.trust_id, person=new)
    SchoolRecord.objects.create(
        school=school,
        person=new,
        title=title.strip(),
        first_name=first_name.strip(),
        last_name=last_name.strip(),
        staff_code=staff_code.strip(),
        from_date=day,
    )
    for kind, value in ((AddressKind.EMAIL, email), (AddressKind.PHONE, phone)):
        if value and value.strip():
            _open_address(new, school, kind, value, shared_address, day)
    note(school=school, verb="person.added", subject=f"person:{new.pk}", actor=actor, now=now)
    announce(kind="added", person=new, school=school, by=actor, now=now)
    return new


def _check_new_here(person: Person, school: School) -> None:
    if person.trust_id != school.trust_id:
        raise Refused(_("This person belongs to another trust."))
    if PersonAtSchool.objects.for_school(school).filter(person=person).exists():
        raise Refused(_("The school knows this person already."))


def tidy_address(kind: str, value: str) -> str:
    """Return an address as it is stored: an e-mail address in small letters, single spaces in a number."""
    return User.objects.normalise(value) if kind == AddressKind.EMAIL else " ".join(value.split())


def _open_address(person: Person, school: School, kind: str, value: str, shared: bool, day: datetime.date) -> Address:
    return Address.objects.create(
        person=person, school=school, kind=kind, value=tidy_address(kind, value), shared=shared, from_date=day
    )


@unit_of_work()
def rename(
    *,
    person: Person,
    school: School,
    first_name: str,
    last_name: str,
    title: str = "",
    staff_code: str | None = None,
    by: By = None,
) -> SchoolRecord:
    """Know a person by another name from today on; the old name stays on its days.

    Of somebody who starts later, the name that begins then is changed.
    """
    actor = people_manager(by, school)
    lock(person)
    old = SchoolRecord.objects.for_school(school).filter(person=person, until_date__isnull=True).get()
    day = max(school.today(), old.from_date)
    close(old, day)
    new = SchoolRecord.objects.create(
        school=school,
        person=person,
        title=title.strip(),
        first_name=first_name.strip(),
        last_name=last_name.strip(),
        staff_code=old.staff_code if staff_code is None else staff_code,
        from_date=day,
    )
    note(school=school, verb="person.renamed", subject=f"person:{person.pk}", actor=actor)
    return new


@unit_of_work()
def set_address(
    *,
    person: Person,
    school: School,
    kind: str,
    value: str | None,
    shared: bool = False,
    from_date: datetime.date | None = None,
    instead_of: str | None = None,
    by: By = None,
) -> Address | None:
    """Reach a person at another address from ``from_date`` (today) on; None ends the old one.

    What held or was to hold from then on ends: everything of that kind, or only the value ``instead_of``. The login
    keeps its own address.
    """
    actor = people_manager(by, school)
    lock(person)
    day = from_date or school.today()
    rows = list(Address.objects.for_school(school).filter(in_force_from(day), person=person, kind=kind))
    wanted = tidy_address(kind, value) if value else None
    if instead_of is not None:
        rows = [row for row in rows if row.value in (instead_of, wanted)]
    kept = [row for row in rows if row.value == wanted and row.shared == shared and row.from_date <= day]
    for row in rows:
        if row not in kept:
            close(row, day)
    if not wanted or kept:
        return kept[0] if kept else None
    new = _open_address(person, school, kind, wanted, shared, day)
    facts, subject = {"kind": str(kind)}, f"person:{person.pk}"
    note(school=school, verb="person.address_changed", subject=subject, actor=actor, facts=facts)
    return new


@unit_of_work()
def share_address(*, school: School, value: str, by: By = None) -> None:
    """Mark an e-mail address as shared for everybody at the school who has it: from today on for contact only."""
    people_manager(by, school)
    email = tidy_address(AddressKind.EMAIL, value)
    rows = Address.objects.for_school(school).filter(
        in_force(school.today()), kind=AddressKind.EMAIL, value=email, shared=False
    )
    for row in rows.select_related("person").order_by("person_id"):
        set_address(person=row.person, school=school, kind=row.kind, value=row.value, shared=True, by=by)


@unit_of_work()
def merge(*, person: Person, same_as: Person, school: School, reason: str = "", by: By = None) -> Person:
    """Record that two entries are one person. Nothing else changes: exclusion follows it, rights do not.

    ``reason`` is a value of ``SameReason``: a word of the list, so that the chain holds no name. Raises Refused for
    entries of two trusts, or when they already are one.
    """
    actor = people_manager(by, school)
    if person.trust_id != same_as.trust_id:
        raise Refused(_("These two belong to different trusts."))
    both = same_person(person) | same_person(same_as)
    rows = Person.objects.select_for_update(no_key=True).filter(pk__in=both).order_by("pk")
    locked = {each.pk: each for each in rows}
    mine = same_person(person)
    if same_as.pk in mine:
        raise Refused(_("These two are already one person."))
    # An entry points at one other at most: of the entries that are this person, the one that is still free points now.
    pointing = next(each for pk, each in locked.items() if pk in mine and each.same_as_id is None)
    pointing.same_as_id = same_as.pk
    pointing.save(update_fields=["same_as"])
    person.refresh_from_db(fields=["same_as"])
    facts = {"same_as": str(same_as.pk), "reason": str(reason)}
    restrictions_follow(persons=both, day=school.today(), by=actor)
    note(school=school, verb="person.same_as", subject=f"person:{pointing.pk}", actor=actor, facts=facts)
    return pointing


@unit_of_work()
def split(*, person: Person, school: School, by: By = None) -> Person:
    """Take a "same as" back. Raises Refused when there is none, and for one's own: exclusion hangs on it."""
    actor = people_manager(by, school)
    if actor is not None and actor.person.pk in same_person(person):
        raise Refused(_("Nobody takes their own entries apart. Ask a colleague."))
    lock(person)
    person.refresh_from_db(fields=["same_as"])
    if person.same_as_id is None:
        raise Refused(_("This entry is not the same as another one."))
    facts = {"same_as": str(person.same_as_id)}
    person.same_as = None
    person.save(update_fields=["same_as"])
    note(school=school, verb="person.not_same_as", subject=f"person:{person.pk}", actor=actor, facts=facts)
    return person

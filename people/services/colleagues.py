"""The office's list: adding a colleague, correcting what is known, and that somebody was looked for."""

import datetime

from django.utils.translation import gettext as _

from core.db.dated import in_force
from core.db.transactions import unit_of_work
from core.errors import Refused
from ledger.services import note
from people.models.accounts import User
from people.models.persons import Address, Person, PersonAtSchool, SchoolRecord
from people.queries.staff import main_address
from people.services.announcing import announce
from people.services.assignments import give_role
from people.services.base import By, author, people_manager
from people.services.persons import add_person, rename, set_address, share_address, tidy_address
from people.states.words import AddressKind
from schools.models.schools import School


@unit_of_work()
def add_colleague(
    *,
    school: School,
    first_name: str,
    last_name: str,
    role: str,
    email: str = "",
    phone: str = "",
    title: str = "",
    staff_code: str = "",
    person: Person | None = None,
    shared_address: bool = False,
    from_date: datetime.date | None = None,
    invite: bool = False,
    by: By = None,
) -> Person:
    """Add a person with a role from ``from_date`` (today) on, and invite them if asked: all of it or nothing.

    ``person``: the same person, known in the trust or here already; here already, the name and addresses on record
    stay. ``shared_address``: somebody else has it too, so it is for contact only, for everybody who has it.
    """
    if person is not None and PersonAtSchool.objects.for_school(school).filter(person=person).exists():
        colleague = person
    else:
        colleague = add_person(
            school=school,
            first_name=first_name,
            last_name=last_name,
            title=title,
            email=email,
            phone=phone,
            staff_code=staff_code,
            shared_address=shared_address,
            person=person,
            by=by,
        )
    if shared_address and email:
        share_address(school=school, value=email, by=by)
    give_role(person=colleague, school=school, role=role, from_date=from_date, by=by)
    if invite:
        announce(kind="to_invite", person=colleague, school=school, by=author(by, school))
    return colleague


@unit_of_work()
def correct(
    *,
    person: Person,
    school: School,
    title: str,
    first_name: str,
    last_name: str,
    staff_code: str,
    email: str,
    phone: str,
    shared: bool = False,
    from_date: datetime.date | None = None,
    by: By = None,
) -> list[str]:
    """Correct what the school knows of a person; ``from_date`` is the day from which the addresses hold (today).

    Returns what changed: "name", "email", "phone". Raises Refused for an empty name, and for an address that
    somebody else here has, unless it is ``shared``.
    """
    people_manager(by, school)
    if not first_name.strip() and not last_name.strip():
        raise Refused(_("Enter a name."))
    changed = []
    record = SchoolRecord.objects.for_school(school).filter(person=person, until_date__isnull=True).get()
    name = {"title": title, "first_name": first_name, "last_name": last_name, "staff_code": staff_code}
    name = {key: value.strip() for key, value in name.items()}
    if any(getattr(record, key) != value for key, value in name.items()):
        rename(person=person, school=school, by=by, **name)
        changed.append("name")
    day = school.today()
    _check_shared(person, school, email, shared, day)
    for kind, value, is_shared in ((AddressKind.EMAIL, email, shared), (AddressKind.PHONE, phone, False)):
        main = main_address(Address.objects.for_school(school).filter(in_force(day), person=person), kind)
        before = main.value if main else ""
        if before != tidy_address(kind, value) or (main is not None and main.shared != is_shared):
            # The new one comes in the place of the address one writes to; a second one stays.
            set_address(
                person=person,
                school=school,
                kind=kind,
                value=value,
                shared=is_shared,
                from_date=from_date,
                instead_of=before,
                by=by,
            )
            changed.append(str(kind))
    if shared and email:
        share_address(school=school, value=email, by=by)
    return changed


def _check_shared(person: Person, school: School, email: str, shared: bool, day: datetime.date) -> None:
    if not email or shared:
        return
    others = Address.objects.for_school(school).filter(in_force(day), kind=AddressKind.EMAIL)
    if others.filter(value=User.objects.normalise(email)).exclude(person=person).exists():
        raise Refused(_("Somebody else here has this address. If they share it, tick the box."))


@unit_of_work()
def note_search(*, school: School, group: str, found: int, by: By) -> None:
    """Record that somebody looked for a person in the list; not for whom."""
    actor = people_manager(by, school)
    facts = {"group": group, "found": found}
    note(school=school, verb="people.searched", subject=f"school:{school.pk}", actor=actor, facts=facts)

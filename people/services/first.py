"""The first day without a demo, and the day on which the demo goes."""

from __future__ import annotations

import datetime

from django.db import connection
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core import clock
from core.db.transactions import unit_of_work
from core.errors import Refused
from core.models import DataKey
from people.models.persons import Person
from people.models.roles import RoleAtSchool
from people.models.schools import School
from people.queries.acting import any_school
from people.services.accounts import close_account, invite_staff
from people.services.base import close, day_at, note
from people.services.persons import add_person
from people.services.posts import give_role
from people.services.schools import create_school
from people.states.roles import Role
from people.states.words import Nation

# Any two requests that would both be the first must wait for each other; there is no row yet to lock.
_FIRST_SCHOOL_LOCK = 0x70656F706C65


def first_run_code() -> str:
    """Return the code that protects ``/first/`` on this installation: whoever can run a command here can read it.

    It is derived from SECRET_KEY, so nothing is stored, and it is worth nothing once there is a school.
    """
    return salted_hmac("first_run", "code", algorithm="sha256").hexdigest()[:12].upper()


def is_first_run() -> bool:
    """Say whether there is no school at all."""
    return not any_school()


@unit_of_work()
def first_school(
    *,
    school_name: str,
    first_name: str,
    last_name: str,
    email: str,
    nation: str = Nation.ENGLAND,
    phone: str = "",
    now: datetime.datetime | None = None,
) -> tuple[School, Person]:
    """Make the first school and its first administrator, who signs in by an e-mailed code.

    Raises Refused as soon as there is any school.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_FIRST_SCHOOL_LOCK])
    if not is_first_run():
        raise Refused(_("There is a school already. Sign in, or ask its administrator."))
    school = create_school(name=school_name, nation=nation, phone=phone, now=now)
    person = add_person(school=school, first_name=first_name, last_name=last_name, email=email, now=now)
    give_role(person=person, school=school, role=Role.ADMINISTRATOR, now=now)
    invite_staff(person=person, school=school, now=now)
    return school, person


@unit_of_work()
def remove_demo(*, now: datetime.datetime | None = None) -> int:
    """Close every demo school in one step; returns how many. Schools that are not of the demo are not touched.

    Roles end, accounts that act nowhere else are closed, and the data keys of the demo are destroyed: what was sealed
    is noise from then on. Signed rows and the ledger never change, so they stay; nothing leads to them any more.
    """
    moment = now or clock.now()
    schools = list(School.objects.filter(is_demo=True, closed_on__isnull=True).select_related("trust"))
    for school in schools:
        day = day_at(school, moment)
        for row in RoleAtSchool.objects.for_school(school).exclude(until_date__lte=day):
            close(row, day)
        school.closed_on = day
        school.save(update_fields=["closed_on"])
        note(school=school, verb="demo.removed", subject=f"school:{school.pk}", actor=None, now=moment)
    trusts = {school.trust_id for school in schools}
    elsewhere = Person.objects.exclude(trust__in=trusts).filter(user__isnull=False)
    people = Person.objects.filter(trust__in=trusts, user__isnull=False).exclude(user__in=elsewhere.values("user"))
    for person in people.select_related("user"):
        if person.user is not None:
            close_account(user=person.user)
    owners = trusts | {school.pk for school in schools}
    for key in DataKey.objects.filter(owner_id__in=owners, forgotten_at__isnull=True):
        key.forget(why="The demo was removed", at=moment)
    return len(schools)

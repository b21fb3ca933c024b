"""The first day of a portal without a demo."""

import datetime

from django.db import connection
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.services.invitations import invite_staff
from core.db.transactions import unit_of_work
from core.errors import Refused
from people.models.persons import Person
from people.services.assignments import give_role
from people.services.persons import add_person
from people.states.roles import Role
from schools.models.schools import School
from schools.queries.schools import any_school
from schools.services.schools import create_school
from schools.states import Nation

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

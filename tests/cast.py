"""The fixed cast: one name for each role, so that each test reads as a sentence. Made through the services."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.test import Client

from accounts.services import invitations, second_step
from people.models.accounts import User
from people.models.persons import Person
from people.models.pupils import Pupil
from people.queries import acting
from people.services import assignments, carers, persons, pupils
from people.states.roles import Role
from schools.models.schools import School
from schools.services import schools as people_schools

SINCE = dt.date(2020, 9, 1)


@dataclass
class Member:
    """One of the cast."""

    name: str
    person: Person
    school: School
    user: User | None = None

    @property
    def actor(self) -> acting.Actor:
        """As the person acts today."""
        return acting.actor_for(self.person, self.school)


@dataclass
class Cast:
    """Everybody at the school, one family, and strangers from a school of another trust."""

    school: School
    other_school: School
    head: Member
    dsl: Member
    deputy: Member
    teacher: Member
    support: Member
    office: Member
    admin: Member
    chair: Member
    governor: Member
    clerk: Member
    parent: Member
    carer: Member
    stranger: Member
    stranger_head: Member
    children: list[Pupil] = field(default_factory=list)

    def staff(self) -> list[Member]:
        """Return everybody with a role at the school, in a fixed order."""
        return [self.head, self.dsl, self.deputy, self.teacher, self.support, self.office, self.admin] + [
            self.chair,
            self.governor,
            self.clerk,
        ]


NAMES = {
    "head": ("Mrs", "Helen", "Ashdown", Role.HEADTEACHER),
    "dsl": ("Ms", "Dina", "Lovell", Role.DSL),
    "deputy": ("Mr", "Peter", "Dunn", Role.DEPUTY_DSL),
    "teacher": ("Miss", "Tess", "Carver", Role.TEACHER),
    "support": ("Mr", "Sid", "Pope", Role.SUPPORT),
    "office": ("Mrs", "Olive", "Marsh", Role.OFFICE),
    "admin": ("Mr", "Adam", "Ridley", Role.ADMINISTRATOR),
    "chair": ("Dr", "Cora", "Hale", Role.CHAIR),
    "governor": ("Mr", "Gus", "Penn", Role.GOVERNOR),
    "clerk": ("Ms", "Clem", "Yates", Role.CLERK),
}


def member(school: School, title: str, first: str, last: str, role: str | None) -> Member:
    """Add one person with an account (and a role) at a school."""
    email = f"{first}.{last}@{school.slug}.example".lower()
    person = persons.add_person(
        school=school, title=title, first_name=first, last_name=last, email=email, from_date=SINCE
    )
    user = None
    if role:
        assignments.give_role(person=person, school=school, role=role, from_date=SINCE)
        user = invitations.invite_staff(person=person, school=school)
        person.refresh_from_db()
    return Member(f"{first} {last}", person, school, user)


def make_cast() -> Cast:
    """Make both schools and everybody in them.

    Invitations and other letters are dropped, so that a test starts with none.
    """
    school = people_schools.create_school(name="Fernhill Primary School", slug="fernhill", phone="01234 567 890")
    other = people_schools.create_school(name="Marlow Bank School", slug="marlow-bank", phone="01234 999 000")
    people: dict[str, Any] = {key: member(school, *row) for key, row in NAMES.items()}
    people["parent"] = member(school, "Ms", "Pat", "Quill", None)
    people["carer"] = member(school, "Mr", "Robin", "Quill", None)
    people["stranger"] = member(other, "Mr", "Stan", "Roe", Role.TEACHER)
    people["stranger_head"] = member(other, "Mrs", "Hetty", "Crane", Role.HEADTEACHER)
    cast = Cast(school=school, other_school=other, **people)
    for first, class_name, year in (("Ivy", "Acorn", "R"), ("Ned", "Cedar", "2"), ("Una", "Fir", "5")):
        child = pupils.add_pupil(
            school=school, first_name=first, last_name="Quill", class_name=class_name, year_group=year, from_date=SINCE
        )
        for carer, relationship in ((cast.parent, "mother"), (cast.carer, "father")):
            carers.link_carer(person=carer.person, pupil=child, relationship=relationship, from_date=SINCE)
        cast.children.append(child)
    _drop_letters(school, other)
    return cast


def _drop_letters(*schools: School) -> None:
    from notices.models import Notice

    Notice.objects.for_schools(schools).delete()


def enter(client: Client, user: Any, *, bare: bool = False) -> str:
    """Sign a client in as an account that has shown its second step, or has not (``bare``).

    Returns the key of the session.
    """
    client.force_login(user)
    session = client.session
    if bare:
        return str(session.session_key)
    second_step.mark_session(session, how="test")
    session.save()
    return str(session.session_key)


def sign_in(target: Any, who: Member) -> Any:
    """Sign a test client or a browser page in as ``who``, as if the code had been typed; returns the target."""
    assert who.user is not None, f"{who.name} has no account"
    client = target if isinstance(target, Client) else Client()
    enter(client, who.user)
    if client is not target:
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        target.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": settings.PORTAL_BASE_URL, "httpOnly": True}]
        )
    return target

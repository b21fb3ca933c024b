"""One school with its own year 2026/27, about a dozen adults, four families and three policies.

Made through the services, on a day in the summer holidays before the year.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from accounts.services import invitations
from people.models.persons import Person
from people.models.pupils import Pupil
from people.queries import acting
from people.services import assignments, carers, persons, pupils
from people.states.roles import Role
from policies.models import Draft, Policy, Version, VersionStatus
from policies.services import approving, drafts, publishing
from schools.models.schools import School
from schools.rules.days import TermDates
from schools.services import calendar, schools
from schools.states import Season
from signoffs.models import Round

SINCE = dt.date(2020, 9, 1)
BEFORE_THE_YEAR = dt.datetime(2026, 8, 24, 10, 0)

TERMS = (
    TermDates(Season.AUTUMN, dt.date(2026, 9, 2), dt.date(2026, 12, 18), dt.date(2026, 10, 26), dt.date(2026, 10, 30)),
    TermDates(Season.SPRING, dt.date(2027, 1, 4), dt.date(2027, 3, 25), dt.date(2027, 2, 15), dt.date(2027, 2, 19)),
    TermDates(Season.SUMMER, dt.date(2027, 4, 12), dt.date(2027, 7, 21), dt.date(2027, 5, 31), dt.date(2027, 6, 4)),
)
INSET = (
    dt.date(2026, 9, 2),
    dt.date(2026, 9, 3),
    dt.date(2026, 11, 2),
    dt.date(2027, 1, 4),
    dt.date(2027, 6, 25),
)
STAFF = {
    "helen": ("Mrs", "Helen", "Ashdown", Role.HEADTEACHER, "headteacher"),
    "dina": ("Ms", "Dina", "Lovell", Role.DSL, "safeguarding lead"),
    "lena": ("Ms", "Lena", "Moss", Role.TEACHER, "teacher, leads a team"),
    "tess": ("Miss", "Tess", "Carver", Role.TEACHER, "teacher"),
    "tom": ("Mr", "Tom", "Slate", Role.TEACHER, "teacher"),
    "lars": ("Mr", "Lars", "Vale", Role.TEACHER, "teacher"),
    "rory": ("Mr", "Rory", "Finch", Role.SUPPORT, "support"),
    "sid": ("Mr", "Sid", "Pope", Role.SUPPORT, "support"),
    "olive": ("Mrs", "Olive", "Marsh", Role.OFFICE, "office"),
    "cora": ("Dr", "Cora", "Hale", Role.CHAIR, "chair"),
    "gus": ("Mr", "Gus", "Penn", Role.GOVERNOR, "governor"),
    "clem": ("Ms", "Clem", "Yates", Role.CLERK, "clerk"),
}
"""Lena leads Tess, Tom, Lars and Rory. Sid has no e-mail. The mail server knows no address of Rory's until it is put
right."""
LED_BY_LENA = ("tess", "tom", "lars", "rory")
WITHOUT_MAIL = ("sid", "len")
RORYS_OLD_ADDRESS = "rory.finch@oldmail.example"
CARERS = {
    "pat": ("Ms", "Pat", "Quill", ["ivy"]),
    "robin": ("Mr", "Robin", "Quill", ["ivy"]),
    "joy": ("Mrs", "Joy", "Amari", ["ada", "ben"]),
    "mae": ("Ms", "Mae", "Doe", ["kit"]),
    "len": ("Mr", "Len", "Beck", ["zoe"]),
}
CHILDREN = {"ivy": "Quill", "ada": "Amari", "ben": "Amari", "kit": "Doe", "zoe": "Beck"}
POLICIES = {
    "Phones and cameras": ("30 June 2026", ""),
    "Online safety": ("17 February 2027", "dina"),
    "Social media": ("3 May 2027", "lena"),
}
"""Title: (next review, who looks after it). One is overdue from the start, one due in the half-term, one on the bank
holiday in May."""


@dataclass
class World:
    """The school and everybody in it, by first name."""

    school: School
    people: dict[str, Person] = field(default_factory=dict)
    names: dict[Any, str] = field(default_factory=dict)
    children: dict[str, Pupil] = field(default_factory=dict)
    rounds: dict[str, Round] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)

    def by(self, name: str) -> Any:
        """As that person acts today."""
        return acting.actor_for(self.people[name], self.school)

    def add(self, name: str, title: str, first: str, last: str, what: str, *, email: str | None = None) -> Person:
        """Let the school know one more adult."""
        address = f"{first}.{last}@fernhill.example".lower() if email is None else email
        person = persons.add_person(
            school=self.school, title=title, first_name=first, last_name=last, email=address, from_date=SINCE
        )
        self.people[name], self.names[person.pk] = person, f"{first} {last}, {what}"
        return person

    def round(self, name: str) -> Round:
        """Read a round anew."""
        rows = Round.objects.for_school(self.school).select_related("school", "agreement__policy", "version")
        return rows.get(pk=self.rounds[name].pk)

    def version(self, title: str) -> Version:
        """Return the version of a policy that is in force."""
        status = VersionStatus.objects.for_school(self.school).get(policy__title=f"{title} policy", state="published")
        return Version.objects.for_school(self.school).select_related("policy", "school").get(pk=status.version_id)


def make_world() -> World:
    """Make the school, its people, families and policies. Messages about it are not part of the story: none is left."""
    school = schools.create_school(
        name="Fernhill Primary School", slug="fernhill", phone="01632 960 001", public_email="office@fernhill.example"
    )
    calendar.set_terms(school=school, start_year=2026, terms=TERMS)
    calendar.set_closed_days(school=school, days=dict.fromkeys(INSET, "INSET"))
    world = World(school)
    _staff(world)
    _families(world)
    for title, (review, lead) in POLICIES.items():
        publish(world, draft(world, title, review, lead))
    from notices.models import Notice

    Notice.objects.for_school(school).delete()
    return world


def _staff(world: World) -> None:
    addresses = {"sid": "", "rory": RORYS_OLD_ADDRESS}
    for name, (title, first, last, role, what) in STAFF.items():
        person = world.add(name, title, first, last, what, email=addresses.get(name))
        assignments.give_role(person=person, school=world.school, role=role, from_date=SINCE)
        if name not in WITHOUT_MAIL:
            invitations.invite_staff(person=person, school=world.school)
    led = [world.people[name] for name in LED_BY_LENA]
    assignments.set_line_managers(persons=led, manager=world.people["lena"], school=world.school)


def _families(world: World) -> None:
    for number, (name, last) in enumerate(CHILDREN.items(), start=1):
        world.children[name] = pupils.add_pupil(
            school=world.school,
            first_name=name.title(),
            last_name=last,
            class_name="Oak",
            year_group=str(number),
            from_date=SINCE,
        )
    for name, (title, first, last, children) in CARERS.items():
        carer = world.add(name, title, first, last, "carer", email="" if name in WITHOUT_MAIL else None)
        for child in children:
            carers.link_carer(person=carer, pupil=world.children[child], from_date=SINCE)


def draft(world: World, title: str, review: str, lead: str = "", *, policy: Policy | None = None) -> Draft:
    """Bring a policy in."""
    office = world.by("olive")
    text = f"{title} policy\n\nNext review: {review}\n\n1 Rules\n\nBe kind online. This is from {review}.\n"
    made = drafts.import_file(name="policy.txt", data=text.encode(), by=office, policy=policy)
    facts = made.facts | ({"lead_person": str(world.people[lead].pk)} if lead else {})
    changes = {"in_short": ["Be kind online."], "changes": ["The rules are clearer."] if policy else [], "facts": facts}
    return drafts.save_draft(draft=made, changes=changes, revision=made.revision, by=office)


def publish(world: World, made: Draft) -> None:
    """Have it approved by chair and headteacher, and put it in force."""
    version = approving.propose(draft=made, by=world.by("olive"))
    for name in ("cora", "helen"):
        approving.approve(version=version, by=world.by(name))
    publishing.publish(version=version, by=world.by("olive"))

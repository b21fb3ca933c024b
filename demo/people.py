"""The people of the demo: a cast with plain names, and families from a seed."""

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

from accounts.services import invitations
from demo.where_schools_differ import CONTACTS, OAKFIELD
from people.models.persons import Person
from people.models.pupils import Pupil
from people.services import assignments, persons, trusts
from people.services import carers as people_carers
from people.services import pupils as people_pupils
from people.states.roles import Role
from schools.models.schools import School
from schools.services import schools

FIRST = (
    "Ada Ben Cleo Dev Edie Finn Gita Hugo Iris Jude Kemi Leo Mina Nico Olga Priya Quinn Rosa Saul Tara Umar Vera "
    "Wren Yusuf Zara"
)
LAST = (
    "Abbott Bashir Cole Doyle Evans Farah Grant Hobbs Iqbal Jones Kaur Lamb Mistry Nash Owusu Price Reid Shah "
    "Tulloch Vaughan Walsh"
)
CLASSES = (
    ("Acorn", "R"),
    ("Birch", "1"),
    ("Cedar", "2"),
    ("Dogwood", "3"),
    ("Elder", "4"),
    ("Fir", "5"),
    ("Gorse", "6"),
)

# (key, title, first name, last name, roles)
CAST: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    ("head", "Mrs", "Ruth", "Halloran", (Role.HEADTEACHER,)),
    ("dsl", "Ms", "Nadia", "Osei", (Role.DSL,)),
    ("deputy", "Mr", "Tom", "Brierley", (Role.DEPUTY_DSL, Role.TEACHER)),
    ("senior", "Mrs", "Lin", "Chow", (Role.SENIOR_LEADER,)),
    ("teacher", "Mr", "Sam", "Whitlock", (Role.TEACHER,)),
    ("support", "Miss", "Bea", "Larkin", (Role.SUPPORT,)),
    ("office", "Mrs", "Joan", "Pickering", (Role.OFFICE,)),
    ("admin", "Mr", "Raj", "Sandhu", (Role.ADMINISTRATOR,)),
    ("chair", "Dr", "Miriam", "Ellis", (Role.CHAIR,)),
    ("governor", "Mr", "Alan", "Foss", (Role.GOVERNOR,)),
    ("clerk", "Ms", "Pia", "Novak", (Role.CLERK,)),
)
# Acts for the whole trust, at each of its schools.
TRUST_ADMIN = ("trust_admin", "Ms", "Vera", "Lindqvist")
BEGAN = dt.timedelta(days=800)


@dataclass
class DemoSchool:
    """One school of the demo with whom its stories need."""

    school: School
    cast: dict[str, Person] = field(default_factory=dict)
    carers: list[Person] = field(default_factory=list)
    pupils: list[Pupil] = field(default_factory=list)


def add_cast(place: DemoSchool, *, roles: dict[str, tuple[str, ...]], now: dt.datetime) -> None:
    """Add the cast with its roles since long before today, and accounts."""
    began = place.school.today() - BEGAN
    for key, title, first, last, held in CAST:
        person = persons.add_person(
            school=place.school,
            title=title,
            first_name=first,
            last_name=last,
            email=f"{first}.{last}@{place.school.slug}.example".lower(),
            from_date=began,
            now=now,
        )
        for role in roles.get(key, held):
            assignments.give_role(person=person, school=place.school, role=role, from_date=began, now=now)
        invitations.invite_staff(person=person, school=place.school, now=now)
        person.refresh_from_db()
        place.cast[key] = person


def add_trust_admin(place: DemoSchool, *, now: dt.datetime) -> None:
    """Add who runs the schools of the trust of ``place``, with an account; every school of the trust knows them."""
    key, title, first, last = TRUST_ADMIN
    email = f"{first}.{last}@{place.school.trust.slug}.example".lower()
    person = persons.add_person(
        school=place.school, title=title, first_name=first, last_name=last, email=email, now=now
    )
    trusts.give_trust_role(trust=place.school.trust, person=person, role=Role.TRUST_ADMINISTRATOR, now=now)
    invitations.invite_staff(person=person, school=place.school, now=now)
    person.refresh_from_db()
    place.cast[key] = person


def add_staff(place: DemoSchool, count: int, *, chance: random.Random, now: dt.datetime) -> None:
    """Add more teachers and support staff, every fifth without an e-mail address."""
    began = place.school.today() - BEGAN
    for number in range(count):
        first, last = chance.choice(FIRST.split()), chance.choice(LAST.split())
        email = None if number % 5 == 4 else f"{first}.{last}{number}@{place.school.slug}.example".lower()
        person = persons.add_person(
            school=place.school, first_name=first, last_name=last, email=email, from_date=began, now=now
        )
        role = Role.TEACHER if number % 2 else Role.SUPPORT
        assignments.give_role(person=person, school=place.school, role=role, from_date=began, now=now)


def add_families(place: DemoSchool, count: int, *, chance: random.Random, now: dt.datetime) -> None:
    """Add families of one to three children; most have two carers, some carers no e-mail address."""
    began = place.school.today() - dt.timedelta(days=400)
    for number in range(count):
        last = chance.choice(LAST.split())
        # Nobody in a family shares a first name: "Bar Umar from Umar" would help nobody to learn.
        names = iter(chance.sample(FIRST.split(), k=6))
        children = [
            people_pupils.add_pupil(
                school=place.school,
                first_name=next(names),
                last_name=last,
                class_name=name,
                year_group=year,
                from_date=began,
                now=now,
            )
            for name, year in chance.sample(CLASSES, k=3 if number == 0 else 1 + number % 3)
        ]
        place.pupils += children
        for place_in_line in range(2 if number == 0 or number % 4 else 1):
            first = next(names)
            email = None if number % 7 == 6 else f"{first}.{last}{number}{place_in_line}@family.example".lower()
            carer = persons.add_person(
                school=place.school, first_name=first, last_name=last, email=email, from_date=began, now=now
            )
            place.carers.append(carer)
            for child in children:
                relationship = ("mother", "father")[place_in_line]
                people_carers.link_carer(person=carer, pupil=child, relationship=relationship, from_date=began, now=now)


def set_differences(school: School, *, otherwise: bool, now: dt.datetime) -> None:
    """Give a school its settings; ``otherwise`` sets every line of "Where schools differ" off its default."""
    values: dict[str, Any] = {**CONTACTS, **(OAKFIELD if otherwise else {})}
    for key, value in values.items():
        schools.set_setting(school=school, key=key, value=value, now=now)

"""A trust in which many carers are asked to sign: made in bulk, through the same constraints, and then asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

SINCE = dt.date(2024, 9, 1)
A_FAMILY = 2
"""Carers of one child."""
TEXT = b"Phones at home\n\n1 Be kind\n\nWe are kind online.\n\n2 Pictures\n\nAsk before you post.\n"
SAID = [{"kind": "agreement", "text": "I have read the rules with my child"}]


def make(schools: int, carers: int) -> list[Any]:
    """Make ``schools`` schools of one trust with ``carers`` carers each, and ask them all to sign; returns the rounds.

    Needs Django set up and the clock on a school day.
    """
    from schools.services.schools import create_trust

    trust = create_trust(name="Bench trust", slug=f"bench-{uuid4().hex[:6]}")
    return [ask(*make_school(trust, number, carers)) for number in range(schools)]


def make_school(trust: Any, number: int, carers: int) -> tuple[Any, dict[str, Any]]:
    """Make one school with its carers; returns it and who holds which role."""
    from schools.services.schools import create_school

    school = create_school(name=f"Bench school {number}", trust=trust, slug=f"{trust.slug}-{number}")
    staff = {role: _member(school, role) for role in ("headteacher", "chair", "office")}
    for first in range(0, carers, 4000):
        _carers(school, range(first, min(first + 4000, carers)))
    return school, staff


def _member(school: Any, role: str) -> Any:
    from people.services.assignments import give_role
    from people.services.persons import add_person

    person = add_person(
        school=school, first_name=role, last_name="Bench", email=f"{role}@{school.slug}.example", from_date=SINCE
    )
    give_role(person=person, school=school, role=role, from_date=SINCE)
    return person


def _carers(school: Any, numbers: range) -> None:
    from core.sealing.data_keys import DataKey
    from people.models.persons import Address, Person, PersonAtSchool, SchoolRecord
    from people.models.pupils import CarerLink, ClassPlace, Pupil

    people = [Person(trust=school.trust) for _ in numbers]
    DataKey.objects.bulk_create([person.prepare_key() for person in people])
    Person.objects.bulk_create(people)
    PersonAtSchool.objects.bulk_create([PersonAtSchool(school=school, trust=school.trust, person=p) for p in people])
    common: dict[str, Any] = {"school": school, "from_date": SINCE}
    named = list(zip(numbers, people, strict=True))
    SchoolRecord.objects.bulk_create(
        [SchoolRecord(person=p, first_name="Carer", last_name=str(n), **common) for n, p in named]
    )
    Address.objects.bulk_create(
        [Address(person=p, kind="email", value=f"c{n}@{school.slug}.example", **common) for n, p in named]
    )
    pupils = [Pupil(school=school, first_name="Pupil", last_name=str(n)) for n in numbers[::A_FAMILY]]
    Pupil.objects.bulk_create(pupils)
    ClassPlace.objects.bulk_create(
        [ClassPlace(pupil=child, class_name=f"Class {n % 14}", **common) for n, child in enumerate(pupils)]
    )
    CarerLink.objects.bulk_create(
        [CarerLink(person=p, pupil=pupils[place // A_FAMILY], **common) for place, p in enumerate(people)]
    )


def ask(school: Any, staff: dict[str, Any]) -> Any:
    """Publish a policy and open a round for all carers; returns the round."""
    from people.queries.acting import actor_for
    from policies.services import approving, drafts, publishing
    from schools.queries.calendar import school_days_after
    from signoffs.services import rounds

    acting: Iterator[Any] = (actor_for(staff[role], school) for role in ("headteacher", "chair", "office"))
    head, chair, office = acting
    draft = drafts.import_file(name="p.txt", data=TEXT, by=office)
    version = approving.propose(draft=draft, by=office)
    for by in (chair, head):
        approving.approve(version=version, by=by)
    publishing.publish(version=version, by=office)
    due = school_days_after(school, school.today(), 12)
    return rounds.open_round(version=version, audience="family", due=due, statements=SAID, by=office)

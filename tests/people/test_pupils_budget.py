"""Pages of children and carers take as many queries for thirty as for one."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.services import carers, persons, pupils

pytestmark = pytest.mark.django_db
SINCE = dt.date(2020, 9, 1)


# Nine of each are the base's: session, person, roles, and whether a route of the school reaches nobody today.
MOST = {
    "pupils": 12,
    "search": 18,
    "pupil": 15,
    "carer": 15,
    "roll_over": 12,
    "roll_over_check": 15,
    "forms of a carer": 16,
}


def more_families(cast, count):
    """Add children, each with the same two carers and one of its own, who also answers for the first child."""
    for number in range(count):
        child = pupils.add_pupil(
            school=cast.school, first_name=f"Max{number}", last_name="Quill", class_name="Acorn", from_date=SINCE
        )
        own = persons.add_person(school=cast.school, first_name=f"Gail{number}", last_name="Quill", from_date=SINCE)
        for person in (cast.parent.person, cast.carer.person, own):
            carers.link_carer(person=person, pupil=child, from_date=SINCE)
        carers.link_carer(person=own, pupil=cast.children[0], from_date=SINCE)


def test_a_page_costs_the_same_for_one_family_and_for_many(cast, client, sign_in):
    school, child, parent = cast.school.slug, cast.children[0].pk, cast.parent.person.pk
    pages = {
        name: reverse(f"people:{name}", args=[school, *args])
        for name, args in {"pupils": [], "pupil": [child], "carer": [parent]}.items()
    }
    pages |= {name: reverse(f"roll:{name}", args=[school]) for name in ("roll_over", "roll_over_check")}
    pages |= {"forms of a carer": reverse("signoffs:carer", args=[school, parent]), "search": pages["pupils"]}
    office = sign_in(client, cast.office)

    def cost(name):
        with CaptureQueriesContext(connection) as seen:
            at = pages[name]
            answer = office.post(at, {"words": "Quill"}) if name == "search" else office.get(at)
            assert answer.status_code == 200
        return len([query for query in seen.captured_queries if "SAVEPOINT" not in query["sql"]])

    office.get(pages["pupils"])
    few = {name: cost(name) for name in pages}
    more_families(cast, 15)
    many = {name: cost(name) for name in pages}
    assert many == few
    assert {name: number for name, number in many.items() if number > MOST[name]} == {}

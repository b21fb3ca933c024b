"""Pages of children and carers take as many queries for thirty as for one."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people import services

pytestmark = pytest.mark.django_db
SINCE = dt.date(2020, 9, 1)


def more_families(cast, count):
    """Add children, each with the same two carers and one of its own."""
    for number in range(count):
        child = services.add_pupil(
            school=cast.school, first_name=f"Max{number}", last_name="Quill", class_name="Acorn", from_date=SINCE
        )
        own = services.add_person(school=cast.school, first_name=f"Gail{number}", last_name="Quill", from_date=SINCE)
        for person in (cast.parent.person, cast.carer.person, own):
            services.link_carer(person=person, pupil=child, from_date=SINCE)
            services.link_carer(person=own, pupil=cast.children[0], from_date=SINCE)


# Nine of each are the base's: session, person, roles, and whether a route of the school reaches nobody today.
@pytest.mark.parametrize(
    ("name", "typed", "most"),
    [
        ("people:pupils", None, 12),
        ("people:pupils", {"words": "Quill"}, 18),
        ("people:pupil", None, 15),
        ("people:carer", None, 15),
        ("people:roll_over", None, 12),
        ("people:roll_over_check", None, 15),
        ("signoffs:carer", None, 16),
    ],
)
def test_a_page_costs_the_same_for_one_family_and_for_thirty(cast, client, sign_in, name, typed, most):
    args = {"people:pupil": [cast.children[0].pk], "people:carer": [cast.parent.person.pk]}
    args["signoffs:carer"] = args["people:carer"]
    at = reverse(name, args=[cast.school.slug, *args.get(name, [])])
    office = sign_in(client, cast.office)

    def cost():
        with CaptureQueriesContext(connection) as seen:
            answer = office.post(at, typed) if typed else office.get(at)
            assert answer.status_code == 200
        return [query["sql"][:120] for query in seen.captured_queries if "SAVEPOINT" not in query["sql"]]

    cost()
    few = cost()
    more_families(cast, 15)
    many = cost()
    assert len(many) <= most, "\n".join(many)
    assert len(many) == len(few)

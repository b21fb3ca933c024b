"""The list of people: find, add without doubles, correct, leave, come back, and two entries that are one human."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from core.errors import Refused
from ledger.models import Entry
from people import queries, services
from people.models import Address, LineManager, Person, PersonAtSchool, RoleAtSchool, SchoolRecord
from people.states import Role


def url(name: str, cast, *args: object) -> str:
    return reverse(f"people:{name}", args=[cast.school.slug, *args])


@pytest.fixture
def office(cast, sign_in) -> Client:
    return sign_in(Client(), cast.office)


def names(answer) -> list[str]:
    return [row.name for row in answer.context["page"]]


def test_every_page_of_a_person_opens(cast, office):
    pk = cast.teacher.person.pk
    for name in ("person", "person_edit", "person_leave", "person_same", "person_manager", "person_away", "give_role"):
        assert office.get(url(name, cast, pk)).status_code == 200
    both = office.get(url("person_same", cast, pk) + f"?with={cast.parent.person.pk}")
    assert "Are these two one person?" in both.content.decode()


@pytest.mark.parametrize(
    ("group", "who"),
    [
        ("governors", ["Cora Hale", "Gus Penn", "Clem Yates"]),
        ("volunteers", ["Vera Lamb"]),
        ("contractors", []),
        ("left", ["Lea Gone"]),
    ],
)
def test_the_list_shows_one_group(cast, office, group, who):
    today = cast.school.today()
    vera = services.add_colleague(school=cast.school, first_name="Vera", last_name="Lamb", role=Role.VOLUNTEER)
    lea = services.add_person(school=cast.school, first_name="Lea", last_name="Gone")
    services.give_role(person=lea, school=cast.school, role=Role.SUPPORT, from_date=today - dt.timedelta(days=9))
    services.end_person(person=lea, school=cast.school)
    assert names(office.get(url("list", cast), {"group": group})) == who
    assert vera.pk != lea.pk

"""What the office and those who lead see of the schedule: true numbers, own people, a later day."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notices.models import Notice
from people.queries.acting import actor_for
from people.services.absence import record_absence
from people.services.assignments import give_role, set_line_manager
from people.services.persons import add_person
from signoffs.queries import audience, teams
from signoffs.queries import rounds as rounds_queries
from signoffs.services import signing
from signoffs.services.reminders import reminder_run

pytestmark = pytest.mark.django_db


def url(name, cast, *args):
    return reverse(f"signoffs:{name}", args=[cast.school.slug, *args])


def words(client, address):
    return " ".join(client.get(address).content.decode().split())


def leads(cast, manager, *team):
    for one in team:
        set_line_manager(person=one.person, manager=manager.person, school=cast.school)


def test_the_round_page_says_who_hears_by_itself(desk, cast, client, sign_in):
    sign_in(client, cast.office)
    page = words(client, url("round", cast, desk.round().pk))
    assert "We tell the person who was asked: after 3 and 7 school days and on the due day." in page
    assert "We tell their line manager: after 10 school days." in page
    assert "We tell the headteacher: after 14 school days." in page
    family = words(client, url("round", cast, desk.family_round(desk.policy("Phones policy")).pk))
    assert "after 3 and 7 school days" in family
    assert "line manager" not in family


@pytest.mark.obligation("L23")
def test_the_page_before_reminding_counts_whom_it_reaches(desk, cast, client, sign_in, clock):
    round = desk.round()
    sign_in(client, cast.office)
    assert "Nobody to remind now" in words(client, url("remind", cast, round.pk))
    clock.advance(days=3)
    nina = add_person(school=cast.school, first_name="Nina", last_name="New", email="nina@new.example")
    give_role(person=nina, school=cast.school, role="teacher")
    reminder_run()  # asks the starter, reminds the others
    clock.advance(days=1)
    signing.sign(round=round, by=cast.teacher.actor, ticked=[0], name="Tess")
    sign_in(client, cast.office)
    assert "Remind 6 people?" in words(client, url("remind", cast, round.pk))
    client.post(url("remind", cast, round.pk))
    rows = Notice.objects.for_school(cast.school).filter(kind="staff_reminder", key__endswith="2026-11-27")
    assert rows.count() == 6


@pytest.mark.obligation("L23")
def test_who_leads_a_team_sees_the_names_of_their_own(desk, cast, client, sign_in):
    leads(cast, cast.deputy, cast.teacher, cast.support)
    leads(cast, cast.head, cast.deputy)
    round = desk.round()
    desk.round(desk.policy("Phones policy"), due=dt.date(2026, 12, 1))
    signing.sign(round=round, by=cast.teacher.actor, ticked=[0], name="Tess")
    left = teams.own_team(cast.deputy.actor)
    assert [(one.name, one.left) for one in left.left] == [
        ("Sid Pope", [("Phones policy", dt.date(2026, 12, 1)), ("Social media policy", dt.date(2026, 12, 3))]),
        ("Tess Carver", [("Phones policy", dt.date(2026, 12, 1))]),
    ]
    sign_in(client, cast.deputy)
    page = words(client, url("team", cast))
    assert "2 people in your team still have to sign." in page
    assert ("Sid Pope" in page, "Olive Marsh" in page) == (True, False)
    sign_in(client, cast.teacher)
    assert "Nobody answers to you here." in words(client, url("team", cast))


def test_a_cover_sees_the_team_and_never_themself_in_it(desk, cast, client, sign_in):
    leads(cast, cast.deputy, cast.teacher, cast.support)
    desk.round()
    record_absence(
        person=cast.deputy.person, school=cast.school, from_date=cast.school.today(), cover=cast.support.person
    )
    assert [one.name for one in teams.own_team(cast.support.actor).left] == ["Tess Carver"]
    signing.sign(round=desk.again(desk.round()), by=cast.teacher.actor, ticked=[0], name="Tess")
    rounds = rounds_queries.open_rounds(cast.school)
    for round in rounds:
        signing.sign(round=round, by=cast.teacher.actor, ticked=[0], name="Tess")
    sign_in(client, cast.support)
    assert "Everyone in your team has signed." in words(client, url("team", cast))


def test_the_button_leads_to_a_page_that_its_reader_may_open(desk, cast, client, sign_in, clock):
    leads(cast, cast.deputy, cast.teacher)
    desk.round()
    for days in (14, 4):
        clock.advance(days=days)
        reminder_run()
    rows = Notice.objects.for_school(cast.school).filter(kind="team_to_sign")
    pages = {row.person_id: row.context["page"] for row in rows}
    assert pages == {cast.deputy.person.pk: url("team", cast), cast.head.person.pk: url("rounds", cast)}
    for who in (cast.deputy, cast.head):
        sign_in(client, who)
        assert client.get(pages[who.person.pk]).status_code == 200


def test_the_team_page_costs_the_same_for_many(desk, cast):
    def cost():
        with CaptureQueriesContext(connection) as spent:
            teams.own_team(cast.deputy.actor)
        return len(spent)

    leads(cast, cast.deputy, cast.teacher)
    desk.round()
    few = cost()
    for number in range(20):
        person = add_person(school=cast.school, first_name="S", last_name=str(number), email=f"s{number}@m.example")
        give_role(person=person, school=cast.school, role="teacher")
        set_line_manager(person=person, manager=cast.deputy.person, school=cast.school)
    for number in range(3):
        desk.round(desk.policy(f"More {number}"))
    assert cost() == few
    assert len(teams.own_team(actor_for(cast.deputy.person, cast.school)).left) == 21


def test_who_is_left_of_a_few_is_what_the_rounds_say(desk, cast):
    people = {one.person.pk for one in cast.staff()}
    rounds = [desk.round(), desk.round(desk.policy("More")), desk.family_round()]
    signing.sign(round=rounds[0], by=cast.teacher.actor, name="Tess Carver", ticked=[0])
    told = audience.missing_in_rounds(rounds, people)
    assert sorted((one.label, person) for one, person in told) == sorted(
        (one.label, left.person_id) for one in rounds[:2] for left in audience.outstanding(one, persons=people)
    )
    assert (rounds[0], cast.teacher.person.pk) not in told


def test_people_are_given_longer_on_a_page(desk, cast, client, sign_in):
    round = desk.round()
    sign_in(client, cast.office)
    address = url("longer", cast, round.pk)
    assert "Until now: sign by Thursday 3 December." in words(client, address)
    day = {"due_day": "3", "due_month": "12", "due_year": "2026"}
    assert "Enter a later day than the one people know" in client.post(address, day).content.decode()
    page = client.post(address, day | {"due_day": "10"}, follow=True).content.decode()
    assert "People have longer to sign now." in page
    assert desk.again(round).due == dt.date(2026, 12, 10)

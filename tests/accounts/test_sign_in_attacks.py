"""What somebody might try who wants in, or wants to stay in: each of these once worked, or crashed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts import shown_steps
from accounts.queries import second_step
from accounts.rules import session_limits
from accounts.services import addresses, invitations, printed_codes
from core.errors import Refused
from people.queries import same_person
from people.services import absence as people_absence
from people.services import assignments, persons
from people.states.roles import Role
from schools.services import schools
from tests.accounts.test_second_factor import age, enrolled
from tests.cast import SINCE
from tests.cast import sign_in as come_in

HOME = reverse("home:school", args=["fernhill"])
STAFFROOM = reverse("accounts:staffroom", args=["fernhill"])
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_mailbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def helper(cast):
    """A teaching assistant whose household shares one address."""
    person = persons.add_person(
        school=cast.school, first_name="Zoe", last_name="Hare", email="home@hare.example", shared_address=True
    )
    assignments.give_role(person=person, school=cast.school, role=Role.SUPPORT, from_date=SINCE)
    return person


def second_school(cast):
    return schools.create_school(name="Oakfield School", slug="oakfield", trust=cast.school.trust)


def lead_elsewhere(cast, person):
    other = second_school(cast)
    persons.add_person(school=other, first_name="Zoe", last_name="Hare", person=person)
    assignments.give_role(person=person, school=other, role=Role.HEADTEACHER)


def test_no_code_on_paper_for_somebody_who_leads_at_another_school(cast, helper):
    lead_elsewhere(cast, helper)
    with pytest.raises(Refused, match="opens too much"):
        printed_codes.print_code(person=helper, school=cast.school, by=cast.office.actor)


def test_a_code_on_paper_opens_nothing_once_its_owner_leads_at_another_school(cast, helper):
    code = printed_codes.print_code(person=helper, school=cast.school, by=cast.office.actor)
    lead_elsewhere(cast, helper)
    with pytest.raises(Refused):
        printed_codes.use_printed_code(school=cast.school, name="Zoe Hare", code=code)


def test_a_code_on_paper_opens_nothing_while_its_owner_covers_for_a_safeguarding_lead(cast, helper):
    code = printed_codes.print_code(person=helper, school=cast.school, by=cast.office.actor)
    today = cast.school.today()
    people_absence.record_absence(
        person=cast.dsl.person, school=cast.school, from_date=today, cover=helper, by=cast.dsl.actor
    )
    with pytest.raises(Refused):
        printed_codes.use_printed_code(school=cast.school, name="Zoe Hare", code=code)


def test_a_code_on_paper_begins_a_short_session_also_where_somebody_else_was_signed_in(cast, client, helper):
    code = printed_codes.print_code(person=helper, school=cast.school, by=cast.office.actor)
    come_in(client, cast.teacher)
    client.post(STAFFROOM, {"name": "Zoe Hare", "code": code})
    helper.refresh_from_db()
    assert client.get(HOME).wsgi_request.user == helper.user
    assert session_limits.read(client.session).short


def test_a_code_on_paper_sets_no_password_that_would_outlive_it(cast, client, helper):
    code = printed_codes.print_code(person=helper, school=cast.school, by=cast.office.actor)
    client.post(STAFFROOM, {"name": "Zoe Hare", "code": code})
    client.post(
        reverse("account_set_password"), {"password1": "correct horse battery", "password2": "correct horse battery"}
    )
    helper.refresh_from_db()
    assert not helper.user.has_usable_password()


def test_a_first_password_wants_a_fresh_sign_in(cast, client):
    come_in(client, cast.teacher)
    session = client.session
    del session[shown_steps.MARK]
    session.save()
    client.post(
        reverse("account_set_password"), {"password1": "correct horse battery", "password2": "correct horse battery"}
    )
    cast.teacher.user.refresh_from_db()
    assert not cast.teacher.user.has_usable_password()


def test_a_page_that_is_none_tells_nothing_of_whose_session_is_over(cast, client, clock):
    come_in(client, cast.dsl)
    client.get(HOME)
    clock.advance(minutes=31)
    answer = client.get(f"{HOME}no-such-page/")
    assert answer.url.startswith(reverse("home:signed_out"))
    assert client.get(HOME).wsgi_request.user.is_anonymous


def test_whoever_took_a_second_step_away_can_still_show_who_they_are(cast, client, monkeypatch):
    monkeypatch.setattr(transaction, "on_commit", lambda function, **_rest: function())
    enrolled(client, cast.teacher)
    client.post(reverse("mfa_deactivate_totp"))
    age(client)
    again = reverse("accounts:again")
    mail.outbox.clear()
    client.post(again, {"send": ""})
    code = next(line for line in mail.outbox[-1].body.split() if line.isdecimal() and len(line) == 6)
    client.post(again, {"again-code": code})
    assert shown_steps.is_fresh(cast.teacher.user, client.session)


def absent(cast, who, *, by, **what):
    return people_absence.record_absence(person=who, school=cast.school, by=by.actor, **what)


def test_the_office_does_not_let_itself_in_by_an_absence_that_began_before_the_post(cast):
    today = cast.school.today()
    person = persons.add_person(school=cast.school, first_name="Nia", last_name="New", from_date=SINCE)
    assignments.give_role(person=person, school=cast.school, role=Role.DEPUTY_DSL, from_date=today)
    for start in (today - DAY, today):
        with pytest.raises(Refused, match="themself"):
            absent(cast, person, by=cast.office, from_date=start, cover=cast.office.person)


def test_the_office_does_not_let_itself_in_by_an_absence_that_lasts_into_the_post(cast):
    today = cast.school.today()
    assignments.give_role(
        person=cast.teacher.person, school=cast.school, role=Role.DEPUTY_DSL, from_date=today + 3 * DAY
    )
    with pytest.raises(Refused, match="themself"):
        absent(cast, cast.teacher.person, by=cast.office, from_date=today, cover=cast.office.person)
    until = today + 2 * DAY
    absence = absent(
        cast, cast.teacher.person, by=cast.office, from_date=today, until_date=until, cover=cast.office.person
    )
    with pytest.raises(Refused, match="themself"):
        people_absence.change_absence(absence=absence, until_date=None, by=cast.office.actor)


def test_a_cover_does_not_make_their_own_reading_longer(cast):
    today = cast.school.today()
    absence = absent(
        cast, cast.dsl.person, by=cast.dsl, from_date=today, until_date=today + DAY, cover=cast.office.person
    )
    for until in (today + 5 * DAY, None):
        with pytest.raises(Refused, match="themself"):
            people_absence.change_absence(absence=absence, until_date=until, by=cast.office.actor)
    people_absence.change_absence(absence=absence, until_date=today + 5 * DAY, by=cast.admin.actor)


def test_two_of_the_office_do_not_take_over_whoever_leads_from_monday(cast):
    assignments.give_role(
        person=cast.teacher.person,
        school=cast.school,
        role=Role.HEADTEACHER,
        from_date=cast.school.today() + 3 * DAY,
    )
    assignments.give_role(person=cast.support.person, school=cast.school, role=Role.OFFICE)
    change = addresses.ask_for_address(
        person=cast.teacher.person, school=cast.school, email="mine@evil.example", by=cast.office.actor
    )
    with pytest.raises(Refused, match="administrator"):
        addresses.decide_address(change=change, confirm=True, by=cast.support.actor)


def test_an_address_of_whoever_leads_elsewhere_from_monday_is_not_changed_here(cast):
    other = second_school(cast)
    persons.add_person(school=other, first_name="Tess", person=cast.teacher.person)
    assignments.give_role(
        person=cast.teacher.person, school=other, role=Role.HEADTEACHER, from_date=other.today() + 3 * DAY
    )
    with pytest.raises(Refused, match="at another school"):
        addresses.ask_for_address(
            person=cast.teacher.person, school=cast.school, email="mine@evil.example", by=cast.office.actor
        )


def test_nobody_takes_their_own_entries_apart(cast):
    twin = persons.add_person(school=cast.school, first_name="Helen", last_name="Ashdown")
    moved = persons.merge(person=cast.head.person, same_as=twin, school=cast.school, by=cast.head.actor)
    with pytest.raises(Refused, match="colleague"):
        persons.split(person=moved, school=cast.school, by=cast.head.actor)
    assert twin.pk in same_person.same_person(cast.head.person)


def test_letters_that_no_database_takes_are_answered_in_peace(cast, client):
    assert Client().get("/s/%00/").status_code == 404
    come_in(client, cast.office)
    assert client.post(reverse("usersessions_list"), {"end": "é"}).status_code == 302
    same = reverse("people:person_same", args=["fernhill", cast.teacher.person.pk])
    assert client.post(same, {"q": "a\x00b"}).status_code == 200


def test_the_office_does_not_open_the_account_of_somebody_who_will_hear_concerns(cast):
    person = persons.add_person(school=cast.school, first_name="Nia", last_name="New", email="nia@fernhill.example")
    assignments.give_role(person=person, school=cast.school, role=Role.DSL, by=cast.admin.actor)
    mine = {"kind": "email", "value": "mine@evil.example", "by": cast.office.actor}
    persons.set_address(person=person, school=cast.school, **mine)
    with pytest.raises(Refused, match="Only an administrator or the headteacher can invite"):
        invitations.invite_staff(person=person, school=cast.school, by=cast.office.actor)
    persons.set_address(person=person, school=cast.school, kind="email", value="nia@fernhill.example")
    user = invitations.invite_staff(person=person, school=cast.school, by=cast.admin.actor)
    # Once it is open, the invitation may be sent again by anybody who keeps the list.
    assert invitations.invite_staff(person=person, school=cast.school, by=cast.office.actor) == user


def test_a_headteacher_does_not_empty_a_post_that_hears_about_the_headteacher(cast):
    assignments.give_role(person=cast.governor.person, school=cast.school, role=Role.CHAIR)
    with pytest.raises(Refused, match="hears concerns about the headteacher"):
        assignments.end_role(person=cast.chair.person, school=cast.school, role=Role.CHAIR, by=cast.head.actor)
    assignments.end_role(person=cast.chair.person, school=cast.school, role=Role.CHAIR, by=cast.admin.actor)


def test_only_the_school_that_somebody_leads_takes_their_second_step_away(cast):
    other = second_school(cast)
    for who in (cast.head, cast.teacher):
        persons.add_person(school=other, first_name=who.name, person=who.person)
        assignments.give_role(person=who.person, school=other, role=Role.GOVERNOR)
    assert [place.school for place in second_step.places_of_account(cast.head.user)] == [cast.school]
    assert [place.school for place in second_step.places_of_account(cast.teacher.user)] == [cast.school, other]

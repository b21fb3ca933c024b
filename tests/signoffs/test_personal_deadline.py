"""Whoever is asked when the round's last day is over has a last day of their own: in the e-mails and on every page."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from accounts.services.invitations import invite_staff
from notices.models import Notice
from people.services.assignments import give_role
from people.services.persons import add_person
from signoffs.queries import home
from signoffs.services import signing
from signoffs.services.reminders import reminder_run
from tests.cast import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(desk, cast, clock):
    """A round that closed its last day on 3 December, and a starter who is asked on Monday 7 December."""
    round = desk.round()
    clock.set(dt.datetime(2026, 12, 7, 8, 1))
    person = add_person(school=cast.school, first_name="Nina", last_name="New", email="nina@fernhill.example")
    give_role(person=person, school=cast.school, role="teacher")
    user = invite_staff(person=person, school=cast.school)
    person.refresh_from_db()
    reminder_run()
    return round, Member("Nina New", person, cast.school, user)


def dues(cast, person):
    rows = Notice.objects.for_school(cast.school).filter(person=person, kind__startswith="staff_re")
    return [(row.kind, row.context["due"]) for row in rows.order_by("queued_at")]


@pytest.mark.obligation("M7")
def test_a_starter_is_asked_by_a_day_that_lies_ahead(late, cast, clock, sign_in):
    round, nina = late
    assert round.due == dt.date(2026, 12, 3)
    own = "2027-01-04"  # ten school days, over the holidays
    assert dues(cast, nina.person) == [("staff_request", own)]
    assert {due for _kind, due in dues(cast, cast.teacher.person)} == {"2026-12-03"}
    [todo] = home.todo_for(nina.actor)
    assert (todo.tag_kind, todo.due, todo.tag_text) == ("due", dt.date(2027, 1, 4), "Sign by Monday 4 January")
    page = sign_in(Client(), nina).get(f"/s/fernhill/sign/{round.pk}/").content.decode()
    assert ("4 January" in page, "3 December" in page) == (True, False)


def test_the_reminders_of_a_starter_say_the_same_day(late, cast, clock):
    _round, nina = late
    clock.set(dt.datetime(2026, 12, 10, 8, 1))
    reminder_run()
    assert dues(cast, nina.person) == [("staff_request", "2027-01-04"), ("staff_reminder", "2027-01-04")]


def test_who_was_asked_in_time_is_late_when_the_day_is_over(late, cast):
    [todo] = home.todo_for(cast.teacher.actor)
    assert (todo.tag_kind, todo.due) == ("overdue", dt.date(2026, 12, 3))


def test_signing_works_as_for_everybody(late, cast):
    round, nina = late
    assert signing.sign(round=round, by=nina.actor, ticked=[0], name="Nina").person == nina.person

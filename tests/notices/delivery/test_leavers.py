"""Who has left the school is not written to any more, whatever was queued for them."""

from __future__ import annotations

import datetime as dt

import pytest

from core import clock as the_clock
from ledger.states import Confidentiality
from notices.models import Notice
from notices.services import office_actions
from notices.states.outbox import State, Stop
from people.queries import directory
from people.services import assignments, carers, contact_restrictions, leaving, persons, pupils
from tests.notices.conftest import House, make_house, make_person
from tests.notices.delivery.test_delivery import deliver, fresh
from tests.notices.messages.test_outbox import ask

SINCE = dt.date(2024, 9, 1)
TODAY = dt.date(2026, 9, 7)
TOMORROW = dt.date(2026, 9, 8)


@pytest.fixture
def school_house(house) -> House:
    """Oak Lane School, whose first person is a teacher."""
    assignments.give_role(person=house.person, school=house.school, role="teacher", from_date=SINCE)
    return house


def leave(house, on: dt.date = TODAY) -> None:
    """Let the first person leave."""
    leaving.end_person(person=house.person, school=house.school, on=on)


def alert(house) -> Notice:
    """Queue something that cannot wait."""
    context = {"reference": "KTM-4QX", "at": the_clock.now()}
    return ask(house, kind="concern_alert", confidentiality=Confidentiality.CONFIDENTIAL, context=context, key="alert")


def child(house, who, *, barred: bool = False):
    """Let somebody look after a child."""
    pupil = pupils.add_pupil(
        school=house.school, first_name="Ivy", last_name="Bell", class_name="Oak", year_group="2", from_date=SINCE
    )
    carers.link_carer(person=who, pupil=pupil, relationship="mother", from_date=SINCE)
    if barred:
        contact_restrictions.restrict_contact(person=who, pupil=pupil)
    return pupil


def test_whoever_leaves_gets_nothing_more_but_what_cannot_wait(school_house, mail_server):
    waiting, urgent = ask(school_house), alert(school_house)
    failed = ask(school_house, key="failed")
    Notice.objects.for_school(school_house.school).filter(pk=failed.pk).update(state=State.FAILED)
    leave(school_house)
    stops = [(fresh(n).state, n.stop_reason) for n in (waiting, failed, urgent)]
    assert stops == [(State.CANCELLED, Stop.LEFT)] * 2 + [(State.WAITING, "")]
    assert deliver() == (1, 0, 0, "")
    assert [mail["Message-ID"] for mail in mail_server.messages] == [urgent.message_id]


def test_until_the_last_day_is_over_the_mail_comes(school_house, mail_server, clock):
    today = ask(school_house)
    leave(school_house, on=TOMORROW)
    assert fresh(today).state == State.WAITING
    assert deliver() == (1, 0, 0, "")
    late = ask(school_house, key="late")
    clock.advance(days=1)
    assert deliver() == (0, 0, 0, "")
    assert (fresh(late).state, late.stop_reason, late.leased_until) == (State.CANCELLED, Stop.LEFT, None)


def test_who_left_after_a_first_try_is_not_tried_again(school_house, mail_server, clock):
    notice = ask(school_house)
    mail_server.refused["person0@families.example"] = "451 later"
    assert deliver() == (0, 1, 0, "")
    leave(school_house)
    mail_server.refused.clear()
    clock.advance(minutes=5)
    assert deliver() == (0, 0, 0, "")
    assert (fresh(notice).state, mail_server.messages) == (State.CANCELLED, [])


def test_a_role_that_begins_later_or_a_child_keeps_somebody_here(school_house, mail_server):
    later, parent = (make_person(school_house.school, n) for n in (1, 2))
    assignments.give_role(person=later, school=school_house.school, role="governor", from_date=dt.date(2027, 1, 4))
    child(school_house, parent)
    assignments.give_role(person=parent, school=school_house.school, role="teacher", from_date=SINCE)
    leaving.end_person(person=parent, school=school_house.school, on=TODAY)
    for person in (later, parent):
        ask(school_house, person=person, key=str(person.pk))
    assert deliver() == (2, 0, 0, "")


def test_a_carer_whose_last_child_left_and_one_whom_a_court_barred_get_nothing(house, mail_server):
    gone, barred = (make_person(house.school, n) for n in (1, 2))
    left = child(house, gone)
    child(house, barred, barred=True)
    notices = [ask(house, person=person, key=str(person.pk)) for person in (gone, barred)]
    pupils.end_place(pupil=left, on=TODAY)
    assert deliver() == (0, 0, 0, "")
    assert [fresh(n).stop_reason for n in notices] == [Stop.LEFT] * 2


def test_who_was_never_given_anything_has_not_left(house, mail_server):
    office_actions.invite(person=house.person, school=house.school)
    assert deliver() == (1, 0, 0, "")


def test_at_another_school_life_goes_on(school_house, mail_server):
    from people.models.persons import PersonAtSchool, SchoolRecord
    from schools.models.schools import School

    school, person = school_house.school, school_house.person
    other = School.objects.create(trust=school.trust, slug="ash", name="Ash Road School")
    PersonAtSchool.objects.create(school=other, trust=school.trust, person=person)
    SchoolRecord.objects.create(school=other, person=person, first_name="Ada", last_name="Bell", from_date=SINCE)
    assignments.give_role(person=person, school=other, role="teacher", from_date=SINCE)
    persons.set_address(person=person, school=other, kind="email", value="ada@ash.example", from_date=SINCE)
    here, there = ask(school_house), ask(school_house, school=other, key="there")
    leave(school_house)
    assert (fresh(here).state, fresh(there).state) == (State.CANCELLED, State.WAITING)
    assert deliver() == (1, 0, 0, "")


def test_the_school_s_own_midnight_counts(school_house, clock):
    school, person = school_house.school, school_house.person
    leave(school_house, on=TOMORROW)
    days = [directory.still_here([person], school, day) for day in (TODAY, TOMORROW)]
    assert days == [{person.pk}, set()]


@pytest.mark.parametrize("count", [1, 30])
def test_a_batch_asks_once_a_school(db, clock, mail_server, count, django_assert_num_queries):
    clock.set(dt.datetime(2026, 9, 7, 9, 0))
    home = make_house(count)
    with django_assert_num_queries(1):
        assert directory.still_here(home.people, home.school, TODAY) == {person.pk for person in home.people}

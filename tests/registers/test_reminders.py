"""The clock and the register: one reminder to who decides, and the yearly answer."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest

from notices.models import Notice
from people.services import assignments, persons
from registers.models import Disclosure
from registers.periodic import reminder_run
from registers.services import deciding, declaring
from registers.services.deciding import Wanted
from tests.registers.test_disclosures import ANSWERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def tuesday(clock: Any, cast: Any) -> Any:
    clock.set(dt.datetime(2026, 10, 6, 10, 0))
    return cast


@pytest.fixture
def sent(tuesday: Any) -> Disclosure:
    return declaring.declare(by=tuesday.teacher.actor, **ANSWERS)


def asked(cast: Any) -> list[tuple[str, str, str]]:
    """Return (person's role, due day in the message, state) of each request to decide, oldest first."""
    names = {getattr(cast, role).person.pk: role for role in ("head", "chair", "teacher")}
    rows = Notice.objects.for_school(cast.school).filter(kind="decision_needed").order_by("queued_at", "person_id")
    return [(names[row.person_id], row.context.get("due", ""), row.state) for row in rows]


def at(clock: Any, day: str, hour: int = 9) -> int:
    clock.set(dt.datetime.combine(dt.date.fromisoformat(day), dt.time(hour)))
    return reminder_run()


@pytest.mark.obligation("M10")
def test_no_decision_by_friday_makes_one_reminder_and_no_second(sent: Disclosure, tuesday: Any, clock: Any) -> None:
    assert asked(tuesday) == [("head", "2026-10-09", "waiting")]
    assert [at(clock, day) for day in ("2026-10-09", "2026-10-10", "2026-10-11")] == [0, 0, 0]
    assert [at(clock, "2026-10-12"), at(clock, "2026-10-12", 10), at(clock, "2026-11-16")] == [1, 0, 0]
    assert asked(tuesday) == [("head", "2026-10-09", "waiting"), ("head", "", "waiting")]
    confidentialities = (
        Notice.objects.for_school(tuesday.school)
        .filter(kind="decision_needed")
        .values_list("confidentiality", flat=True)
    )
    assert set(confidentialities) == {"confidential"}


def test_a_decision_stops_the_reminder_that_waits(sent: Disclosure, tuesday: Any, clock: Any) -> None:
    at(clock, "2026-10-12")
    deciding.decide(disclosure=sent, by=tuesday.head.actor, wanted=Wanted("allow", reasons="Known to us"))
    assert [state for _who, _due, state in asked(tuesday)] == ["cancelled", "cancelled"]
    assert at(clock, "2026-10-13") == 0


def test_nobody_is_asked_again_while_a_colleague_has_it_in_hand(sent: Disclosure, tuesday: Any, clock: Any) -> None:
    co_head = tuesday.deputy
    assignments.give_role(person=co_head.person, school=tuesday.school, role="headteacher")
    deciding.take(disclosure=sent, by=tuesday.head.actor)
    assert asked(tuesday) == [("head", "2026-10-09", "cancelled")]
    assert at(clock, "2026-10-12") == 1
    assert asked(tuesday)[1:] == [("head", "", "waiting")]


def test_while_more_is_asked_the_clock_stands_still(sent: Disclosure, tuesday: Any, clock: Any) -> None:
    clock.set(dt.datetime(2026, 10, 7, 9, 0))
    wanted = Wanted("more", reasons="Not clear", note="Since when?")
    deciding.decide(disclosure=sent, by=tuesday.head.actor, wanted=wanted)
    assert at(clock, "2026-10-15") == 0
    clock.set(dt.datetime(2026, 10, 15, 9, 0))
    declaring.add_more(
        disclosure=Disclosure.objects.for_school(tuesday.school).get(), by=tuesday.teacher.actor, text="1999"
    )
    assert asked(tuesday)[-1] == ("head", "2026-10-19", "waiting")
    assert [at(clock, "2026-10-19"), at(clock, "2026-10-20")] == [0, 1]


def yearly(cast: Any) -> list[tuple[str, str]]:
    """Return (day of queueing, reminded person) of the yearly answer."""
    rows = Notice.objects.for_school(cast.school).filter(kind="disclosure_due").order_by("queued_at", "person_id")
    return [(row.queued_at.date().isoformat(), row.person_id) for row in rows]


@pytest.mark.obligation("M10", "C6")
def test_the_yearly_answer_is_reminded_of_three_times_and_nothing_to_declare_ends_it(tuesday: Any, clock: Any) -> None:
    cast = tuesday
    assert at(clock, "2026-11-17") == 0
    assert at(clock, "2026-11-18") > 0
    staff = {row.person.pk for row in (cast.head, cast.dsl, cast.deputy, cast.teacher, cast.support, cast.office)}
    others = {row.person.pk for row in (cast.admin, cast.chair, cast.governor, cast.clerk)}
    assert sorted(person for _day, person in yearly(cast)) == sorted(staff | others)
    declaring.declare_nothing(by=cast.teacher.actor)
    stopped = Notice.objects.for_school(cast.school).filter(kind="disclosure_due", state="cancelled")
    assert [row.person_id for row in stopped] == [cast.teacher.person.pk]
    declaring.declare(by=cast.governor.actor, **ANSWERS)
    days = ("2026-11-19", "2026-12-10", "2026-12-11", "2026-12-14", "2026-12-18", "2027-01-05", "2027-03-01")
    for day in days:
        at(clock, day)
    assert Counter(day for day, _person in yearly(cast)) == {"2026-11-18": 10, "2026-12-11": 8, "2026-12-18": 8}
    notified = [day for day, person in yearly(cast) if person == cast.office.person.pk]
    assert notified == ["2026-11-18", "2026-12-11", "2026-12-18"]


def test_who_comes_in_december_is_not_reminded_of_a_day_long_gone(tuesday: Any, clock: Any) -> None:
    clock.set(dt.datetime(2026, 12, 11, 9, 0))
    reminder_run()
    clock.set(dt.datetime(2026, 12, 14, 9, 0))
    person = persons.add_person(
        school=tuesday.school,
        first_name="Nia",
        last_name="Okoro",
        email="nia@fernhill.example",
        by=tuesday.office.actor,
    )
    assignments.give_role(person=person, school=tuesday.school, role="teacher")
    assert [at(clock, "2026-12-15"), at(clock, "2026-12-18") > 0] == [0, True]
    assert [day for day, who in yearly(tuesday) if who == person.pk] == ["2026-12-18"]

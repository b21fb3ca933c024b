"""Pressed at the same moment in several windows: real connections, real commits."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from ledger.models import Entry
from ledger.services import verify
from notices.models import Notice
from registers.models import Disclosure, DisclosureDecision
from registers.services import deciding, declaring
from signoffs.models import Round, Signature
from signoffs.services import rounds, signing
from signoffs.services.reminders import reminder_run
from tests.cast import make_cast
from tests.signoffs.conftest import MONDAY, STATEMENTS, Desk

PRESSES = 6


@pytest.fixture
def desk(committed, clock):
    clock.set(MONDAY)
    return Desk(make_cast())


def together(work, count=PRESSES):
    """Run ``work(number)`` in several threads that start at one moment; returns what each gave, or the error."""
    gate = threading.Barrier(count)

    def run(number):
        gate.wait()
        try:
            return work(number)
        except Exception as problem:
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_the_same_signature_pressed_at_once(desk):
    cast, round = desk.cast, desk.round()
    given = together(lambda _n: signing.sign(round=round, by=cast.teacher.actor, ticked=[0], name="Tess").pk)
    assert len(set(given)) == 1
    assert Signature.objects.for_school(cast.school).count() == 1
    assert Entry.objects.filter(verb="signature.made").count() == 1
    assert Notice.objects.for_school(cast.school).filter(kind="signed").count() == 1
    assert verify() == []


def test_two_windows_of_one_family(desk):
    cast, round = desk.cast, desk.family_round()
    ivy, ned, una = (child.pk for child in cast.children)
    wanted = [[ivy, ned], [ned, una], [ivy, ned, una], [una], [una, ivy], [ned]]

    def work(number):
        rows = signing.sign_for_family(
            round=round, person=cast.parent.person, children=wanted[number], ticked=[0], name="Pat"
        )
        return [row.pupil_id for row in rows]

    given = together(work)
    assert sorted(pk for rows in given for pk in rows) == sorted([ivy, ned, una])
    assert Signature.objects.for_school(cast.school).count() == 3
    assert verify() == []


def test_a_round_opened_by_two_people_at_once(desk):
    cast, version = desk.cast, desk.policy()
    due = cast.school.today() + dt.timedelta(days=10)

    def work(number):
        by = (cast.office, cast.head)[number % 2].actor
        return rounds.open_round(version=version, audience="staff", due=due, statements=STATEMENTS, by=by).pk

    assert len(set(together(work))) == 1
    assert Round.objects.for_school(cast.school).count() == 1
    assert Notice.objects.for_school(cast.school).filter(kind="staff_request").count() == 7


def test_two_runs_at_once_remind_each_person_once(desk, clock):
    cast, _round = desk.cast, desk.round()
    clock.advance(days=3)
    assert sum(together(lambda _n: reminder_run(), 3)) == 7
    rows = Notice.objects.for_school(cast.school).filter(kind="staff_reminder")
    assert rows.count() == rows.values("person").distinct().count() == 7


def test_two_headteachers_press_at_once(desk):
    cast = desk.cast
    answers = {"kind": "family", "about": "parent", "before": "yes", "plan": "remove"}
    row = declaring.declare(by=cast.teacher.actor, who="X", since="Y", platforms="Z", **answers)
    wanted = deciding.Wanted("allow", reasons="Fine")
    given = together(lambda _n: deciding.decide(disclosure=row, by=cast.head.actor, wanted=wanted))
    assert sum(isinstance(one, DisclosureDecision) for one in given) == 1
    assert {type(one).__name__ for one in given} == {"DisclosureDecision", "StaleWrite"}
    assert Disclosure.objects.for_school(cast.school).get().state == "allowed"
    assert verify() == []

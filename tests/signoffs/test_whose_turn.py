"""Nobody is reminded while it is the school's run, before they have had the request, or two days running."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from notices.models import Notice
from notices.services.delivery.sending import deliver
from signoffs.services import questions
from signoffs.services.reminders import reminder_run
from tests.signoffs.conftest import MONDAY

pytestmark = pytest.mark.django_db


def told(cast, kind):
    """Return how often each person was sent a message of this kind."""
    rows = Notice.objects.for_school(cast.school).filter(kind=kind)
    return Counter(rows.values_list("person_id", flat=True))


def test_nobody_is_reminded_while_the_school_owes_them_an_answer(desk, cast, clock):
    clock.set(MONDAY)
    round = desk.round()
    clock.advance(days=2)
    asked = questions.ask_question(round=round, by=cast.teacher.actor, text="Does it hold at home?")
    clock.advance(days=5)
    reminder_run()
    reminded = told(cast, "staff_reminder")
    assert (reminded[cast.teacher.person.pk], reminded[cast.dsl.person.pk]) == (0, 1)
    questions.answer_question(question=asked, by=cast.head.actor, text="Yes.")
    clock.advance(days=2)
    reminder_run()
    assert told(cast, "staff_reminder")[cast.teacher.person.pk] == 0
    clock.advance(days=1)
    reminder_run()
    assert told(cast, "staff_reminder")[cast.teacher.person.pk] == 1


def test_a_request_that_the_holidays_held_is_read_three_days_before_the_first_reminder(desk, cast, clock):
    """Asked when school has closed for half-term, to sign by its first day back."""
    clock.set(dt.datetime(2026, 10, 23, 17, 0))
    desk.round(due=dt.date(2026, 11, 2))
    deliver()
    counts = {}
    for day in (2, 3, 4, 5, 6):
        clock.set(dt.datetime(2026, 11, day, 7, 1))
        counts[day] = reminder_run()
        clock.set(dt.datetime(2026, 11, day, 8, 1))
        deliver()
    assert counts == {2: 0, 3: 0, 4: 0, 5: 7, 6: 0}
    kinds = Notice.objects.for_school(cast.school).filter(person=cast.teacher.person).order_by("queued_at")
    assert [notice.kind for notice in kinds if notice.state == "sent"] == ["staff_request", "staff_reminder"]


def test_nobody_is_reminded_two_days_running(desk, cast, clock):
    clock.set(dt.datetime(2026, 9, 24, 17, 0))
    desk.round(due=dt.date(2026, 9, 28))
    reminded = {}
    for day in (dt.date(2026, 9, 25) + dt.timedelta(days=n) for n in range(14)):
        clock.set(dt.datetime.combine(day, dt.time(9)))
        if count := reminder_run():
            reminded[day.isoformat()] = count
    assert reminded == {"2026-09-28": 7, "2026-10-01": 7, "2026-10-05": 7}

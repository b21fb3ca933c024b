"""Nobody is reminded while it is the school's turn."""

from __future__ import annotations

from collections import Counter

import pytest

from notices.models import Notice
from signoffs import services
from signoffs.services import reminder_tick
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
    asked = services.ask_question(round=round, by=cast.teacher.actor, text="Does it hold at home?")
    clock.advance(days=5)
    reminder_tick()
    reminded = told(cast, "staff_reminder")
    assert (reminded[cast.teacher.person.pk], reminded[cast.dsl.person.pk]) == (0, 1)
    services.answer_question(question=asked, by=cast.head.actor, text="Yes.")
    clock.advance(days=2)
    reminder_tick()
    assert told(cast, "staff_reminder")[cast.teacher.person.pk] == 0
    clock.advance(days=1)
    reminder_tick()
    assert told(cast, "staff_reminder")[cast.teacher.person.pk] == 1

"""Questions before signing: answered once, and nobody who answers is buried under them."""

from __future__ import annotations

import datetime as dt

import pytest

from core.errors import Refused
from notices.models import Notice
from notices.services.delivery import sending
from notices.states.outbox import State, Stop
from people.services import assignments
from signoffs.models import Question
from signoffs.services import questions
from signoffs.services.questions import MOST_OPEN


def test_a_question_answered_over_the_week_end_is_asked_of_nobody_on_monday(desk, cast, clock):
    round = desk.round()
    assignments.give_role(person=cast.deputy.person, school=cast.school, role="headteacher")
    clock.set(dt.datetime(2026, 11, 27, 21, 0))
    row = questions.ask_question(round=round, by=cast.teacher.actor, text="May I?")
    told = Notice.objects.for_school(cast.school).filter(kind="question_asked")
    assert told.count() == 2
    questions.answer_question(question=row, by=cast.head.actor, text="No.")
    clock.set(dt.datetime(2026, 11, 30, 9, 0))
    sending.deliver()
    assert set(told.values_list("state", "stop_reason")) == {(State.CANCELLED, Stop.TAKEN)}


def test_one_person_has_five_questions_open_and_no_more(desk, cast, client, sign_in):
    round = desk.round()
    for number in range(MOST_OPEN):
        questions.ask_question(round=round, by=cast.teacher.actor, text=f"May I do thing {number}?")
    again = questions.ask_question(round=round, by=cast.teacher.actor, text="May I do thing 0?")
    assert again.text == "May I do thing 0?"
    with pytest.raises(Refused):
        questions.ask_question(round=round, by=cast.teacher.actor, text="And one more?")
    page = sign_in(client, cast.teacher).post(f"/s/{cast.school.slug}/sign/{round.pk}/question/", {"text": "And more?"})
    assert "You have asked 5 questions. The school answers these first." in page.content.decode()
    assert Question.objects.for_school(cast.school).count() == MOST_OPEN
    first = Question.objects.for_school(cast.school).order_by("asked_at", "pk")[0]
    questions.answer_question(question=first, by=cast.head.actor, text="No.")
    questions.ask_question(round=round, by=cast.teacher.actor, text="And one more?")

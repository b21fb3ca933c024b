"""What somebody says instead of signing, and what the school answers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from core import clock
from core.unit import unit
from core.workflow import guarded_update
from ledger import services as ledger
from ledger.states import Room
from notices import services as notices
from people import queries as people
from people.states import Role
from signoffs import queries, rules
from signoffs.models import Question, Round
from signoffs.states import QUESTION, Asked

FALLBACK = (Role.OFFICE, Role.HEADTEACHER, Role.ADMINISTRATOR)


@unit()
def ask_question(
    *,
    round: Round,
    by: Any,
    kind: str = Asked.QUESTION,
    text: str = "",
    pupil: Any = None,
    now: dt.datetime | None = None,
) -> Question:
    """Keep what a person says instead of signing, and tell those who answer that something waits.

    ``by`` has ``.person`` and ``.name``. Pressing "paper" or "call me" twice keeps one row. Raises Refused for a
    question without words.
    """
    moment = now or clock.now()
    words = rules.clean_text(kind, text)
    row = Question(
        school=round.school, round=round, person=by.person, pupil=pupil, kind=Asked(kind), text=words, asked_at=moment
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return round.questions.get(person=by.person, pupil=pupil, kind=kind, state="asked")
    _record(row, "question.asked", by=by, now=moment, kind=str(row.kind))
    for person in _answerers(round, kind):
        _tell(row, "question_asked", person, now=moment)
    return row


@unit()
def answer_question(*, question: Question, by: Any, text: str, now: dt.datetime | None = None) -> None:
    """Answer: the person is told that an answer waits, and reads it on the page. Raises Refused or Stale."""
    moment = now or clock.now()
    roles = queries.answering_roles(question.school)[question.kind]
    rules.may_answer(kind=question.kind, roles=by.roles, answering=roles).enforce()
    words = rules.clean_text(Asked.QUESTION, text)
    guarded_update(
        Question, question.pk, transition=QUESTION.find("answer"), answered_at=moment, answered_by_id=by.person.pk
    )
    question.answer = words
    question.save(update_fields=["answer"])
    _record(question, "question.answered", by=by, now=moment)
    _tell(question, "question_answered", question.person, now=moment)


def _answerers(round: Round, kind: str) -> list[Any]:
    """Return who is told, never nobody: a vacancy falls to the office, the headteacher, the administrator."""
    wanted: list[list[str]] = [queries.answering_roles(round.school)[kind], *([str(role)] for role in FALLBACK)]
    holders = people.holders_by_role(round.school, {role for roles in wanted for role in roles})
    for roles in wanted:
        found = {person.pk: person for role in roles for person in holders[role]}
        if found:
            return list(found.values())
    return []


def _record(question: Question, verb: str, *, by: Any, now: dt.datetime, **facts: Any) -> None:
    ledger.record(
        school_id=question.school_id,
        room=Room.EVERYDAY,
        verb=verb,
        subject=question.round.label,
        actor=by,
        facts=facts,
        now=now,
    )


def _tell(question: Question, kind: str, person: Any, *, now: dt.datetime) -> None:
    page = f"/s/{question.school.slug}/questions/{question.pk}/"
    notices.queue(
        school=question.school,
        room=Room.EVERYDAY,
        kind=kind,
        person=person,
        subject=f"signoffs.question:{question.pk}",
        key=f"signoffs.question:{question.pk}:{kind}:{person.pk}",
        context={"page": page},
        now=now,
    )

"""What somebody says instead of signing, and what the school answers."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import clock
from core.db.transactions import unit_of_work
from core.errors import Refused
from core.workflow import guarded_update
from ledger.services import record_about
from ledger.states import Confidentiality
from notices.services import outbox
from notices.states.outbox import Stop
from people.models.persons import Person
from people.models.pupils import Pupil
from people.queries import directory
from people.queries.acting import Actor
from people.states.roles import Role
from signoffs import rules
from signoffs.models import Question, Round
from signoffs.queries import questions
from signoffs.services.signing_batch import Signer
from signoffs.states import QUESTION, QuestionKind, QuestionState

MOST_OPEN = 5
"""Questions of one person about one round that wait at once: each is a message to everybody who answers."""
FALLBACK = (Role.OFFICE, Role.HEADTEACHER, Role.ADMINISTRATOR)


@unit_of_work()
def ask_question(
    *,
    round: Round,
    by: Actor | Signer,
    kind: str = QuestionKind.QUESTION,
    text: str = "",
    pupil: Pupil | None = None,
    now: dt.datetime | None = None,
) -> Question:
    """Keep what a person says instead of signing, and tell those who answer that something waits.

    ``by`` has ``.person`` and ``.name``. Pressing twice keeps one row. Raises Refused for a question without words, and
    while ``MOST_OPEN`` wait for an answer.
    """
    moment = now or clock.now()
    words = rules.clean_text(kind, text)
    if kind == QuestionKind.QUESTION:
        waiting = list(round.questions.filter(person=by.person, kind=kind, state=QuestionState.ASKED))
        for question in waiting:
            if question.text == words and question.pupil_id == (pupil.pk if pupil else None):
                return question
        if len(waiting) >= MOST_OPEN:
            raise Refused(_("You have asked 5 questions. The school answers these first."))
    row = Question(
        school=round.school,
        round=round,
        person=by.person,
        pupil=pupil,
        kind=QuestionKind(kind),
        text=words,
        asked_at=moment,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return round.questions.get(person=by.person, pupil=pupil, kind=kind, state=QuestionState.ASKED)
    record_about(round, "question.asked", by=by, now=moment, kind=str(row.kind))
    for person in _answerers(round, kind):
        _notify(row, "question_asked", person, now=moment)
    return row


@unit_of_work()
def answer_question(*, question: Question, by: Actor, text: str, now: dt.datetime | None = None) -> None:
    """Answer: the person is told that an answer waits, and reads it on the page. Raises Refused or StaleWrite."""
    moment = now or clock.now()
    roles = questions.answering_roles(question.school)[question.kind]
    rules.may_answer(roles=by.roles, answering=roles).enforce()
    words = rules.clean_text(QuestionKind.QUESTION, text)
    guarded_update(
        Question, question.pk, transition=QUESTION.find("answer"), answered_at=moment, answered_by_id=by.person.pk
    )
    question.answer = words
    question.save(update_fields=["answer"])
    record_about(question.round, "question.answered", by=by, now=moment)
    outbox.cancel(subject=f"question:{question.pk}", kinds=["question_asked"], reason=Stop.TAKEN)
    _notify(question, "question_answered", question.person, now=moment)


def _answerers(round: Round, kind: str) -> list[Person]:
    """Return who is told, never nobody: a vacancy falls to the office, the headteacher, the administrator."""
    choices: list[list[str]] = [questions.answering_roles(round.school)[kind], *([str(role)] for role in FALLBACK)]
    holders = directory.holders_by_role(round.school, {role for roles in choices for role in roles})
    for roles in choices:
        answerers = {person.pk: person for role in roles for person in holders[role]}
        if answerers:
            return list(answerers.values())
    return []


def _notify(question: Question, kind: str, person: Person, *, now: dt.datetime) -> None:
    page = f"/s/{question.school.slug}/questions/{question.pk}/"
    outbox.queue(
        school=question.school,
        confidentiality=Confidentiality.EVERYDAY,
        kind=kind,
        person=person,
        subject=f"question:{question.pk}",
        key=f"question:{question.pk}:{kind}:{person.pk}",
        context={"page": page},
        now=now,
    )

"""Lines of the home page: what to sign, what waits, what is done."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db.models import Exists, F, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages.todo import Todo
from core.text.dates import day_words
from people.queries.acting import Actor
from signoffs.models import Question, Round, Signature
from signoffs.queries.personal_deadline import last_days
from signoffs.queries.progress import progress_of
from signoffs.queries.questions import questions_for
from signoffs.queries.rounds import open_rounds
from signoffs.queries.signing import rounds_to_sign
from signoffs.states import Permission, QuestionState, RoundState

SHOWN = 3


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class LastSigned(TypedDict):
        """What ``rounds_left`` adds to a round."""

        last_signed_at: dt.datetime | None

    RoundLeft: TypeAlias = WithAnnotations[Round, LastSigned]


def rounds_left(actor: Actor) -> list[RoundLeft]:
    """Return the open rounds that still want the actor's signature, the soonest due first. One query.

    Each has ``last_signed_at``, the moment of the last signature under an earlier version, or None.
    """
    own = Signature.objects.filter(person=actor.person.pk, pupil=None)
    earlier = own.filter(round__agreement__policy=OuterRef("agreement__policy")).exclude(
        round__version=OuterRef("version")
    )
    rows = rounds_to_sign(actor).filter(~Exists(own.filter(round=OuterRef("pk"))), state=RoundState.OPEN)
    rounds = rows.annotate(last_signed_at=Subquery(earlier.order_by("-signed_at").values("signed_at")[:1]))
    return list(rounds.order_by("due", "agreement__policy__title", "pk"))


def todo_for(actor: Actor) -> list[Todo]:
    """Return what the actor has to sign, and the questions that wait for the actor's answer. At most four queries."""
    today = actor.school.today()
    todos = []
    rounds = rounds_left(actor)
    until = last_days(rounds, actor.person)
    for round in rounds:
        due = until[round.pk]
        late = due < today
        words = _("Was due %(day)s") if late else _("Sign by %(day)s")
        todos.append(
            Todo(
                title=round.agreement.policy.title,
                url=reverse("signoffs:sign", args=[actor.school.slug, round.pk]),
                why=_("Changed since you signed on %(day)s") % {"day": day_words(round.last_signed_at)}
                if round.last_signed_at
                else _("Read it and sign"),
                tag_kind="overdue" if late else "due",
                tag_text=words % {"day": day_words(due)},
                minutes=round.minutes,
                due=due,
            )
        )
    return todos + _to_answer(actor)


def _to_answer(actor: Actor) -> list[Todo]:
    if not {"office", "headteacher", "senior_leader"} & set(actor.roles):
        return []
    waiting = list(questions_for(actor).filter(state=QuestionState.ASKED).order_by("asked_at"))
    if not waiting:
        return []
    title = ngettext("One question before signing", "%(n)s questions before signing", len(waiting)) % {
        "n": len(waiting)
    }
    why = _("The first came on %(day)s") % {"day": day_words(waiting[0].asked_at)}
    url = reverse("signoffs:questions", args=[actor.school.slug])
    return [Todo(title=title, url=url, why=why, tag_kind="info", tag_text=_("Answer"), minutes=2 * len(waiting))]


def waiting_for(actor: Actor) -> list[Todo]:
    """Return the actor's own questions that have no answer yet, and for the office the rounds that are not finished."""
    rows = Question.objects.for_school(actor.school).filter(person=actor.person, state=QuestionState.ASKED)
    todos = [
        Todo(
            title=_("Your question: %(policy)s") % {"policy": question.round.agreement.policy.title},
            url=reverse("signoffs:question", args=[actor.school.slug, question.pk]),
            why=_("Asked on %(day)s") % {"day": day_words(question.asked_at)},
            tag_kind="info",
            tag_text=_("Sent"),
        )
        for question in rows.select_related("round__agreement__policy").order_by("-asked_at")
    ]
    return todos + _unfinished(actor)


def _unfinished(actor: Actor) -> list[Todo]:
    if Permission.ROUND_CHASE not in actor.permissions:
        return []
    rounds = open_rounds(actor.school)
    by_round = progress_of(rounds, actor.school)
    return [
        Todo(
            title=round.agreement.policy.title,
            url=reverse("signoffs:round", args=[actor.school.slug, round.pk]),
            why=_("%(signed)s of %(total)s signed") % {"signed": progress.signed, "total": progress.total},
            tag_kind="waiting",
            tag_text=ngettext("%(n)s left", "%(n)s left", progress.left) % {"n": progress.left},
            due=round.due,
        )
        for round in rounds
        if (progress := by_round[round.pk]).left
    ]


def done_for(actor: Actor, limit: int = SHOWN) -> list[Todo]:
    """Return the actor's last own signatures with their certificates. One query."""
    rows = (
        Signature.objects.for_school(actor.school)
        .filter(person=actor.person, pupil=None)
        .annotate(title=F("round__agreement__policy__title"), number=F("round__version__number"))
        .order_by("-signed_at")
    )
    return [
        Todo(
            title=signature.title,
            url=reverse("signoffs:certificate", args=[actor.school.slug, signature.reference]),
            why=_("You signed version %(number)s on %(day)s")
            % {"number": signature.number, "day": day_words(signature.signed_at)},
            tag_kind="done",
            tag_text=_("Signed"),
            link_text=_("Certificate"),
        )
        for signature in rows[:limit]
    ]

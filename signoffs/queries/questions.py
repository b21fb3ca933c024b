"""Questions before signing: whose they are to answer, and who asked one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import QuerySet

from people.queries.acting import Actor
from people.states.roles import Role
from schools.models.schools import School
from schools.queries import settings
from signoffs.models import Question
from signoffs.states import QuestionKind

_ANSWERING = {
    "headteacher": (Role.HEADTEACHER,),
    "senior_leadership": (Role.SENIOR_LEADER, Role.HEADTEACHER),
    "office": (Role.OFFICE,),
}


def answering_roles(school: School) -> dict[str, list[str]]:
    """Return ``{kind: roles that answer}``.

    The school's choice for a question (L4), the office for the rest. One query.
    """
    office = [str(Role.OFFICE.value)]
    named = [str(role.value) for role in _ANSWERING[settings.setting(school, "questions_to")]]
    return {kind: named if kind == QuestionKind.QUESTION else office for kind in QuestionKind.values}


def questions_for(actor: Actor) -> QuerySet[Question]:
    """Return the questions that fall to the actor to answer."""
    kinds = [kind for kind, roles in answering_roles(actor.school).items() if set(roles) & set(actor.roles)]
    rows: QuerySet[Question] = Question.objects.for_school(actor.school).filter(kind__in=kinds)
    return rows.exclude(person=actor.person).select_related("school", "round__agreement__policy", "data_key")


def own_questions(actor: Actor) -> QuerySet[Question]:
    """Return the actor's own questions."""
    rows: QuerySet[Question] = Question.objects.for_school(actor.school).filter(person=actor.person)
    return rows.select_related("school", "round__agreement__policy", "data_key")


def asked_since(school: School, persons: Collection[UUID], since: dt.datetime) -> Iterable[UUID]:
    """Return those of ``persons`` who asked the office something since. One query."""
    rows = Question.objects.for_school(school).filter(person__in=persons, asked_at__gte=since)
    return list(rows.values_list("person_id", flat=True))

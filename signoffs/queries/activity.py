"""Who has signed or asked something since a moment: undoing an import leaves these people as they are."""

import datetime as dt
from collections.abc import Collection, Iterable
from uuid import UUID

from schools.models.schools import School
from signoffs.models.questions import Question
from signoffs.models.signatures import Signature


def signed_since(school: School, persons: Collection[UUID], since: dt.datetime) -> Iterable[UUID]:
    """Return those of ``persons`` whose signature came in since, on screen or on paper. One query."""
    rows = Signature.objects.for_school(school).filter(person__in=persons, signed_at__gte=since)
    return list(rows.values_list("person_id", flat=True))


def asked_since(school: School, persons: Collection[UUID], since: dt.datetime) -> Iterable[UUID]:
    """Return those of ``persons`` who asked the office something since. One query."""
    rows = Question.objects.for_school(school).filter(person__in=persons, asked_at__gte=since)
    return list(rows.values_list("person_id", flat=True))

"""Who was given a duty since a moment."""

import datetime
from collections.abc import Collection, Iterable
from uuid import UUID

from people.models.roles import Duty
from schools.models.schools import School


def duty_since(school: School, persons: Collection[UUID], since: datetime.datetime) -> Iterable[UUID]:
    """Return those of ``persons`` who have been given a duty since then."""
    rows = Duty.objects.for_school(school).filter(person__in=persons, from_date__gte=since.date())
    held: Iterable[UUID] = rows.values_list("person_id", flat=True)
    return held

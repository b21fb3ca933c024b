"""Who has signed in since a moment."""

import datetime
from collections.abc import Collection, Iterable
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.db.models import Exists, OuterRef, Q

from core import clock
from people.models.persons import Person
from schools.models.schools import School


def signed_in_since(school: School, persons: Collection[UUID], since: datetime.datetime) -> Iterable[UUID]:
    """Return those of ``persons`` who have signed in since then."""
    sessions = UserSession.objects.filter(user=OuterRef("user"))
    # Who has signed out has no session any more; the day is still known.
    day = clock.day_of(since, school.timezone)
    seen = Exists(sessions.filter(last_seen_at__gte=since)) | (~Exists(sessions) & Q(user__signed_in_on__gte=day))
    rows: Iterable[UUID] = Person.objects.filter(seen, pk__in=persons, user__isnull=False).values_list("pk", flat=True)
    return rows

"""What the services about children and carers ask before they write."""

import datetime
from collections.abc import Collection
from uuid import UUID

from django.db.models import F, Q

from people.models.pupils import CarerLink, Pupil
from people.queries.acting import Actor
from people.queries.same_person import same_person, ties_of


def is_own(actor: Actor, pupil: Pupil) -> bool:
    """Say whether the actor, under any entry, has or had a link with this child, or a tie today."""
    humans = same_person(actor.person)
    links = CarerLink.objects.for_school(pupil.school_id).filter(_ever(), pupil=pupil, person__in=humans)
    return bool(links.exists()) or pupil.pk in ties_of(actor.person, actor.school).pupils


def is_barred(humans: Collection[UUID], pupil: Pupil) -> bool:
    """Say whether the newest link of any entry of this human with the child is, or was at its end, barred.

    A bar outlives the link: a child who leaves and comes back, on the same day even, is no way round a court order.
    """
    newest: dict[UUID, tuple[tuple[datetime.date, datetime.date], bool]] = {}
    rows = CarerLink.objects.for_school(pupil.school_id).filter(pupil=pupil, person__in=humans)
    for person, start, end, barred in rows.values_list("person_id", "from_date", "until_date", "barred"):
        held = (start, end or datetime.date.max)
        known = newest.get(person, (held, barred))
        newest[person] = max(known, (held, barred))
    return any(barred for _held, barred in newest.values())


def _ever() -> Q:
    """Match rows that held for at least a day."""
    return Q(until_date__isnull=True) | Q(until_date__gt=F("from_date"))

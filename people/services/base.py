"""What every service of this app shares: who did it, and on which day."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from core import clock
from core.db.dated import Dated
from core.errors import Refused
from people.models.persons import Person
from people.models.schools import School
from people.queries.acting import Actor, actor_for

# Who did it: an actor, a person (taken with their roles at the school), or None for the portal itself.
By = Actor | Person | None


def author(by: By, school: School) -> Actor | None:
    """Return ``by`` as an actor at this school. Raises Refused for an actor of another school."""
    if isinstance(by, Person):
        return actor_for(by, school)
    if by is not None and by.school.pk != school.pk:
        raise Refused(_("That belongs to another school."))
    return by


def person_of(actor: Actor | None) -> Person | None:
    """Return the person behind an actor."""
    return actor.person if actor else None


def day_at(school: School, now: datetime.datetime | None) -> datetime.date:
    """Return the day at the school at the moment ``now``."""
    return clock.day_of(now, school.timezone) if now else school.today()


def lock(person: Person) -> None:
    """Take changes to one person one after the other, so that two clerks never open the same row twice."""
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)


def lock_school(school: School) -> None:
    """Take changes to one school's settings and calendar one after the other."""
    School.objects.select_for_update(no_key=True).only("pk").get(pk=school.pk)


def close(row: Dated, day: datetime.date) -> None:
    """End a row on ``day``, the first day without it. A row that had not begun yet never will."""
    row.until_date = max(day, row.from_date)
    row.save(update_fields=["until_date"])


def iso(day: datetime.date | None) -> str:
    """Return a day as the ledger keeps it."""
    return day.isoformat() if day else ""

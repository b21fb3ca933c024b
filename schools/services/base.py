"""What services share: who did it, on which day it is at the school, and one change after the other."""

import datetime
from typing import TypeVar

from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.errors import Refused
from schools.models.schools import School

ActorT = TypeVar("ActorT", bound=Actor)


def author(by: ActorT | None, school: School) -> ActorT | None:
    """Return ``by``. Raises Refused for an actor of another school."""
    if by is not None and by.school.pk != school.pk:
        raise Refused(_("That belongs to another school."))
    return by


def day_at(school: School, now: datetime.datetime | None) -> datetime.date:
    """Return the day at the school at the moment ``now``."""
    return clock.day_of(now, school.timezone) if now else school.today()


def lock_school(school: School) -> None:
    """Take changes to one school's settings and calendar one after the other."""
    School.objects.select_for_update(no_key=True).only("pk").get(pk=school.pk)

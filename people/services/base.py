"""What every service of this app shares: who did it, and one change of a person after the other."""

import datetime

from django.db.models import QuerySet

from core.db.dated import Dated, ever_in_force
from people.models.persons import Person
from people.queries.acting import Actor, actor_for
from people.rules.roles import may_manage_people
from schools.models.schools import School
from schools.services import base

# Who did it: an actor, a person (taken with their roles at the school), or None for the portal itself.
By = Actor | Person | None


def author(by: By, school: School) -> Actor | None:
    """Return ``by`` as an actor at this school. Raises Refused for an actor of another school."""
    if isinstance(by, Person):
        return actor_for(by, school)
    return base.author(by, school)


def people_manager(by: By, school: School) -> Actor | None:
    """Return ``by`` as an actor who may manage people; None is the portal itself. Raises Refused for others."""
    actor = author(by, school)
    if actor is not None:
        may_manage_people(actor).enforce()
    return actor


def person_of(actor: Actor | None) -> Person | None:
    """Return the person behind an actor."""
    return actor.person if actor else None


def lock(person: Person) -> None:
    """Take changes to one person one after the other, so that two clerks never open the same row twice."""
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)


def next_start(rows: QuerySet[Dated], day: datetime.date) -> datetime.date | None:
    """Return the day on which the next of these rows begins after ``day``, None without one."""
    later = rows.filter(ever_in_force(), from_date__gt=day).order_by("from_date")
    start: datetime.date | None = later.values_list("from_date", flat=True).first()
    return start

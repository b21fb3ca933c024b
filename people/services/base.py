"""What every service of this app shares: who did it, and one change of a person after the other."""

from people.models.persons import Person
from people.queries.acting import Actor, actor_for
from schools.models.schools import School
from schools.services import base

# Who did it: an actor, a person (taken with their roles at the school), or None for the portal itself.
By = Actor | Person | None


def author(by: By, school: School) -> Actor | None:
    """Return ``by`` as an actor at this school. Raises Refused for an actor of another school."""
    if isinstance(by, Person):
        return actor_for(by, school)
    return base.author(by, school)


def person_of(actor: Actor | None) -> Person | None:
    """Return the person behind an actor."""
    return actor.person if actor else None


def lock(person: Person) -> None:
    """Take changes to one person one after the other, so that two clerks never open the same row twice."""
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)

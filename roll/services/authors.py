"""Who may write here."""

from people.queries.acting import Actor
from people.rules.roles import may_manage_people
from people.services.base import By, author
from schools.models.schools import School


def people_manager(by: By, school: School) -> Actor | None:
    """Return ``by`` as an actor who may manage people; None is the portal itself. Raises Refused for others."""
    actor = author(by, school)
    if actor is not None:
        may_manage_people(actor).enforce()
    return actor

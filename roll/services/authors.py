"""Who may write here."""

from __future__ import annotations

from people.models.schools import School
from people.queries.acting import Actor
from people.rules.roles import may_manage_people
from people.services.base import By, author


def people_manager(by: By, school: School) -> Actor | None:
    """Return ``by`` as an actor who may manage people; None is the portal itself. Raises Refused for others."""
    actor = author(by, school)
    if actor is not None:
        may_manage_people(actor).enforce()
    return actor

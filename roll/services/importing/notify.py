"""Notifying the apps that listen of what a list did: once for the list, and once for each thing that somebody lost."""

import datetime
from collections.abc import Iterable
from uuid import UUID

from people.models.persons import Person
from people.queries.acting import Actor
from people.services.announcing import announce
from roll.models.imports import PeopleImport

EndedRole = tuple[UUID, str, datetime.date]


def notify(
    imported: PeopleImport,
    kind: str,
    *,
    ended_roles: Iterable[EndedRole],
    unlinked: Iterable[UUID],
    by: Actor | None,
    now: datetime.datetime,
) -> None:
    """Announce ``kind`` ("imported", "import_undone") for the list, then each ended role and each lost child."""
    school = imported.school
    detail = {"import": str(imported.pk)}
    announce(kind=kind, person=None, school=school, by=by, now=now, detail=detail)
    roles, links = list(ended_roles), list(unlinked)
    persons = {person for person, _role, _on in roles} | set(links)
    people = Person.objects.select_related("data_key").in_bulk(list(persons)) if persons else {}
    for person, role, on in roles:
        facts = {"role": role, "on": on.isoformat()}
        announce(kind="role_ended", person=people[person], school=school, by=by, now=now, detail=facts)
    for person in links:
        announce(kind="carer_unlinked", person=people[person], school=school, by=by, now=now)

"""A small school for the tests of the engine, and lists made as text."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from core.db.dated import in_force
from people.models.persons import Person
from people.models.pupils import CarerLink, Pupil
from people.queries import acting, directory, families
from people.queries import staff as people_staff
from people.services import assignments, persons
from roll.models.imports import ImportLine, PeopleImport
from roll.services.importing import lifecycle
from schools.models.schools import School
from schools.services import schools

SINCE = dt.date(2020, 9, 1)
PUPILS = "Admission number,First name,Last name,Date of birth,Year,Class"
CARERS = (
    "Contact Title,Contact Forename,Contact Surname,Relationship,Parental Responsibility,Contact Email,Contact Mobile"
)
STAFF = "Staff Code,Title,Forename,Surname,Role,Work Email,Personal Email,Line Manager,Start Date,Leaving Date"


@dataclass
class Place:
    """The school, and who brings lists: an administrator and the office."""

    school: School
    admin: acting.Actor
    office: acting.Actor
    teacher: acting.Actor

    def upload(self, text: str, name: str = "list.csv", by: Any = None, kind: str | None = None) -> PeopleImport:
        """Bring a list; it is read at once."""
        upload = SimpleUploadedFile(name, text.encode())
        return lifecycle.start(school=self.school, kind=kind, upload=upload, by=by or self.admin)

    def import_list(self, text: str, **answers: str) -> PeopleImport:
        """Bring a list, give the answers ({sort: choice}) and approve it."""
        imported = self.upload(text)
        assert imported.state == "review", (imported.words, imported.cure)
        for sort, choice in answers.items():
            lifecycle.choose_all(imported=imported, category=sort, choice=choice, by=self.admin)
        return lifecycle.approve(imported=imported, by=self.admin)

    def lines(self, imported: PeopleImport, *sorts: str) -> list[ImportLine]:
        """Return the lines of some sorts."""
        rows = ImportLine.objects.for_school(self.school).filter(imported=imported)
        return list(rows.filter(sort__in=sorts) if sorts else rows)

    def titles(self, imported: PeopleImport, *sorts: str) -> list[str]:
        """Return whom the lines of some sorts are about."""
        return [line.title for line in self.lines(imported, *sorts)]

    def roll(self) -> dict[str, str]:
        """Return {pupil: class} today."""
        return {str(pupil): pupil.class_name for pupil in families.pupils_at(self.school)}

    def carers(self, pupil: str) -> dict[str, CarerLink]:
        """Return {name: link} of one pupil today."""
        first, last = pupil.split(" ", 1)
        child = Pupil.objects.for_school(self.school).get(first_name=first, last_name=last)
        rows = CarerLink.objects.for_school(self.school).filter(in_force(self.school.today()), pupil=child)
        links = list(rows.select_related("person"))
        called = directory.names([link.person_id for link in links], self.school)
        return {called[link.person_id]: link for link in links}

    def person(self, name: str) -> Person:
        """Return the person whom the school knows by a name today."""
        known = Person.objects.filter(schools_known__school=self.school)
        return next(p for p in known if directory.name_of(p, self.school) == name)

    def staff(self) -> dict[str, set[str]]:
        """Return {name: roles} of those who hold a role today or will."""
        return {row.name: {str(role.role) for role in row.roles} for row in people_staff.people_list(self.school)}


def make_place() -> Place:
    """Make the school."""
    school = schools.create_school(name="Fernhill Primary School", slug="fernhill")
    actors = {}
    for first, role in (("Adam", "administrator"), ("Olive", "office"), ("Tess", "teacher")):
        person = persons.add_person(school=school, first_name=first, last_name="Marsh", from_date=SINCE)
        assignments.give_role(person=person, school=school, role=role, from_date=SINCE)
        actors[role] = acting.actor_for(person, school)
    return Place(school, actors["administrator"], actors["office"], actors["teacher"])


def table(heading: str, *rows: str) -> str:
    """Return a list as text."""
    return "\n".join([heading, *rows, ""])


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table as CSV, quoted where it must be."""
    out = io.StringIO()
    csv.writer(out).writerows([headings, *rows])
    return out.getvalue()

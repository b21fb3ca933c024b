"""Who can be signed in as on the demo page."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from core.db.dated import in_force
from demo.load import SCHOOLS
from notices.models import DemoMail, Notice
from people.models.roles import RoleAtSchool
from people.queries import directory
from people.states.roles import ROLE_TABLE, Role
from schools.models.schools import School

FAMILY_KINDS = ("family_request", "family_link", "family_reminder")
LETTERS_EACH = 3


@dataclass(slots=True)
class DemoPerson:
    """One line of the demo page."""

    user_id: Any
    name: str
    roles: list[str] = field(default_factory=list)

    @property
    def role_words(self) -> str:
        """Return the roles in one line, with a capital."""
        words = ", ".join(self.roles)
        return words[:1].upper() + words[1:]


@dataclass(slots=True)
class DemoPlace:
    """One school of the demo page."""

    school: School
    people: list[DemoPerson]


class FamilyLetter(NamedTuple):
    """An e-mail whose link opens a family form that is not signed yet."""

    letter: DemoMail
    school: School


def letters_to_families() -> list[FamilyLetter]:
    """Return some e-mails for each school, newest first, that lead to a family form nobody has signed yet."""
    letters: list[FamilyLetter] = []
    for school in School.objects.filter(is_demo=True, closed_on__isnull=True).order_by("name"):
        notices = Notice.objects.for_school(school).filter(state="sent")
        signed = notices.filter(kind="signed").values("person")
        asked = notices.filter(kind__in=FAMILY_KINDS, carried_by__isnull=True).exclude(person__in=signed)
        sent = DemoMail.objects.filter(message_id__in=asked.values("message_id")).order_by("to", "-at").distinct("to")
        newest = sorted(sent, key=lambda letter: letter.at, reverse=True)[:LETTERS_EACH]
        letters += [FamilyLetter(letter, school) for letter in newest]
    return letters


def rows() -> list[DemoPlace]:
    """Return the demo's schools with everybody who has an account, heads first."""
    order = {str(role): number for number, role in enumerate(ROLE_TABLE)}
    places = []
    for school in School.objects.filter(is_demo=True).order_by("slug"):
        held = RoleAtSchool.objects.for_school(school).filter(in_force(school.today()), person__user__isnull=False)
        found: dict[Any, DemoPerson] = {}
        listed = sorted(held.select_related("person"), key=lambda row: order[row.role])
        names = directory.names([row.person_id for row in listed], school)
        for row in listed:
            line = found.setdefault(row.person_id, DemoPerson(row.person.user_id, names.get(row.person_id, "")))
            line.roles.append(str(ROLE_TABLE[Role(row.role)].words))
        places.append(DemoPlace(school, list(found.values())))
    order_of = list(SCHOOLS)
    return sorted(places, key=lambda place: order_of.index(place.school.slug))

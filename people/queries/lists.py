"""What the pages of this app show: what a colleague waits for, the first steps, and the posts that nobody holds."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.contributions.pages import Todo
from core.contributions.people import FIRST_STEPS
from core.db.dated import in_force
from people.models.roles import RoleAtSchool
from people.queries.acting import Actor
from people.states.roles import Role
from schools.models.schools import School


@dataclass(frozen=True)
class Step:
    """One of the first steps."""

    key: str
    done: bool


def first_steps(school: School) -> list[Step]:
    """Return the four steps before a school can begin, in order, and which are done. Two queries."""
    rows = RoleAtSchool.objects.for_school(school).filter(in_force(school.today())).values_list("person_id", "role")
    by_role: dict[str, set[UUID]] = {}
    for person, role in rows:
        by_role.setdefault(role, set()).add(person)
    leads = by_role.get(Role.DSL, set()) | by_role.get(Role.DEPUTY_DSL, set())
    posts = Role.HEADTEACHER in by_role and Role.DSL in by_role and len(leads) > 1 and Role.CHAIR in by_role
    return [
        Step("school", bool(school.phone and school.office_hours)),
        *(Step(name, step.is_done(school)) for name, step in FIRST_STEPS.items()),
        Step("posts", posts),
        Step("staff", Role.TEACHER in by_role or Role.SUPPORT in by_role),
    ]


def todo_for(actor: Actor) -> list[Todo]:
    """Return the first steps of a real school that are left."""
    return _first_steps_left(actor)


def _first_steps_left(actor: Actor) -> list[Todo]:
    if not actor.has_role(Role.ADMINISTRATOR) or actor.school.is_demo:
        return []
    left = [step for step in first_steps(actor.school) if not step.done]
    if not left:
        return []
    return [
        Todo(
            title=str(_("Finish the first steps")),
            url=reverse("people:first_steps", args=[actor.school.slug]),
            why=str(ngettext("One of 4 is left.", "%(count)s of 4 are left.", len(left)) % {"count": len(left)}),
            tag_text=str(_("To do")),
            minutes=5 * len(left),
        )
    ]


def posts_left(school: School) -> list[Todo]:
    """Return whether a post that every school needs has no holder. One query."""
    missing = _vacant(school)
    if not missing:
        return []
    url = reverse("people:list", args=[school.slug])
    return [Todo(_("Give each post to somebody"), url, ", ".join(missing), tag_text=_("To do"))]


def _vacant(school: School) -> list[str]:
    """Return what is missing of head, chair, and two who hear of a child at risk, in words."""
    rows = RoleAtSchool.objects.for_school(school).filter(in_force(school.today())).values_list("role", "person_id")
    held: dict[str, set[UUID]] = {}
    for role, person in rows:
        held.setdefault(role, set()).add(person)
    found = [
        _("Nobody is %(role)s.") % {"role": role.label}
        for role in (Role.HEADTEACHER, Role.DSL, Role.CHAIR)
        if role.value not in held
    ]
    if len(held.get(Role.DSL, set()) | held.get(Role.DEPUTY_DSL, set())) < 2:
        found.append(_("One more safeguarding lead is needed."))
    return found

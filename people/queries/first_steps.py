"""The first steps of a new school, and the key roles that nobody holds."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.contributions.people import FIRST_STEPS
from core.db.dated import in_force
from core.pages.todo import Todo
from people.models.roles import RoleAtSchool
from people.queries.acting import Actor
from people.states.roles import Role
from schools.models.schools import School


def _holders(school: School) -> tuple[dict[str, set[UUID]], set[UUID]]:
    """Return ({role: who holds it today}, who hears of a child at risk). One query."""
    rows = RoleAtSchool.objects.for_school(school).filter(in_force(school.today())).values_list("person_id", "role")
    holders: dict[str, set[UUID]] = {}
    for person, role in rows:
        holders.setdefault(role, set()).add(person)
    return holders, holders.get(Role.DSL, set()) | holders.get(Role.DEPUTY_DSL, set())


def first_steps(school: School) -> list[tuple[str, bool]]:
    """Return the four steps before a school can begin, in order, and whether each is done. Two queries."""
    holders, leads = _holders(school)
    key_roles = Role.HEADTEACHER in holders and Role.DSL in holders and len(leads) > 1 and Role.CHAIR in holders
    return [
        ("school", bool(school.phone and school.office_hours)),
        *((name, step.is_done(school)) for name, step in FIRST_STEPS.items()),
        ("posts", key_roles),
        ("staff", Role.TEACHER in holders or Role.SUPPORT in holders),
    ]


def todo_for(actor: Actor) -> list[Todo]:
    """Return the first steps of a real school that are left."""
    if not actor.has_role(Role.ADMINISTRATOR) or actor.school.is_demo:
        return []
    left = sum(not done for _key, done in first_steps(actor.school))
    if not left:
        return []
    return [
        Todo(
            title=str(_("Finish the first steps")),
            url=reverse("people:first_steps", args=[actor.school.slug]),
            why=str(ngettext("One of 4 is left.", "%(count)s of 4 are left.", left) % {"count": left}),
            tag_text=str(_("To do")),
            minutes=5 * left,
        )
    ]


def key_roles_left(school: School) -> list[Todo]:
    """Return what is missing of head, chair, and two who hear of a child at risk, in words. One query."""
    holders, leads = _holders(school)
    needed = (Role.HEADTEACHER, Role.DSL, Role.CHAIR)
    missing = [_("Nobody is %(role)s.") % {"role": role.label} for role in needed if role.value not in holders]
    if len(leads) < 2:
        missing.append(_("One more safeguarding lead is needed."))
    if not missing:
        return []
    url = reverse("people:list", args=[school.slug])
    return [Todo(_("Give each post to somebody"), url, ", ".join(missing), tag_text=_("To do"))]

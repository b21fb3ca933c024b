"""What the pages of this app show: the settings as sentences, the first steps."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.contributions.people import FIRST_STEPS
from core.db.dated import in_force
from core.pages.todo import Todo
from people.models.roles import RoleAtSchool
from people.models.schools import School, SchoolSetting
from people.queries.acting import Actor
from people.queries.second_step import resets_for
from people.queries.sign_in import address_changes_for
from people.states.roles import Role


def setting_history(school: School, key: str) -> QuerySet[SchoolSetting]:
    """Return what one setting was, newest first; rows that never held (changed again on the same day) included."""
    rows: QuerySet[SchoolSetting] = SchoolSetting.objects.for_school(school).filter(key=key).order_by("-from_date")
    return rows


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
    """Return colleagues who lost their second step or their address, and the first steps of a real school."""
    return [*_resets_waiting(actor), *_addresses_waiting(actor), *_first_steps_left(actor)]


def _addresses_waiting(actor: Actor) -> list[Todo]:
    return [
        Todo(
            title=str(_("Confirm a new address to sign in")),
            url=reverse("people:sign_in_address", args=[actor.school.slug, change.person_id]),
            why=str(_("A colleague asked for it. Speak to the person first.")),
            tag_kind="due",
            tag_text=str(_("To do")),
            minutes=5,
        )
        for change in address_changes_for(actor)
    ]


def _resets_waiting(actor: Actor) -> list[Todo]:
    waiting = len(resets_for(actor))
    if not waiting:
        return []
    return [
        Todo(
            title=str(_("Confirm who a colleague is")),
            url=reverse("people:resets", args=[actor.school.slug]),
            why=str(
                ngettext("One person has lost the second step.", "%(count)s people have lost it.", waiting)
                % {"count": waiting}
            ),
            tag_kind="due",
            tag_text=str(_("To do")),
            minutes=5 * waiting,
        )
    ]


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

"""What the settings page shows: the groups, what is still to do, and the crest."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.contributions.settings import SETTINGS, SettingSpec, settings_of
from core.contributions.settings import setting_groups as groups
from core.db.dated import in_force
from core.pages.todo import Todo
from people.models.calendar import Term
from people.models.crest import Crest
from people.models.roles import RoleAtSchool
from people.models.schools import School
from people.queries.settings import Said, settings_said
from people.states.roles import Role

Group = tuple[str, Any, list[tuple[SettingSpec, Said]]]


def setting_groups(school: School) -> list[Group]:
    """Return ``[(key, words, [(spec, said), …]), …]`` in the order of the page. One query."""
    said = settings_said(school)
    return [(group.key, group.words, [(spec, said[spec.key]) for spec in settings_of(group.key)]) for group in groups()]


def settings_left(school: School) -> list[Todo]:
    """Return what a school has still to say before it is complete. Three queries."""
    said = settings_said(school)
    todos: list[Todo] = []

    def add(title: str, why: str, name: str, *parts: Any) -> None:
        todos.append(Todo(title, reverse(f"people:{name}", args=[school.slug, *parts]), why, tag_text=_("To do")))

    if not (school.phone and school.office_hours):
        add(_("Enter the office's telephone and hours"), _("They stand at the foot of every page."), "details")
    if missing := _vacant(school):
        add(_("Give each post to somebody"), ", ".join(missing), "list")
    if not Term.objects.for_school(school).filter(assumed=False, ends__gte=school.today()).exists():
        add(_("Enter your own terms"), _("Until then we count by usual dates."), "calendar")
    for key, spec in SETTINGS.items():
        if spec.asked_for and not said[key].value:
            add(str(spec.sentence), _("Nothing is said yet."), "setting", key)
    return todos


def _vacant(school: School) -> list[str]:
    """Return what is missing of head, chair, and two who hear of a child at risk, in words."""
    rows = RoleAtSchool.objects.for_school(school).filter(in_force(school.today())).values_list("role", "person_id")
    held: dict[str, set[Any]] = {}
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


def crest_of(school: School, mark: str = "") -> bytes | None:
    """Return the school's crest of today as PNG, or None; with ``mark`` only if it is this one. One query at most."""
    if not school.crest_mark or (mark and mark != school.crest_mark):
        return None
    row = Crest.objects.for_school(school).filter(mark=school.crest_mark, until_date__isnull=True).first()
    return bytes(row.image) if row else None

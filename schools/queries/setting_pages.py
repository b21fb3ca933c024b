"""What the settings page shows: the groups, what is still to do, and the crest."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from core.contributions.pages import Todo
from core.contributions.settings import SETTINGS, SETTINGS_TODOS, SettingSpec, settings_of
from core.contributions.settings import setting_groups as groups
from schools.models.calendar import Term
from schools.models.schools import Crest, School, SchoolSetting
from schools.queries.settings import Said, settings_said

Group = tuple[str, Any, list[tuple[SettingSpec, Said]]]


def setting_groups(school: School) -> list[Group]:
    """Return ``[(key, words, [(spec, said), …]), …]`` in the order of the page. One query."""
    said = settings_said(school)
    return [(group.key, group.words, [(spec, said[spec.key]) for spec in settings_of(group.key)]) for group in groups()]


def settings_left(school: School) -> list[Todo]:
    """Return what a school has still to say before it is complete, as the apps tell it."""
    sources = sorted(SETTINGS_TODOS.values(), key=lambda source: source.place)
    return [todo for source in sources for todo in source.left(school)]


def _todo(school: School, title: str, why: str, name: str, *parts: str) -> Todo:
    return Todo(title, reverse(f"schools:{name}", args=[school.slug, *parts]), why, tag_text=_("To do"))


def details_left(school: School) -> list[Todo]:
    """Return whether telephone and hours of the office are missing."""
    if school.phone and school.office_hours:
        return []
    words = _("Enter the office's telephone and hours"), _("They stand at the foot of every page.")
    return [_todo(school, *words, "details")]


def terms_left(school: School) -> list[Todo]:
    """Return whether the school has not typed its own terms. One query."""
    if Term.objects.for_school(school).filter(assumed=False, ends__gte=school.today()).exists():
        return []
    return [_todo(school, _("Enter your own terms"), _("Until then we count by usual dates."), "calendar")]


def answers_left(school: School) -> list[Todo]:
    """Return the settings that are asked for and empty. One query."""
    said = settings_said(school)
    asked = [spec for spec in SETTINGS.values() if spec.asked_for and not said[spec.key].value]
    return [_todo(school, str(spec.sentence), _("Nothing is said yet."), "setting", spec.key) for spec in asked]


def crest_of(school: School, mark: str = "") -> bytes | None:
    """Return the school's crest of today as PNG, or None; with ``mark`` only if it is this one. One query at most."""
    if not school.crest_mark or (mark and mark != school.crest_mark):
        return None
    row = Crest.objects.for_school(school).filter(mark=school.crest_mark, until_date__isnull=True).first()
    return bytes(row.image) if row else None


def setting_history(school: School, key: str) -> QuerySet[SchoolSetting]:
    """Return what one setting was, newest first; rows that never held (changed again on the same day) included."""
    rows: QuerySet[SchoolSetting] = SchoolSetting.objects.for_school(school).filter(key=key).order_by("-from_date")
    return rows

"""What every page knows: the school, the reader's role and menu, the colours."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from core.contributions.pages import MENU_ENTRIES, MenuEntry
from core.views import THEME_COOKIE, THEMES
from incidents.queries import route_settings
from people.queries import acting, trusts
from people.states.roles import ROLE_TABLE, Permission, Role
from schools.states import Permission as SchoolPermission


def _menu(request: HttpRequest, actor: Any) -> list[dict[str, Any]]:
    """Return the lines of the menu that this reader may open, with a count where something waits."""
    lines = []
    shown: set[str] = set()
    for entry in sorted(MENU_ENTRIES.values(), key=lambda entry: entry.place):
        # Who keeps the register finds their own forms there too: one word in the menu leads to one place.
        if str(entry.words) not in shown and _is_shown(entry, actor):
            shown.add(str(entry.words))
            url = reverse(entry.name, args=[actor.school.slug])
            here = request.path == url or (entry.name != "home:school" and request.path.startswith(url))
            count = entry.count(actor) if entry.count else 0
            lines.append({"label": entry.words, "url": url, "current": here, "count": count})
    return lines


def _is_shown(entry: MenuEntry, actor: Any) -> bool:
    may = not entry.permission or actor.may(entry.permission)
    return bool(may and (entry.shown is None or entry.shown(actor)))


def role_words(actor: Any) -> str:
    """Return the reader's role as the line under the school's name; the most telling one of several."""
    order = [role for role in ROLE_TABLE if role in actor.roles]
    words = str(ROLE_TABLE[Role(order[0])].words) if order else ""
    return words[:1].upper() + words[1:]


def _switcher(request: HttpRequest, school: Any) -> list[dict[str, Any]]:
    schools = acting.schools_of(request.user) if request.user.is_authenticated else []  # type: ignore[arg-type]
    return [
        {"name": one.name, "url": reverse("home:school", args=[one.slug]), "current": one.pk == school.pk}
        for one in schools
    ]


# Pages of those who run the school: a route that reaches nobody is said there in red until it is mended.
_RUNNING = (SchoolPermission.SCHOOL_CONFIGURE, Permission.PEOPLE_MANAGE, trusts.sees_trust, trusts.configures_trust)


def _broken_routes(request: HttpRequest, school: Any, actor: Any) -> list[str]:
    """Return the routes that reach nobody today, in words, on pages of those who run the school."""
    match = request.resolver_match
    who = getattr(match.func, "access", None) if match else None
    if actor is None or who not in _RUNNING:
        return []
    return route_settings.broken_routes(school)


def portal(request: HttpRequest) -> dict[str, Any]:
    """Give the templates what the base needs; nothing is fetched unless a template asks."""
    school = getattr(request, "school", None)
    actor = getattr(request, "actor", None)
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    return {
        "portal_name": settings.PORTAL_NAME,
        "school": school,
        "actor": actor,
        "acting_role": role_words(actor) if actor else "",
        "nav": SimpleLazyObject(lambda: _menu(request, actor)) if actor else [],
        "switcher": SimpleLazyObject(lambda: _switcher(request, school)) if actor else [],
        "broken_routes": SimpleLazyObject(lambda: _broken_routes(request, school, actor)) if actor else [],
        "theme": theme if theme in THEMES else "auto",
        "demo_mode": settings.DEMO_MODE,
        "help_phone": school.phone if school else "",
        "help_hours": school.office_hours if school else "",
    }

"""What the pages of reporters and of holders share."""

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language

from core import clock
from incidents.models.cases import Case
from incidents.queries import case_page
from schools.models.schools import School
from schools.queries.request import SchoolRequest

COOKIE = "sitting"
NEUTRAL = "https://www.bbc.co.uk/weather"
"""Where "Leave this page" leads: a page anybody may have open."""
CACHED_FOR = dt.timedelta(seconds=10)
CACHE_SIZE = 500
_cache: dict[tuple[object, ...], tuple[dt.datetime, bytes]] = {}


def cached_page(request: SchoolRequest, render: Callable[[], bytes]) -> HttpResponse:
    """Answer with a page that is the same for everybody, made once in ten seconds for each school and colours.

    Many open the start page at once when something happens. Whether the form may be used is decided again when a
    report is begun and when it is sent. A page asked for with a query, or by somebody signed in, is never cached.
    """
    if request.META.get("QUERY_STRING") or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return HttpResponse(render())
    now = clock.now()
    theme = request.COOKIES.get("theme", "")
    key = (request.school.pk, theme if theme in ("light", "dark") else "", get_language())
    made_at, content = _cache.get(key, (now - CACHED_FOR, b""))
    if not dt.timedelta(0) <= now - made_at < CACHED_FOR:
        content = render()
        if len(_cache) >= CACHE_SIZE:
            _cache.clear()
        _cache[key] = (now, content)
    return HttpResponse(content)


def draft_token(request: SchoolRequest) -> str:
    """Return the token of the reporter's draft, or ""."""
    return str(request.COOKIES.get(COOKIE, ""))


def _path(school: School) -> str:
    return reverse("incidents:start", args=[school.slug])


def set_draft_cookie(response: HttpResponse, school: School, token: str) -> HttpResponse:
    """Put the token into a cookie of the report pages alone, which ends with the browser."""
    secure = bool(settings.SESSION_COOKIE_SECURE)
    response.set_cookie(COOKIE, token, path=_path(school), httponly=True, samesite="Strict", secure=secure)
    return response


def delete_draft_cookie(response: HttpResponse, school: School) -> HttpResponse:
    """Remove the cookie."""
    response.delete_cookie(COOKIE, path=_path(school), samesite="Strict")
    return response


def leave_url(school: School) -> str:
    """Return where the leave button posts to."""
    return reverse("incidents:leave", args=[school.slug])


def case_of(request: SchoolRequest, reference: str) -> Case:
    """Return the case if this person may know of it; else 404, exactly as for a case that does not exist."""
    case = case_page.find(request.actor, reference)
    if case is None:
        raise Http404
    return case

"""What the pages of reporters and of holders share."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language

from core import clock
from incidents.models.cases import Case
from incidents.queries import page
from schools.models.schools import School

COOKIE = "sitting"
NEUTRAL = "https://www.bbc.co.uk/weather"
"""Where "Leave this page" leads: a page anybody may have open."""


MOMENT = dt.timedelta(seconds=10)
MOST_KEPT = 500
_kept: dict[tuple[object, ...], tuple[dt.datetime, bytes]] = {}


def for_a_moment(request: HttpRequest, school: School, make: Callable[[], bytes]) -> HttpResponse:
    """Answer with a page that is the same for everybody, made once in ten seconds for each school and colours.

    Many open the start page at once when something happens. Whether the form may be used is decided again when a
    report is begun and when it is sent. A page asked for with a query, or by somebody signed in, is never kept.
    """
    if request.META.get("QUERY_STRING") or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return HttpResponse(make())
    now = clock.now()
    theme = request.COOKIES.get("theme", "")
    key = (school.pk, theme if theme in ("light", "dark") else "", get_language())
    made_at, content = _kept.get(key, (now - MOMENT, b""))
    if not dt.timedelta(0) <= now - made_at < MOMENT:
        content = make()
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = (now, content)
    return HttpResponse(content)


def school_of(request: HttpRequest) -> School:
    """Return the school of the address; 404 for none."""
    school: School | None = getattr(request, "school", None)
    if school is None:
        raise Http404
    return school


def not_kept(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer with no-store, whatever the view does."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return guarded


def sitting(request: HttpRequest) -> str:
    """Return the token of the reporter's sitting, or ""."""
    return str(request.COOKIES.get(COOKIE, ""))


def _path(school: School) -> str:
    return reverse("incidents:start", args=[school.slug])


def keep_sitting(response: HttpResponse, school: School, token: str) -> HttpResponse:
    """Put the token into a cookie of the report pages alone, which ends with the browser."""
    secure = bool(settings.SESSION_COOKIE_SECURE)
    response.set_cookie(COOKIE, token, path=_path(school), httponly=True, samesite="Strict", secure=secure)
    return response


def drop_sitting(response: HttpResponse, school: School) -> HttpResponse:
    """Remove the cookie."""
    response.delete_cookie(COOKIE, path=_path(school), samesite="Strict")
    return response


def leave_url(school: School) -> str:
    """Return where the leave button posts to."""
    return reverse("incidents:leave", args=[school.slug])


def case_of(request: HttpRequest, reference: str) -> Case:
    """Return the case if this person may know of it; else 404, exactly as for a case that does not exist."""
    case = page.find(request.actor, reference)  # type: ignore[attr-defined]
    if case is None:
        raise Http404
    return case

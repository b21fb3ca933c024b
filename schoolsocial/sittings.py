"""Ends a sitting that was left alone or has lasted a day, and keeps what was sent too late for its owner."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import is_valid_path, reverse

from core import clock, sittings
from people.services import sign_in

# Leaving, changing the colours and being told so need no sitting.
OPEN = ("/accounts/logout/", "/signed-out/", "/colours/")


class SittingMiddleware:
    """Stands behind the sign-in middleware. Visitors without an account cost nothing here and leave nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # From here on nobody can keep more of a browser than its name.
        if agent := request.META.get("HTTP_USER_AGENT", ""):
            request.META["HTTP_USER_AGENT"] = sittings.device_words(agent)
        return _nowhere(request) or self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """End the sitting, or note that it is in use.

        After the check of the form's token, so that no other site can make us keep anything.
        """
        if not request.user.is_authenticated or request.path_info.startswith(OPEN):
            return None
        now = clock.now()
        sitting = sittings.read(request.session)
        if sitting is None:
            sittings.begin(request.session, now=now, device=request.META.get("HTTP_USER_AGENT", ""))
            return None
        over = sitting.over(now)
        if over is None:
            # A page that looks again by itself is nobody at the desk.
            if request.META.get("HTTP_SEC_FETCH_DEST") != "empty" or request.method == "POST":
                sittings.touch(request.session, now)
            return None
        return _ended(request, sitting, over)


def _nowhere(request: HttpRequest) -> HttpResponse | None:
    """End a sitting that is over also where there is no page: the one that says so would name its owner."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return None
    sitting = sittings.read(request.session)
    over = sitting.over(clock.now()) if sitting else None
    if sitting is None or over is None or is_valid_path(request.path_info):
        return None
    return _ended(request, sitting, over)


def _ended(request: HttpRequest, sitting: sittings.Sitting, over: sittings.Over) -> HttpResponse:
    """Sign out, keep what was sent, and lead to the page that says both."""
    kept = sign_in.keep_post(
        user=request.user,  # type: ignore[arg-type]
        actor=getattr(request, "actor", None),
        path=request.path_info,
        sent=request.POST if request.method == "POST" and not request.FILES else None,
    )
    back = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    if kept is not None:
        back = reverse("people:kept", args=[kept.school.slug])
    sign_in.end_session(user=request.user, session_key=request.session.session_key or "")  # type: ignore[arg-type]
    logout(request)
    minutes = sitting.idle_minutes if over is sittings.Over.IDLE else sitting.whole_minutes
    said = {"why": over.value, "minutes": minutes, "kept": int(kept is not None), "next": back}
    return HttpResponseRedirect(f"{reverse('home:signed_out')}?{urlencode(said)}")


def note_sign_in(sender: Any, request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    """Begin a sitting at each sign-in; a printed code has marked its own as a short one."""
    if request is not None and hasattr(request, "session"):
        agent = request.META.get("HTTP_USER_AGENT", "")
        short = bool(request.session.pop(sittings.SHORT_NEXT, False))
        sittings.begin(request.session, now=clock.now(), device=agent, short=short)
        if not request.session.session_key:
            request.session.save()
        # Also where the sign-in is not allauth's: every session stands in its owner's list, without an address.
        place = {"user": user, "ip": "::", "user_agent": agent[:200]}
        UserSession.objects.get_or_create(session_key=request.session.session_key, defaults=place)

"""What stands before every view: the limits of a session, the second step, and whose school a page is about."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import is_valid_path, reverse

from accounts.queries import second_step
from accounts.reauthentication import gate
from accounts.rules import session_limits
from accounts.services import sessions
from accounts.states import SecondStep
from core import clock
from core.access import PUBLIC
from people.models.accounts import NO_ADDRESS
from people.queries import acting
from schools.queries.schools import school_by_slug

# Leaving, changing the colours and being told so need no session.
OPEN = ("/accounts/logout/", "/signed-out/", "/colours/")

SECOND_STEP = "accounts:second_step"
CODES = "mfa_view_recovery_codes"
STEPS_ARE_MADE = {"mfa_activate_totp", "mfa_add_webauthn"}
FIRST_PASSWORD = "account_set_password"  # noqa: S105 - the name of a page
_AGAIN = {"account_reauthenticate", "accounts:again"}
_CODES = {CODES, "mfa_download_recovery_codes", "accounts:codes_kept"}
# Nothing else answers. A page that is not named here, whoever adds it, waits for the second step.
OPEN_WHILE: dict[SecondStep, set[str]] = {
    SecondStep.SET_UP: {SECOND_STEP, *_AGAIN},
    SecondStep.SHOW: {SECOND_STEP, "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "accounts:lost_step"},
    SecondStep.KEEP_CODES: {*_CODES, *_AGAIN, "mfa_reauthenticate", "mfa_reauthenticate_webauthn"},
}
ALWAYS_OPEN = {"account_logout"}
# Public pages answer as they do to nobody; this one would lead on to the reader's own school.
LEADS_ON = {"home:root"}


class SessionLimitsMiddleware:
    """Stands behind the sign-in middleware. Visitors without an account cost nothing here and leave nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # From here on nobody can keep more of a browser than its name.
        if agent := request.META.get("HTTP_USER_AGENT", ""):
            request.META["HTTP_USER_AGENT"] = session_limits.device_words(agent)
        return _nowhere(request) or self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """End the session, or note that it is in use.

        After the check of the form's token, so that no other site can make us keep anything.
        """
        if not request.user.is_authenticated or request.path_info.startswith(OPEN):
            return None
        now = clock.now()
        limits = session_limits.read(request.session)
        if limits is None:
            session_limits.begin(request.session, now=now, device=request.META.get("HTTP_USER_AGENT", ""))
            return None
        over = limits.over(now)
        if over is None:
            # A page that looks again by itself is nobody at the desk.
            if request.META.get("HTTP_SEC_FETCH_DEST") != "empty" or request.method == "POST":
                session_limits.touch(request.session, now)
            return None
        return _ended(request, limits, over)


def _nowhere(request: HttpRequest) -> HttpResponse | None:
    """End a session that is over also where there is no page: the one that says so would name its owner."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return None
    limits = session_limits.read(request.session)
    over = limits.over(clock.now()) if limits else None
    if limits is None or over is None or is_valid_path(request.path_info):
        return None
    return _ended(request, limits, over)


def _ended(request: HttpRequest, limits: session_limits.SessionLimits, over: session_limits.Over) -> HttpResponse:
    """Sign out, keep what was sent, and lead to the page that says both."""
    kept = sessions.keep_form(
        user=request.user,  # type: ignore[arg-type]
        actor=getattr(request, "actor", None),
        path=request.path_info,
        sent=request.POST if request.method == "POST" and not request.FILES else None,
    )
    back = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    if kept is not None:
        back = reverse("accounts:kept", args=[kept.school.slug])
    sessions.end_session(user=request.user, session_key=request.session.session_key or "")  # type: ignore[arg-type]
    logout(request)
    minutes = limits.idle_minutes if over is session_limits.Over.IDLE else limits.whole_minutes
    said = {"why": over.value, "minutes": minutes, "kept": int(kept is not None), "next": back}
    return HttpResponseRedirect(f"{reverse('home:signed_out')}?{urlencode(said)}")


def second_step_left(request: HttpRequest) -> SecondStep:
    """Return what this session has still to do. Asked once a request, and never for a visitor without a session."""
    known: SecondStep | None = getattr(request, "second_step", None)
    if known is None:
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
        known = second_step.second_step_left(request.user, request.session) if signed_in else SecondStep.NOTHING
        request.second_step = known  # type: ignore[attr-defined]
    return known


class SchoolMiddleware:
    """Sets ``request.school`` and ``request.actor`` from the address ``/s/<slug>/…``; both None elsewhere.

    The view is not resolved yet, so an unknown school answers 404 by the view that finds ``request.school`` empty
    (:func:`core.access.page`), exactly like a school one may not see. Before the second step nobody acts: public
    pages answer as they do to a visitor, and no menu, count or name comes with any page, an error's included.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        parts = request.path_info.split("/", 3)
        request.school = request.actor = None  # type: ignore[attr-defined]
        request.reauthenticate = gate  # type: ignore[attr-defined]  # asked by core.access.page(fresh=True)
        if len(parts) > 2 and parts[1] == "s":
            request.school = school_by_slug(parts[2])  # type: ignore[attr-defined]
            known = request.school is not None and request.user.is_authenticated  # type: ignore[attr-defined]
            if known and second_step_left(request) is SecondStep.NOTHING:
                request.actor = acting.acting(request.user, request.school)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Lead to the second step in place of every page that is not for everybody, GET and POST alike."""
        left = second_step_left(request)
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in STEPS_ARE_MADE and request.user.is_authenticated:
            # Who holds an open session and nothing else must not give it a second step of their own.
            return gate(request) if left in (SecondStep.NOTHING, SecondStep.SET_UP) else _lead(request, left)
        if left is SecondStep.NOTHING:
            return _password_gate(request) if name == FIRST_PASSWORD and request.user.is_authenticated else None
        public = getattr(view, "access", None) == PUBLIC and name not in LEADS_ON
        if public or name in ALWAYS_OPEN or name in OPEN_WHILE[left]:
            return None
        return _lead(request, left)


def _password_gate(request: HttpRequest) -> HttpResponse | None:
    """A first password is a way in that stays: asked for afresh, and never where only a code on paper opens."""
    if str(getattr(request.user, "email", "")).endswith(NO_ADDRESS):
        return HttpResponseRedirect(reverse("accounts:own_sign_in"))
    return gate(request)


def _lead(request: HttpRequest, left: SecondStep) -> HttpResponse:
    """Lead to what is left to do, and from there back to where the reader wanted to go."""
    to = CODES if left is SecondStep.KEEP_CODES else SECOND_STEP
    query = f"?{urlencode({'next': request.get_full_path()})}" if request.method in ("GET", "HEAD") else ""
    return HttpResponseRedirect(reverse(to) + query)

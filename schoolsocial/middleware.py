"""Whose school this page is about, as whom it is opened, and whether the second step has been shown first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from core import fresh
from core.access import NOBODY
from people.queries import acting, second_step
from people.queries.sign_in import NO_ADDRESS
from people.states.second_step import SecondStep
from schools.queries.schools import school_by_slug

SECOND_STEP = "people:second_step"
CODES = "mfa_view_recovery_codes"
STEPS_ARE_MADE = {"mfa_activate_totp", "mfa_add_webauthn"}
FIRST_PASSWORD = "account_set_password"  # noqa: S105 - the name of a page
_AGAIN = {"account_reauthenticate", "core:again"}
_CODES = {CODES, "mfa_download_recovery_codes", "people:codes_kept"}
# Nothing else answers. A page that is not named here, whoever adds it, waits for the second step.
OPEN_WHILE: dict[SecondStep, set[str]] = {
    SecondStep.SET_UP: {SECOND_STEP, *_AGAIN},
    SecondStep.SHOW: {SECOND_STEP, "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "people:lost_step"},
    SecondStep.KEEP_CODES: {*_CODES, *_AGAIN, "mfa_reauthenticate", "mfa_reauthenticate_webauthn"},
}
ALWAYS_OPEN = {"account_logout"}
# Public pages answer as they do to nobody; this one would lead on to the reader's own school.
LEADS_ON = {"home:root"}


def mark_the_run(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Put the value that `./portal run` made on each answer: it announces no page without it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Portal-Run"] = settings.PORTAL_RUN
        return response

    return middleware


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
            return fresh.gate(request) if left in (SecondStep.NOTHING, SecondStep.SET_UP) else _lead(request, left)
        if left is SecondStep.NOTHING:
            return _password_gate(request) if name == FIRST_PASSWORD and request.user.is_authenticated else None
        public = getattr(view, "access", None) == NOBODY and name not in LEADS_ON
        if public or name in ALWAYS_OPEN or name in OPEN_WHILE[left]:
            return None
        return _lead(request, left)


def _password_gate(request: HttpRequest) -> HttpResponse | None:
    """A first password is a way in that stays: asked for afresh, and never where only a code on paper opens."""
    if str(getattr(request.user, "email", "")).endswith(NO_ADDRESS):
        return HttpResponseRedirect(reverse("people:own_sign_in"))
    return fresh.gate(request)


def _lead(request: HttpRequest, left: SecondStep) -> HttpResponse:
    """Lead to what is left to do, and from there back to where the reader wanted to go."""
    to = CODES if left is SecondStep.KEEP_CODES else SECOND_STEP
    query = f"?{urlencode({'next': request.get_full_path()})}" if request.method in ("GET", "HEAD") else ""
    return HttpResponseRedirect(reverse(to) + query)

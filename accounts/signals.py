"""What Django and django-allauth tell of sign-ins and second steps."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from accounts.allauth_internals import record_authentication
from accounts.queries.second_step import STEPS
from accounts.rules import session_limits
from accounts.services import sessions
from core import clock
from people.models.accounts import User


def connect() -> None:
    """Connect the receivers."""
    user_logged_in.connect(on_sign_in, dispatch_uid="accounts.sign_in")
    authenticator_added.connect(on_step_added, dispatch_uid="accounts.second_step")


def on_sign_in(sender: Any, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    """Keep the day, and begin the session's limits; a printed code has marked its own session as a short one."""
    sessions.note_signed_in(user=user)
    if request is None or not hasattr(request, "session"):
        return
    agent = request.META.get("HTTP_USER_AGENT", "")
    short = bool(request.session.pop(session_limits.SHORT_NEXT, False))
    session_limits.begin(request.session, now=clock.now(), device=agent, short=short)
    if not request.session.session_key:
        request.session.save()
    # Also where the sign-in is not allauth's: every session stands in its owner's list, without an address.
    place = {"user": user, "ip": "::", "user_agent": agent[:200]}
    UserSession.objects.get_or_create(session_key=request.session.session_key, defaults=place)


def on_step_added(sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Count a step that was just set up as shown (its code was typed, its key pressed), and end all other sessions.

    A cookie that somebody else holds was made without this step, and opens nothing from now on.
    """
    if authenticator.type in STEPS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
        sessions.end_sessions(user=user, but=request.session.session_key or "")

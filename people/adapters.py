"""What django-allauth asks about second steps, and tells of them, that only this floor can answer."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.http import HttpRequest

from core import second_step
from people.queries import second_step as second_step_queries
from people.services import sign_in


class MfaAdapter(second_step.MfaAdapter):
    """``MFA_ADAPTER`` of the settings."""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Refuse to leave somebody whose role asks for a second step without one."""
        return second_step_queries.may_remove_step(authenticator)


def on_step_added(sender: Any, request: HttpRequest, user: Any, authenticator: Authenticator, **rest: Any) -> None:
    """Count a step that was just set up as shown (its code was typed, its key pressed), and end all other sessions.

    A cookie that somebody else holds was made without this step, and opens nothing from now on.
    """
    if authenticator.type in second_step_queries.STEPS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
        sign_in.end_sessions(user=user, but=request.session.session_key or "")


def listen() -> None:
    """Hear of every second step that is set up."""
    authenticator_added.connect(on_step_added, dispatch_uid="people.second_step")

"""What we need of django-allauth's internals. Nothing else imports them, so that a new version of it is met here."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.stages import LoginStageController
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.internal.auth import begin_authentication
from allauth.socialaccount.adapter import _build_apps_from_settings
from allauth.socialaccount.models import SocialApp
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

__all__ = [
    "begin_authentication",
    "partners_of_settings",
    "reauthenticate_by_password",
    "record_authentication",
    "records_of_session",
    "user_before_second_step",
]


def records_of_session(user: AbstractBaseUser | AnonymousUser, session: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return how this user has shown in this session who they are, oldest first."""
    records: list[dict[str, Any]] = get_authentication_records(
        cast(HttpRequest, SimpleNamespace(session=session)), cast(AbstractBaseUser, user)
    )
    return records


def user_before_second_step(request: HttpRequest) -> AbstractBaseUser | None:
    """Return who is between the first step of a sign-in and the second, or None."""
    stage = LoginStageController.enter(request, AuthenticateStage.key)
    return stage.login.user if stage else None


def partners_of_settings(provider: str | None, client_id: str | None) -> list[SocialApp]:
    """Return the school accounts that the settings name."""
    by_provider = _build_apps_from_settings(provider=provider, client_id=client_id)
    return [app for apps in by_provider.values() for app in apps]

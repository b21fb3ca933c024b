"""What django-allauth asks when somebody comes from Google Workspace or Microsoft 365."""

import logging
from typing import Any, NoReturn

import requests
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount import app_settings
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.allauth_internals import partners_of_settings
from accounts.queries import sign_in_methods
from accounts.rules.school_accounts import Partner, proven_address
from people.models.accounts import User

log = logging.getLogger("portal.accounts")
FORBIDDEN, UNAVAILABLE = 403, 503


class SchoolAccountAdapter(DefaultSocialAccountAdapter):
    """Sign-in with a school account: no sign-up, no connecting, nothing stored (``SOCIALACCOUNT_ADAPTER``).

    Each time the address alone decides, and only a verified one that is one person's own.
    """

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Return the partners of the settings; a row in the database adds none."""
        return partners_of_settings(provider, client_id)

    def get_requests_session(self) -> requests.Session:
        """Return how the partner is asked: when it does not answer, that is a page in words."""
        return _Asking()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody signs up: the school adds people."""
        return False

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """Return the account that the proven address opens, or refuse in words."""
        app = sociallogin.provider.app
        pinned = {name: app.settings[name] for name in ("kind", "issuer", "tenant", "domains")}
        claims = sociallogin.account.extra_data.get("id_token") or {}
        proof = proven_address(Partner(client_id=app.client_id, **pinned), claims)
        if proof.why:
            _refuse(proof.why)
        user = User.objects.filter(email=User.objects.normalise(proof.address), is_active=True).first()
        if user is None:
            _refuse(_("The portal does not know you by this address yet. Ask the school office to add you."))
        if sign_in_methods.opens_nothing(user, proof.address):
            _refuse(_("More than one person reads this address. Ask the office for another way in."))
        return user, user.email

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let nothing but a plain sign-in through, by the address and by nothing that was stored before."""
        if sociallogin.state.get("process") != "login" or not sociallogin._did_authenticate_by_email:
            _refuse(_("Start from the sign-in page."))
        # As with an e-mailed code: the address has been shown to be theirs.
        EmailAddress.objects.filter(user=sociallogin.user, email=sociallogin.user.email).update(verified=True)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **what: Any) -> None:
        """Note that it went wrong, and no word of who it was."""
        log.warning("Sign-in by %s failed: %s", provider.sub_id, type(what.get("exception")).__name__)


class _Asking(requests.Session):
    """A session with a partner: in time, and documents (all that is fetched by GET) in JSON, or not at all."""

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        try:
            kwargs.setdefault("timeout", app_settings.REQUESTS_TIMEOUT)
            answer = super().request(method, url, *args, **kwargs)
            if str(method).upper() == "GET":
                answer.raise_for_status()
                answer.json()
            return answer
        except requests.RequestException as problem:
            log.error("The partner of school accounts does not answer: %s", type(problem).__name__)
            page = render(context.request, "socialaccount/authentication_error.html", status=UNAVAILABLE)
            raise ImmediateHttpResponse(page) from problem


def _refuse(why: str) -> NoReturn:
    page = render(context.request, "socialaccount/refused.html", {"why": why}, status=FORBIDDEN)
    raise ImmediateHttpResponse(page)

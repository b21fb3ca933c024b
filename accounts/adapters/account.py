"""What django-allauth asks about accounts: its mail, its limits on tries, its sentences, and ways to reauthenticate."""

import hashlib
import hmac
import ipaddress
import logging
import secrets
from typing import Any

from allauth import app_settings as allauth_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import reauthentication, shown_steps
from accounts.queries import sign_in_methods
from core import clock
from notices.services.immediate import immediate_mail, send_at_once
from people.models.accounts import NO_ADDRESS, User

log = logging.getLogger("portal.accounts")

TRIOS = {
    "account/email/login_code": "sign_in_code",
    "account/email/unknown_account": "sign_in_unknown",
    "account/email/password_reset_code": "password_code",
    "account/email/address_code": "address_code",
    "account/email/address_asked": "address_asked",
}
UNKNOWN, SHARED = "account/email/unknown_account", "sign_in_shared"
VISITORS_KEY = "visitors-key"
CHANGED = "account_changed"
"""The trio of everything else allauth tells: a password, an address or a second step was changed."""


def _trio(template_prefix: str, email: str) -> str:
    if template_prefix == UNKNOWN and sign_in_methods.is_shared(email):
        return SHARED
    return TRIOS.get(template_prefix, CHANGED)


def _key_of_today() -> bytes:
    today = clock.today().isoformat()
    day, key = cache.get(VISITORS_KEY) or ("", "")
    if day != today:
        key = secrets.token_hex(32)
        cache.set(VISITORS_KEY, (today, key), 26 * 3600)
    return bytes.fromhex(key)


class AccountAdapter(DefaultAccountAdapter):
    """No sign-up, generic answers, codes that rest nowhere but in the session, and no trace of a visitor's address."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed. Ask the school office."),
        "email_password_mismatch": _("Those do not match. Check the e-mail address and the password and try again."),
        "incorrect_code": _("That is not the code we sent. Check each number and try again."),
        "incorrect_password": _("That is not your password. Try again."),
        "invalid_login": _("Those do not match. Try again."),
        "rate_limited": _("That was too often. Wait 5 minutes and try again."),
        "too_many_login_attempts": _("That was too often. Wait 5 minutes and try again."),
        "unknown_email": _("Those do not match. Try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: the school adds people."""
        return False

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Return how somebody shows again who they are: whoever has a second step by nothing less than that."""
        words = {
            reauthentication.APP: _("Use a code from your app, or a recovery code"),
            reauthentication.PASSKEY: _("Use a passkey"),
            reauthentication.PASSWORD: _("Use your password"),
            reauthentication.MAIL: _("Use a code by e-mail"),
        }
        open_ways = reauthentication.ways(user) if user.is_authenticated else []
        pages = {way: reauthentication.URLS[way] for way in open_ways}
        return [{"id": name, "description": words[way], "url": reverse(name)} for way, name in pages.items()]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again when the last proof is older than 15 minutes; a sign-in just now is proof enough."""
        request = context.request
        return not shown_steps.is_fresh(request.user, request.session)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return a stand-in for the visitor's address: a keyed hash that changes daily, in the shape of a private one.

        It is enough to count attempts (allauth looks at the first half of an IPv6 address) and useless as a trace: the
        key is drawn at random each day and written over the next, so that nobody, we included, can try addresses later.
        """
        address = request.META.get("REMOTE_ADDR", "")
        if allauth_settings.TRUSTED_PROXY_COUNT:
            address = super().get_client_ip(request)
        digest = hmac.new(_key_of_today(), str(address).encode(), hashlib.sha256).digest()
        return str(ipaddress.IPv6Address(b"\xfd" + digest[:7] + bytes(8)))

    def pre_login(self, request: HttpRequest, user: User, *, email: str | None, **rest: Any) -> HttpResponse | None:
        """Refuse an address that more than one person reads, whatever was shown for it, and lead back to sign-in."""
        if email and sign_in_methods.opens_nothing(user, email):
            messages.error(request, _("More than one person reads this address. Ask the office for another way in."))
            return redirect("account_login")
        answer: HttpResponse | None = super().pre_login(request, user, email=email, **rest)
        return answer

    def reads_alone(self, user: User) -> bool:
        """Say whether a code to the account's address reaches its owner and nobody else.

        Not where the account has none of its own (it signs in with codes on paper), nor where two people share it.
        """
        return bool(user.own_address) and not sign_in_methods.opens_nothing(user, user.email)

    def get_http_user_agent(self, request: HttpRequest) -> str:
        """Return nothing: which browser somebody uses is nobody's business."""
        return ""

    def render_mail(
        self, template_prefix: str, email: Any, context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> EmailMessage:
        """Render one of our own trios in place of allauth's templates."""
        words = {"code": context["code"]} if "code" in context else {}
        to = email if isinstance(email, str) else email[0]
        return immediate_mail(_trio(template_prefix, str(email)), to=to, context=words)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send at once. When mail is down, say so on a page of our own, the same for every address."""
        if email.endswith(NO_ADDRESS):
            return
        answer = send_at_once(self.render_mail(template_prefix, email, context))
        if answer is None:
            return
        if answer.code.startswith(("recipient", "address")):
            # Said no word of: whether an address exists is not for the page to tell.
            log.warning("A sign-in mail was refused for its recipient")
            return
        log.error("Sign-in mail cannot be sent: %s", answer.code)
        if template_prefix in TRIOS:  # what is only told afterwards has been done all the same
            raise ImmediateHttpResponse(render(self.request, "accounts/mail_down.html", status=503))

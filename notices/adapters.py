"""Sign-in mail of django-allauth.

Sent at once through the same wrapper as every notice, and never stored in the outbox.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import logging
import secrets
from email.utils import make_msgid
from typing import Any

from allauth import app_settings as allauth_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as render_page
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock, fresh, second_step
from notices.rendering import message, render, sender_details
from notices.services.delivery.transport import TROUBLE, classify, envelope_for_service
from notices.services.outbox import message_host
from people.queries import sign_in

log = logging.getLogger("portal.notices")

TRIOS = {
    "account/email/login_code": "sign_in_code",
    "account/email/unknown_account": "sign_in_unknown",
    "account/email/password_reset_code": "password_code",
    "account/email/address_code": "address_code",
    "account/email/address_asked": "address_asked",
}
UNKNOWN, SHARED = "account/email/unknown_account", "sign_in_shared"
NOWHERE = ".invalid"
"""Accounts that a printed code opens have an address there, which never receives mail."""
VISITORS_KEY = "visitors-key"
CHANGED = "account_changed"
"""The trio of everything else allauth tells: a password, an address or a second step was changed."""


def _trio(template_prefix: str, email: str) -> str:
    if template_prefix == UNKNOWN and sign_in.is_shared(email):
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

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Return how somebody shows again who they are: whoever has a second step by nothing less than that."""
        words = {
            fresh.APP: _("Use a code from your app, or a recovery code"),
            fresh.PASSKEY: _("Use a passkey"),
            fresh.PASSWORD: _("Use your password"),
            fresh.MAIL: _("Use a code by e-mail"),
        }
        found = fresh.ways(user) if user.is_authenticated else []
        return [{"id": fresh.URLS[way], "description": words[way], "url": reverse(fresh.URLS[way])} for way in found]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again when the last proof is older than 15 minutes; a sign-in just now is proof enough."""
        request = context.request
        return not second_step.is_fresh(request.user, request.session)

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

    def pre_login(self, request: HttpRequest, user: Any, *, email: str | None, **rest: Any) -> HttpResponse | None:
        """Refuse an address that more than one person reads, whatever was shown for it, and lead back to sign-in."""
        if email and sign_in.opens_nothing(user, email):
            messages.error(request, _("More than one person reads this address. Ask the office for another way in."))
            return redirect("account_login")
        answer: HttpResponse | None = super().pre_login(request, user, email=email, **rest)
        return answer

    def reads_alone(self, user: Any) -> bool:
        """Say whether a code to the account's address reaches its owner and nobody else.

        Not where the account has none of its own (it signs in with codes on paper), nor where two people share it.
        """
        return not user.email.endswith(".invalid") and not sign_in.opens_nothing(user, user.email)

    def get_http_user_agent(self, request: HttpRequest) -> str:
        """Return nothing: which browser somebody uses is nobody's business."""
        return ""

    def render_mail(
        self, template_prefix: str, email: Any, context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> EmailMessage:
        """Render one of our own trios in sender of allauth's templates."""
        sender = sender_details(None)
        words = {"code": context["code"]} if "code" in context else {}
        rendered = render(_trio(template_prefix, str(email)), sender, words, button_url=sender.home, why="")
        to = email if isinstance(email, str) else email[0]
        return message(rendered, sender, to=to, message_id=make_msgid(domain=message_host()), now=clock.now())

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send at once. When mail is down, say so on a page of our own, the same for every address."""
        if email.endswith(NOWHERE):
            return
        mail = self.render_mail(template_prefix, email, context)
        envelope_for_service(mail)
        try:
            mail.send()
        except TROUBLE as problem:
            answer = classify(problem)
            if answer.code.startswith(("recipient", "address")):
                # Said no word of: whether an address exists is not for the page to tell.
                log.warning("A sign-in mail was refused for its recipient")
                return
            log.error("Sign-in mail cannot be sent: %s", answer.code)
            if template_prefix not in TRIOS:
                return  # what is only told afterwards has been done all the same
            raise ImmediateHttpResponse(render_page(self.request, "notices/mail_down.html", status=503)) from problem

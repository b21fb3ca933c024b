"""Reauthentication before what is confidential: who has not shown for 15 minutes that it is them, shows it again.

Nothing that was typed is lost by it, and nothing of it rests on the server: a form that is sent too late comes back as
a page with the same words in it, unseen, and one box more. When the answer is right the form goes on to where it went.
"""

import hashlib
import hmac
import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts import shown_steps
from accounts.allauth_internals import begin_authentication, reauthenticate_by_password, record_authentication
from accounts.forms.allauth_forms import ConfirmLoginCode, Reauthenticate, ReauthenticateWithApp

PREFIX = "again"
SENT = "again_code"
CODE_SECONDS = 600
CODE_TRIES = 5
APP, PASSKEY, PASSWORD, MAIL = "app", "passkey", "password", "mail"
URLS = {
    APP: "mfa_reauthenticate",
    PASSKEY: "mfa_reauthenticate_webauthn",
    PASSWORD: "account_reauthenticate",
    MAIL: "accounts:again",
}


def ways(user: Any) -> list[str]:
    """Return how this account can show again who it is: the second step if there is one, else password, else mail."""
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    found = [APP] if kinds & {Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES} else []
    found += [PASSKEY] if Authenticator.Type.WEBAUTHN in kinds else []
    return found or [PASSWORD if user.has_usable_password() else MAIL]


def page_for(request: HttpRequest, to: str) -> str:
    """Return the address of the page on which the reader shows again who they are, and comes back to ``to``."""
    return f"{reverse(URLS[ways(request.user)[0]])}?{urlencode({'next': to})}"


def gate(request: HttpRequest) -> HttpResponse | None:
    """Return what to answer in place of a view that wants a fresh sign-in, or None when the view may go on."""
    if shown_steps.is_fresh(request.user, request.session):
        return None
    if request.method in ("GET", "HEAD"):
        return HttpResponseRedirect(page_for(request, request.get_full_path()))
    return _ask_beside_the_form(request)


class MailedCode(forms.Form):
    """The code from an e-mail that was sent in this session. Read once, five tries, ten minutes."""

    code = forms.CharField()

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        label, hint, missing, attrs = ConfirmLoginCode.words["code"]
        field = self.fields["code"]
        field.label, field.help_text, field.error_messages["required"] = label, hint, missing
        field.widget.attrs.update(attrs)

    def clean_code(self) -> str:
        """Compare with what was sent. Raises ValidationError for a wrong, old or used-up code."""
        sent = self.request.session.pop(SENT, None)
        typed = "".join(str(self.cleaned_data["code"]).split())
        if sent is None or sent["tries"] >= CODE_TRIES or not 0 <= time.time() - sent["at"] < CODE_SECONDS:
            raise forms.ValidationError(_("That code has run out. Ask for a new one."))
        if not hmac.compare_digest(_hashed(typed), sent["code"]):
            self.request.session[SENT] = {**sent, "tries": sent["tries"] + 1}
            raise get_adapter().validation_error("incorrect_code")
        return typed

    def save(self) -> None:
        """Write down that it was shown."""
        record_authentication(self.request, self.request.user, method="code", reauthenticated=True)


def _hashed(code: str) -> str:
    return hmac.new(str(settings.SECRET_KEY).encode(), f"{SENT} {code}".encode(), hashlib.sha256).hexdigest()


def send_code(request: HttpRequest) -> bool:
    """Send a code to the account's own address; False when that was too often, or when nobody reads it alone."""
    user: Any = request.user
    adapter = get_adapter(request)
    if not adapter.reads_alone(user):
        return False
    if not ratelimit.consume(request, action="request_login_code", key=user.email.lower()):
        return False
    code = adapter.generate_login_code()
    request.session[SENT] = {"code": _hashed(code), "at": time.time(), "tries": 0}
    adapter.send_mail("account/email/login_code", user.email, {"code": code})
    return True


def _form(request: HttpRequest, way: str, data: Any) -> Any:
    if way == MAIL:
        return MailedCode(data, prefix=PREFIX, request=request)
    made = {APP: ReauthenticateWithApp, PASSKEY: ReauthenticateWebAuthnForm, PASSWORD: Reauthenticate}[way]
    return made(data=data, prefix=PREFIX, user=request.user)


def show(request: HttpRequest, way: str, form: Any) -> None:
    """Write down that the reader has shown by this way who they are."""
    if way == PASSWORD:
        reauthenticate_by_password(request)
    else:
        form.save()


def _ask_beside_the_form(request: HttpRequest) -> HttpResponse | None:
    """Answer a form that came too late: check the box if it was filled in, else show it, with all that was typed."""
    open_ways = ways(request.user)
    way = request.POST.get(f"{PREFIX}-way", "")
    wants_code = request.POST.get(f"{PREFIX}-send") is not None
    form = None
    if way in open_ways and not wants_code:
        if not ratelimit.consume(request, action="reauthenticate", user=request.user):
            return HttpResponse(status=429)
        form = _form(request, way, request.POST)
        if form.is_valid():
            show(request, way, form)
            _put_back(request)
            return None
    sent = SENT in request.session
    if MAIL in open_ways and wants_code:
        sent = send_code(request)
    shown = [(each, form if each == way and form is not None else _form(request, each, None)) for each in open_ways]
    context: dict[str, Any] = {
        "ways": shown,
        "form": form,
        "typed": [(name, value) for name, values in _typed(request) for value in values],
        "files": bool(request.FILES),
        "code_sent": sent,
    }
    if PASSKEY in open_ways:
        context["js_data"] = {"request_options": begin_authentication(request.user)}
    answer = render(request, "account/again_beside.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _typed(request: HttpRequest) -> list[tuple[str, list[str]]]:
    own = ("csrfmiddlewaretoken",)
    return [
        (name, values) for name, values in request.POST.lists() if name not in own and not name.startswith(f"{PREFIX}-")
    ]


def _put_back(request: HttpRequest) -> None:
    """Take our own boxes out of what was sent: the view sees the form as it was typed."""
    clean = request.POST.copy()
    for name in [name for name in clean if name.startswith(f"{PREFIX}-")]:
        del clean[name]
    clean._mutable = False
    request.POST = clean  # type: ignore[assignment]

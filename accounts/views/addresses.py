"""Another address to sign in with: with a code from the old one, or through the office and a second person."""

import hmac
from datetime import datetime, timedelta
from typing import Any, TypeGuard
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.forms.sign_in_methods import AddressCodesForm, NewAddressForm
from accounts.models import AddressChange
from accounts.queries import sign_in_methods
from accounts.services import addresses
from accounts.views.own_sign_in import AccountRequest
from core import clock
from core.access import SIGNED_IN, page
from core.pages.forms import refusals_as_messages, refusals_shown_in
from people.models.accounts import User
from people.queries import directory, staff
from people.states.roles import Permission
from schools.queries.request import SchoolRequest

SENT = "address_codes"
MINUTES, TRIES = 10, 5


def _hash(code: str) -> str:
    return salted_hmac("address_code", code, algorithm="sha256").hexdigest()


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(SIGNED_IN)
def own_address(request: AccountRequest) -> HttpResponse:
    """Ask for the new address, then for the codes that went to the old and to the new one."""
    user = request.user
    form = NewAddressForm(request.POST if request.method == "POST" else None)
    sees = bool(user.own_address) and not sign_in_methods.opens_nothing(user, user.email)
    if request.method == "POST" and sees and form.is_valid():
        value = User.objects.normalise(form.cleaned_data["email"])
        if value == user.email:
            form.add_error("email", _("That is the address you have now."))
        elif not ratelimit.consume(request, action="address_code", user=user):
            form.add_error("email", _("That was too often. Wait an hour."))
        else:
            # Whether somebody else has it is said only to who has shown that they read it.
            _send(request, user.email, value)
            return redirect("accounts:address_codes")
    return render(request, "accounts/own_address.html", {"form": form, "email": user.email if sees else ""})


def _send(request: HttpRequest, old: str, new: str) -> None:
    adapter = get_adapter(request)
    kept = {"new": new, "from": old, "at": clock.now().isoformat(), "tries": 0}
    for which, address in (("code_old", old), ("code_new", new)):
        code = adapter.generate_login_code()
        kept[which] = _hash(code)
        adapter.send_mail("account/email/address_code", address, {"code": code})
    request.session[SENT] = kept


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(SIGNED_IN)
def address_codes(request: AccountRequest) -> HttpResponse:
    """Take both codes, once: five tries, ten minutes, in the session that asked."""
    user = request.user
    kept: dict[str, Any] | None = request.session.get(SENT)
    if not _works(kept, user.email):
        request.session.pop(SENT, None)
        if kept:
            messages.error(request, _("Those codes have run out. Ask for new ones."))
        return redirect("accounts:own_address")
    form = AddressCodesForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        typed = {which: _hash(form.cleaned_data[which]) for which in ("code_old", "code_new")}
        if all(hmac.compare_digest(typed[which], kept[which]) for which in typed):
            return _change(request, user, kept["new"])
        request.session[SENT] = {**kept, "tries": kept["tries"] + 1}
        form.add_error(None, _("Those are not the two codes. Check each number and try again."))
    return render(request, "accounts/address_codes.html", {"form": form, "old": user.email, "new": kept["new"]})


def _works(kept: dict[str, Any] | None, email: str) -> TypeGuard[dict[str, Any]]:
    if not kept or kept["tries"] >= TRIES or kept["from"] != email:
        return False
    return clock.now() - datetime.fromisoformat(kept["at"]) < timedelta(minutes=MINUTES)


def _change(request: AccountRequest, user: User, new: str) -> HttpResponse:
    request.session.pop(SENT, None)
    with refusals_as_messages(request):
        addresses.change_own_address(user=user, email=new, keep_session=request.session.session_key or "")
        messages.success(request, _("From now on you sign in with your new address. We have told both."))
    return redirect("accounts:own_address")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(Permission.PEOPLE_MANAGE.value)
def sign_in_address(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Ask that somebody signs in with another address, or decide as a second person what a colleague asked for."""
    person = staff.person_at(request.school, pk)
    if person is None or person.user is None:
        raise Http404
    change = sign_in_methods.open_address_change(person, request.school)
    form = NewAddressForm(request.POST if request.method == "POST" and change is None else None)
    if request.method == "POST" and change is not None:
        return _decide(request, change, confirm="confirm" in request.POST)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            email = form.cleaned_data["email"]
            addresses.ask_for_address(person=person, school=request.school, email=email, by=request.actor)
            messages.success(request, _("Now a second person confirms it on this page. We have told the old address."))
            return redirect("accounts:sign_in_address", school_slug, pk)
    context = {
        "name": directory.name_of(person, request.school),
        "email": person.user.own_address,
        "back": reverse("people:person", args=[school_slug, pk]),
        "change": change,
        "asked_by": directory.name_of(change.asked_by, request.school) if change else "",
        "mine": change is not None and change.asked_by_id == request.actor.person.pk,
        "form": form,
    }
    return render(request, "accounts/sign_in_address.html", context)


def _decide(request: SchoolRequest, change: AddressChange, *, confirm: bool) -> HttpResponse:
    with refusals_as_messages(request):
        addresses.decide_address(change=change, confirm=confirm, by=request.actor)
        messages.success(request, _("Done. We have told both addresses.") if confirm else _("Turned down."))
    return redirect("accounts:sign_in_address", request.school.slug, change.person_id)

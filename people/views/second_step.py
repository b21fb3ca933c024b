"""Set up a second step: why, with what, and the codes for the day the phone is lost."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.access import SIGNED_IN, page
from people import queries, services
from people.states import SecondStep

NEXT = "second_step_next"


def _remember(request: HttpRequest) -> str:
    """Keep where the reader was going while the step is set up; only a page of our own."""
    target = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}) and target != "/":
        request.session[NEXT] = target
    return str(request.session.get(NEXT, "/"))


@require_safe
@never_cache
@page(SIGNED_IN)
def second_step(request: HttpRequest) -> HttpResponse:
    """Say why, and offer an app or a passkey; or lead to the one that is set up and has not been shown."""
    target = _remember(request)
    left = queries.second_step_left(request.user, request.session)
    steps = queries.steps_of(request.user)
    if left is SecondStep.SHOW:
        way = "mfa_reauthenticate" if steps.app or steps.codes_left else "mfa_reauthenticate_webauthn"
        return redirect(f"{reverse(way)}?{urlencode({'next': target})}")
    if left is SecondStep.NOTHING:
        return redirect("mfa_index")
    return render(request, "people/second_step.html", {"steps": steps})


@require_POST
@page(SIGNED_IN)
def codes_kept(request: HttpRequest) -> HttpResponse:
    """Take the reader's word that the recovery codes are saved, and go on."""
    services.keep_codes(user=request.user)
    return redirect(str(request.session.pop(NEXT, "/")))

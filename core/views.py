"""Pages that belong to no school: promises, and the switch of colours."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from core import fresh
from core.access import NOBODY, SIGNED_IN, page

THEME_COOKIE = "theme"
THEMES = ("light", "dark", "auto")
YEAR = 365 * 24 * 3600


@page(NOBODY)
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say what works for whom, and what does not yet."""
    return render(request, "core/accessibility.html")


@page(NOBODY)
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept, why, who sees it and for how long."""
    return render(request, "core/privacy.html")


# It changes the reader's own colours and nothing else; without the exemption every page would set a cookie.
@csrf_exempt
@require_POST
@page(NOBODY)
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the choice of light, dark or the device's own in a cookie, and go back."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    choice = request.POST.get("theme")
    if choice in THEMES:
        response.set_cookie(
            THEME_COOKIE, choice, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(SIGNED_IN)
def again(request: HttpRequest) -> HttpResponse:
    """Show by an e-mailed code that it is still you. For accounts without a second step and without a password."""
    target = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    if fresh.ways(request.user) != [fresh.MAIL]:
        return HttpResponseRedirect(fresh.page_for(request, target))
    form = None
    if request.method == "POST" and "send" in request.POST:
        sent = fresh.send_code(request)
        form = fresh.MailedCode(prefix=fresh.PREFIX, request=request) if sent else None
    elif request.method == "POST":
        form = fresh.MailedCode(request.POST, prefix=fresh.PREFIX, request=request)
        if form.is_valid():
            form.save()
            return HttpResponseRedirect(target)
    too_often = request.method == "POST" and form is None
    return render(request, "account/again.html", {"form": form, "too_often": too_often})

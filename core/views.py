"""Pages that belong to no school: promises, and the switch of colours."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.access import PUBLIC, page

THEME_COOKIE = "theme"
THEMES = ("light", "dark", "auto")
YEAR = 365 * 24 * 3600


@page(PUBLIC)
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say what works for whom, and what does not yet."""
    return render(request, "core/accessibility.html")


@page(PUBLIC)
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept, why, who sees it and for how long."""
    return render(request, "core/privacy.html")


# It changes the reader's own colours and nothing else; without the exemption every page would set a cookie.
@csrf_exempt
@require_POST
@page(PUBLIC)
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

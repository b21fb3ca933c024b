"""Light, dark or as the device says: a cookie, so that it works without an account and without scripts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.access import NOBODY, page

COOKIE = "theme"
THEMES = ("light", "dark")
ONE_YEAR = 365 * 24 * 3600


def theme_of(request: HttpRequest) -> str:
    """Return "light", "dark" or "auto" for this visitor."""
    chosen = request.COOKIES.get(COOKIE, "")
    return chosen if chosen in THEMES else "auto"


# Without a CSRF token on purpose: the worst a stranger can do is change a colour, and no page needs a token just for its footer.
@csrf_exempt
@require_POST
@page(who=NOBODY)
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the chosen colours in a cookie and go back to the page the form stood on."""
    there = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(there, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(there if safe else "/")
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(COOKIE, chosen, max_age=ONE_YEAR, secure=request.is_secure(), httponly=True, samesite="Lax")
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response

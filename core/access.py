"""Who may open a page. Every view carries ``@page(…)``; ``tests/access`` walks every URL against one table."""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.actor import Actor

View = Callable[..., HttpResponse]

PUBLIC = "public"
SIGNED_IN = "signed_in"
MEMBER = "member"


def page(who: str | Callable[[Actor], bool], *, fresh: bool = False) -> Callable[[View], View]:
    """Open a view to ``who``.

    ``"public"``: everybody, signed in or not. ``"signed_in"``: any account. ``"member"``: somebody with a role today at
    the school in the address. Any other text is a permission; a callable gets the actor. Without sign-in: the sign-in
    page. A stranger to the school: 404. A colleague without the right: 403. ``fresh``: whoever may open it has shown in
    the last 15 minutes who they are, or is asked once more first. This only marks the view: a middleware puts the
    question on the request as ``reauthenticate``, which returns what to answer in place of the view, or None.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.path_info.startswith("/s/") and getattr(request, "school", None) is None:
                raise Http404
            if who == PUBLIC:
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if who == SIGNED_IN:
                return (_ask_again(request) if fresh else None) or view(request, *args, **kwargs)
            actor = getattr(request, "actor", None)
            if actor is None:
                raise Http404
            allowed = who(actor) if callable(who) else who == MEMBER or who in actor.permissions
            if not allowed:
                raise PermissionDenied
            # Asked last: a question would tell somebody without the right that there is something to open.
            return (_ask_again(request) if fresh else None) or view(request, *args, **kwargs)

        vars(guarded).update(access=who, fresh=fresh)
        return guarded

    return decorate


def form_page(who: str | Callable[[Actor], bool], *, fresh: bool = False) -> Callable[[View], View]:
    """Open a page with a form to ``who`` as :func:`page` does: it is read or sent, and no browser keeps it."""

    def decorate(view: View) -> View:
        return page(who, fresh=fresh)(never_cache(require_http_methods(["GET", "HEAD", "POST"])(view)))

    return decorate


def _ask_again(request: HttpRequest) -> HttpResponse | None:
    # Without the middleware there is no answer at all: a page that is marked never opens unasked.
    reauthenticate: Callable[[HttpRequest], HttpResponse | None] = request.reauthenticate  # type: ignore[attr-defined]
    return reauthenticate(request)

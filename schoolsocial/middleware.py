"""Whose school this page is about, and as whom it is opened."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from people import queries


class SchoolMiddleware:
    """Sets ``request.school`` and ``request.actor`` from the address ``/s/<slug>/…``; both None elsewhere.

    The view is not resolved yet, so an unknown school answers 404 by the view that finds ``request.school`` empty
    (:func:`core.access.page`), exactly like a school one may not see.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        parts = request.path_info.split("/", 3)
        request.school = request.actor = None  # type: ignore[attr-defined]
        if len(parts) > 2 and parts[1] == "s":
            request.school = queries.school_by_slug(parts[2])  # type: ignore[attr-defined]
            if request.school is not None and request.user.is_authenticated:  # type: ignore[attr-defined]
                request.actor = queries.acting(request.user, request.school)  # type: ignore[attr-defined]
        return self.get_response(request)

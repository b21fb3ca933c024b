"""What stands before every page of the portal and is nobody else's business."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def mark_the_run(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Put the value that `./portal run` made on each answer: it announces no page without it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Portal-Run"] = settings.PORTAL_RUN
        return response

    return middleware

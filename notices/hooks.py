"""Where a mail service tells what became of a message: django-anymail's own view of the one service that is set.

Beside the views, because nobody opens it: the caller proves who it is, and no word of what it says gets into a log.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from anymail.signals import AnymailTrackingEvent, tracking
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.access import PUBLIC, page
from notices.services.bounces import UnknownMessage

log = logging.getLogger("portal.notices")

LARGEST = 1024 * 1024
"""Bytes of one call. Services that gather their events send some hundred at once, of about a kilobyte each."""
LONGEST = 12
"""Digits of a length that is still worth reading as a number."""
LATER_SECONDS = "60"
# What anymail's code may raise for a body that nobody wrote for it; none of ours runs where this is caught.
UNREADABLE = (
    AnymailError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)


if TYPE_CHECKING:
    from anymail.webhooks.base import AnymailBaseWebhookView as WebhookView
else:
    WebhookView = object


class Unreadable(Exception):
    """A call that holds no events. The name of the fault is kept, never its words: they may repeat an address."""


class GuardedWebhook(WebhookView):
    """Before a service's own view: turns whatever a hostile body breaks into one answer."""

    def run_validators(self, request: HttpRequest) -> None:
        """Prove who calls."""
        try:
            super().run_validators(request)
        except AnymailWebhookValidationFailure:
            raise
        except UNREADABLE as problem:
            raise Unreadable(type(problem).__name__) from None

    def parse_events(self, request: HttpRequest) -> list[AnymailTrackingEvent]:
        """Read the events."""
        try:
            events: list[AnymailTrackingEvent] = super().parse_events(request)
        except UNREADABLE as problem:
            raise Unreadable(type(problem).__name__) from None
        return events

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take in every event of a call. One that is too early holds up none of the others; all are told again."""
        self.run_validators(request)
        early = False
        for event in self.parse_events(request):
            try:
                tracking.send(sender=type(self), event=event, esp_name=self.esp_name)
            except UnknownMessage:
                early = True
        if early:
            raise UnknownMessage
        return HttpResponse()


def _view() -> Any:
    view: Any = type("Hook", (GuardedWebhook, import_string(settings.MAIL_HOOK_VIEW)), {})
    return view.as_view()


def _length(request: HttpRequest) -> int:
    text = request.headers.get("Content-Length") or "0"
    return int(text) if text.isdecimal() and len(text) < LONGEST else LARGEST + 1


@csrf_exempt
@require_http_methods(["HEAD", "POST"])
@never_cache
@page(PUBLIC)
def mail_hook(request: HttpRequest, service: str) -> HttpResponse:
    """Hear one call of the mail service; 403 without proof, 503 for what it shall tell again in a minute."""
    if not settings.MAIL_HOOK_VIEW or service != settings.EMAIL_PROVIDER:
        raise Http404
    if _length(request) > LARGEST:
        return HttpResponse(status=413)
    try:
        answer: HttpResponse = _view()(request)
    except AnymailWebhookValidationFailure:
        log.warning("A call in the mail service's name was refused: it had no proof")
        return HttpResponse(status=403)
    except (Unreadable, RequestDataTooBig) as problem:
        log.warning("A call of the mail service could not be read: %s", problem.args[0] if problem.args else "")
        return HttpResponse(status=400)
    except UnknownMessage:
        return HttpResponse(status=503, headers={"Retry-After": LATER_SECONDS})
    return answer

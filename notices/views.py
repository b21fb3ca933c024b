"""Pages of the outbox: health, "is this e-mail real?", and what the office sees."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.access import PUBLIC, page
from core.pages.forms import refusals_as_messages
from core.text.dates import moment_words
from notices.models import Notice
from notices.queries import health as health_queries
from notices.queries import message_kinds
from notices.queries import outbox as outbox_queries
from notices.rendering import sender_details
from notices.services import bounces, office_actions, wakeup
from schools.queries.request import SchoolRequest


@require_safe
@never_cache
@page(PUBLIC)
def health(request: HttpRequest) -> HttpResponse:
    """Answer "ok" or "late" for each part, and no more: this page is public."""
    try:
        parts = health_queries.health(broker=wakeup.broker_answers())
    except DatabaseError:
        return JsonResponse({"status": "late", "database": "late"}, status=503)
    return JsonResponse(parts)


@require_safe
@page(PUBLIC)
def real_mail(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Tell anybody which e-mails the school sends, and from where."""
    context = {
        "school": request.school,
        "sender": settings.DEFAULT_FROM_EMAIL,
        "address": sender_details(request.school).base_url,
        "via": settings.MAIL_SENDING_DOMAIN,
        "kinds": message_kinds.mail_kinds(),
        "urgent_kinds": message_kinds.mail_kinds(urgent=True),
        "hours": message_kinds.writing_hours(request.school),
    }
    return render(request, "notices/real_mail.html", context)


@require_safe
@page("member")
def reminders(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Tell every member whom the school reminds, and when: the table of reminder schedules in sentences."""
    may_change = request.actor.may("school.configure")
    context = {"rules": message_kinds.reminders(request.school), "school": request.school, "may_change": may_change}
    return render(request, "notices/reminders.html", context)


@require_safe
@page("people.manage")
def outbox(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Show what came back and what could not be sent, with a cure, and what is held or waits."""
    shown = outbox_queries.outbox(request.school)
    context = {
        "outbox": shown,
        "school": request.school,
        "last_run_words": moment_words(shown.last_run),
        "reminders_words": moment_words(shown.reminders_ran),
    }
    return render(request, "notices/outbox.html", context)


def _act(request: SchoolRequest, pk: UUID, service: Callable[..., Notice], message: str) -> HttpResponse:
    notice = get_object_or_404(outbox_queries.for_office(request.school, pk))
    with refusals_as_messages(request):
        service(notice=notice, by=request.actor)
        messages.success(request, message)
    return redirect("notices:outbox", school_slug=request.school.slug)


@require_POST
@page("people.manage")
def retry(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Send one message again."""
    return _act(request, pk, office_actions.retry, _("We are sending it again."))


@require_POST
@page("people.manage")
def cancel(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Stop one message."""
    return _act(request, pk, office_actions.cancel_by_hand, _("The message is cancelled."))


@require_POST
@page("people.manage")
def write_again(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Take up writing to somebody again who had said no to our e-mails."""
    bounces.write_again(
        complaint=get_object_or_404(outbox_queries.complaint_for_office(request.school, pk)), by=request.actor
    )
    messages.success(request, _("We write to them again from now on."))
    return redirect("notices:outbox", school_slug=school_slug)


@require_POST
@page("school.configure")
def test_mail(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Send a test message to any address: one of the first steps."""
    to = request.POST.get("to", "").strip()
    try:
        validate_email(to)
    except ValidationError:
        messages.error(request, _("Enter an e-mail address such as name@school.example."))
        return redirect("people:first_steps", school_slug=school_slug)
    with refusals_as_messages(request):
        office_actions.send_test_mail(school=request.school, to=to, by=request.actor)
        messages.success(request, _("A test message is on its way. The page “E-mails” shows what became of it."))
    return redirect("people:first_steps", school_slug=school_slug)

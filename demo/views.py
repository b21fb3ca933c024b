"""The demo's own page: sign in as each person in one click, and see the e-mails that were sent. Demo mode only.

The addresses exist in demo mode only, and each view asks again: two locks on a door that must never stand open at a
school.
"""

import functools
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.services.second_step import mark_session
from core.access import PUBLIC, page
from demo import services
from demo.cast import letters_to_families, rows
from notices.models import DemoMail
from notices.queries import outbox
from people.models.accounts import User
from people.models.roles import RoleAtSchool
from schools.models.schools import School

A_PAGE = 50
ON_THIS_MACHINE = re.compile(r"https?://(?:localhost|127\.0\.0\.1):\d+/")


def demo_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a view to everybody, and answer 404 outside demo mode."""

    @page(PUBLIC)
    @functools.wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO_MODE:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@demo_page
def people(request: Any) -> HttpResponse:
    """List the people of the demo, school by school."""
    return render(request, "demo/people.html", {"schools": rows()})


@require_POST
@demo_page
def sign_in(request: Any, pk: Any) -> HttpResponse:
    """Sign in as one of them; only accounts of demo schools can be opened so."""
    school = request.POST.get("school", "")
    held = RoleAtSchool.objects.across_schools("the demo's own people").filter(school__is_demo=True)
    user = get_object_or_404(User, pk=pk, people__in=held.values("person"))
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    mark_session(request.session, how="demo")
    return redirect("home:school", school) if school else redirect("home:root")


@demo_page
def mail(request: Any) -> HttpResponse:
    """Show the e-mails that were sent, newest first, and what each school holds back until it opens."""
    held = [(school, outbox.outbox(school).held) for school in School.objects.filter(is_demo=True).order_by("name")]
    page = Paginator(DemoMail.objects.order_by("-at", "pk"), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "held": [(school, groups) for school, groups in held if groups]}
    context |= {"families": letters_to_families()} if page.number == 1 else {}
    return render(request, "demo/mail.html", context)


@require_POST
@demo_page
def send_now(request: Any) -> HttpResponse:
    """Send what the schools hold back: nobody who looks at the demonstration on a Sunday waits until Monday."""
    count = services.send_what_waits().mails
    said = ngettext("One e-mail is here.", "%(n)s e-mails are here.", count) if count else _("Nothing was waiting.")
    messages.success(request, said % {"n": count})
    return redirect("demo:mail")


@demo_page
def letter(request: Any, pk: Any) -> HttpResponse:
    """Show one message as its reader gets it in plain text, with its links alive."""
    message = get_object_or_404(DemoMail, pk=pk)
    # Links lead to this portal as it is reached now: it may have served another port before.
    text = ON_THIS_MACHINE.sub(request.build_absolute_uri("/"), message.text)
    return render(request, "demo/letter.html", {"letter": message, "text": text})

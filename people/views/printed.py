"""Codes on paper: the office prints one, its owner signs in with it on the staffroom machine."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import sittings
from core.access import NOBODY, page
from core.errors import Refused
from people.forms.sign_in import PrintCodeForm, StaffroomForm
from people.models.accounts import User
from people.queries import directory, sign_in, staff
from people.services import printed
from people.states.roles import Permission
from schools.models.schools import School
from schools.queries.request import SchoolRequest


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(Permission.PEOPLE_MANAGE.value, fresh=True)
def printed_code(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Make a code and show its sheet, this once; or take back what still works."""
    person = staff.person_at(request.school, pk)
    if person is None:
        raise Http404
    back = reverse("people:person", args=[school_slug, pk])
    if request.method == "POST" and "end" in request.POST:
        printed.end_printed_codes(person=person, school=request.school, by=request.actor)
        messages.success(request, _("The code opens nothing any more."))
        return redirect("people:printed_code", school_slug, pk)
    form = PrintCodeForm(request.POST or None, today=request.school.today(), back=back)
    context: dict[str, Any] = {
        "person": person,
        "name": directory.name_of(person, request.school),
        "back": back,
        "form": form,
    }
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["until"]
        try:
            code = printed.print_code(person=person, school=request.school, until=until, by=request.actor)
        except Refused as no:
            form.add_error(None, no.reason)
        else:
            live = sign_in.live_codes(person, request.school).first()
            address = settings.PORTAL_BASE_URL + reverse("people:staffroom", args=[school_slug])
            context |= {"code": code, "live": live, "url": address, "minutes": settings.SHORT_SITTING_IDLE_MINUTES}
            return render(request, "people/printed_sheet.html", context)
    context["live"] = sign_in.live_codes(person, request.school)
    return render(request, "people/printed_code.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(NOBODY)
def staffroom(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Sign in with name and printed code, for a short sitting."""
    form = StaffroomForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            user = _user(request, request.school, **form.cleaned_data)
        except Refused as no:
            form.add_error(None, no.reason)
        else:
            if request.user.is_authenticated:
                # Else the change of accounts would wash away that this sitting is a short one.
                logout(request)
            request.session[sittings.SHORT_NEXT] = True
            record_authentication(request, user, method="printed_code")
            home = reverse("home:school", args=[school_slug])
            answer: HttpResponse = perform_login(request, user, redirect_url=home)
            return answer
    return render(request, "people/staffroom.html", {"form": form, "minutes": settings.SHORT_SITTING_IDLE_MINUTES})


def _user(request: HttpRequest, school: School, name: str, code: str) -> User:
    """Return whom name and code open. Raises Refused, also when there were too many wrong ones.

    Counted are wrong ones only: a whole staff signs in from one machine. The name is counted as a hash.
    """
    counts: tuple[dict[str, Any], ...] = (
        {"action": "printed_code", "key": str(school.pk)},
        {"action": "printed_code_name", "key": f"{school.pk} {' '.join(name.casefold().split())}"},
    )
    if not all(ratelimit.consume(request, **count, dry_run=True) for count in counts):
        raise Refused(_("That was too often. Wait 15 minutes, or ask the office."))
    try:
        return printed.use_printed_code(school=school, name=name, code=code)
    except Refused:
        for count in counts:
            ratelimit.consume(request, **count)
        raise

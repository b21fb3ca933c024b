"""How the office lets somebody in: an invitation, or a code on paper to sign in with on the staffroom machine."""

from typing import Any
from uuid import UUID

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
from django.views.decorators.http import require_http_methods, require_POST

from accounts.allauth_internals import record_authentication
from accounts.forms.sign_in_methods import PrintCodeForm, StaffroomForm
from accounts.queries import sign_in_methods
from accounts.rules import session_limits
from accounts.services import invitations, printed_codes
from core.access import PUBLIC, page
from core.errors import Refused
from core.pages.forms import refusals_as_messages, refusals_shown_in
from people.models.accounts import User
from people.queries import directory, staff
from people.states.roles import Permission
from schools.models.schools import School
from schools.queries.request import SchoolRequest


@require_POST
@page(Permission.PEOPLE_MANAGE.value)
def invite(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Send the invitation, again if need be."""
    person = staff.person_at(request.school, pk)
    if person is None:
        raise Http404
    with refusals_as_messages(request):
        invitations.invite_staff(person=person, school=request.school, by=request.actor)
        messages.success(request, staff.invited_words(request.school))
    return redirect("people:person", school_slug, pk)


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
        printed_codes.end_printed_codes(person=person, school=request.school, by=request.actor)
        messages.success(request, _("The code opens nothing any more."))
        return redirect("accounts:printed_code", school_slug, pk)
    form = PrintCodeForm(request.POST or None, today=request.school.today(), back=back)
    context: dict[str, Any] = {
        "person": person,
        "name": directory.name_of(person, request.school),
        "back": back,
        "form": form,
    }
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["until"]
        with refusals_shown_in(form):
            code = printed_codes.print_code(person=person, school=request.school, until=until, by=request.actor)
            live = sign_in_methods.live_codes(person, request.school).first()
            address = settings.PORTAL_BASE_URL + reverse("accounts:staffroom", args=[school_slug])
            context |= {"code": code, "live": live, "url": address, "minutes": settings.SHORT_SESSION_IDLE_MINUTES}
            return render(request, "accounts/printed_sheet.html", context)
    context["live"] = sign_in_methods.live_codes(person, request.school)
    return render(request, "accounts/printed_code.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(PUBLIC)
def staffroom(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Sign in with name and printed code, for a short session."""
    form = StaffroomForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            user = _user(request, request.school, **form.cleaned_data)
        except Refused as no:
            form.add_error(None, no.reason)
        else:
            if request.user.is_authenticated:
                # Else the change of accounts would wash away that this session is a short one.
                logout(request)
            request.session[session_limits.SHORT_NEXT] = True
            record_authentication(request, user, method="printed_code")
            home = reverse("home:school", args=[school_slug])
            answer: HttpResponse = perform_login(request, user, redirect_url=home)
            return answer
    return render(request, "accounts/staffroom.html", {"form": form, "minutes": settings.SHORT_SESSION_IDLE_MINUTES})


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
        return printed_codes.use_printed_code(school=school, name=name, code=code)
    except Refused:
        for count in counts:
            ratelimit.consume(request, **count)
        raise

"""The first day without a demo."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.access import page
from core.errors import Refused
from people.forms.first import FirstSchoolForm
from people.queries import lists
from people.services import first as first_services
from schools.queries.request import SchoolRequest
from schools.states import Permission as SchoolPermission


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page("nobody")
def first(request: HttpRequest) -> HttpResponse:
    """Make the first school and its first administrator, who is signed in at once: no mail works yet."""
    if not first_services.is_first_run():
        raise Http404
    form = FirstSchoolForm(request.POST or None, expected_code=first_services.first_run_code())
    if request.method == "POST" and form.is_valid():
        details = {key: value for key, value in form.cleaned_data.items() if key != "code"}
        try:
            school, person = first_services.first_school(**details)
        except Refused as no:
            form.add_error(None, no.reason)
        else:
            login(request, person.user, backend=settings.AUTHENTICATION_BACKENDS[0])
            # The code from the machine itself is as good as a mailed one: the second step can be set up at once.
            record_authentication(request, person.user, "code")
            return redirect("people:first_steps", school.slug)
    return render(request, "people/first.html", {"form": form})


@require_safe
@page(SchoolPermission.SCHOOL_CONFIGURE.value)
def first_steps(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Show what is left to do before the school can begin."""
    return render(request, "people/first_steps.html", {"steps": lists.first_steps(request.school)})

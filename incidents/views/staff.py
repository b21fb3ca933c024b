"""A concern of somebody who is signed in: everything on one page."""

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render

from core.access import form_page
from core.errors import Refused
from incidents.forms.report import StaffForm
from incidents.queries import reporter
from incidents.services import reports
from incidents.views.common import set_draft_cookie
from schools.queries.request import SchoolRequest


@form_page("member")
def concern(request: SchoolRequest, slug: str) -> HttpResponse:
    """Record a concern (screen 2.13, last line); the receipt is the reporter's own page."""
    school, actor = request.school, request.actor
    start_page = reporter.start_page(school)
    form = StaffForm(request.POST or None, initial={"once": uuid.uuid4()})
    if request.method == "POST" and form.is_valid() and start_page["open"]:
        answers = {name: value for name, value in form.cleaned_data.items() if name not in ("once", "keep_quiet")}
        try:
            _case, token = reports.send_staff_report(
                school=school, answers=answers, by=actor, once=form.cleaned_data["once"]
            )
            response = redirect("incidents:receipt", slug)
            return set_draft_cookie(response, school, token) if token else response
        except Refused as refused:
            form.add_error(None, refused.reason)
    return render(request, "incidents/concern.html", {"form": form, "start_page": start_page})

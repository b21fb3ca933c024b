"""A reporter comes back (screen 2.15): reference and secret words, status in words, messages, an answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access import page
from core.errors import Refused
from incidents.forms.report import AnswerForm, ReturnForm
from incidents.queries import reporter
from incidents.services import chronicle, visits
from incidents.states.workflow import DraftUse
from incidents.views.common import NEUTRAL, keep_sitting, leave_url, not_kept, school_of, sitting


@page("nobody")
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for reference and secret words."""
    school = school_of(request)
    form = ReturnForm(request.POST or None)
    wait = False
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        result = visits.reporter_return(school=school, reference=words["reference"], words=words["secret"])
        if result.token:
            return keep_sitting(redirect("incidents:visit", slug), school, result.token)
        wait = result.wait
        form.add_error("secret", _("Those words do not match. Check each word and try again"))
    status = 429 if wait else 200
    context = {"form": None if wait else form, "wait": wait, "neutral": NEUTRAL}
    return render(request, "incidents/report/mine.html", context, status=status)


@page("nobody")
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: HttpRequest, slug: str) -> HttpResponse:
    """Status and messages of one report, and an answer to the school."""
    school = school_of(request)
    found = reporter.draft(school, sitting(request), DraftUse.VISIT)
    case = reporter.case_of_visit(school, found) if found else None
    if case is None:
        return redirect("incidents:mine", slug)
    messages = reporter.messages(case)
    number = messages[-1].number + 1 if messages else 1
    form = AnswerForm(request.POST or None, initial={"number": number})
    if request.method == "POST" and form.is_valid():
        try:
            chronicle.reporter_answers(case=case, **form.cleaned_data)
            return redirect("incidents:visit", slug)
        except Refused as refused:
            form.add_error("body", refused.reason)
    word, meaning = reporter.status_of(case)
    context: dict[str, Any] = {
        "form": form,
        "case": case,
        "talk": messages,
        "status": word,
        "meaning": meaning,
        "leave_url": leave_url(school),
    }
    return render(request, "incidents/report/visit.html", context)

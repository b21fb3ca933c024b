"""The pages of a report: start, one question a page, check and send, receipt, and the way out.

No sign-in, no session; but a colleague who is signed in has all questions on one page.
"""

import uuid
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core.access import PUBLIC, form_page, page
from core.errors import Refused
from incidents.forms.report import COMPLAINT, STEPS, VISIBLE, StaffForm, kind_words
from incidents.queries import reporter
from incidents.services import drafts, reports
from incidents.states.kinds import Kind
from incidents.states.routes import Office
from incidents.states.workflow import DraftUse
from incidents.views.common import NEUTRAL, cached_page, delete_draft_cookie, draft_token, leave_url, set_draft_cookie
from schools.models.schools import School
from schools.queries.request import SchoolRequest

ORDER = list(STEPS)
Answers = dict[str, Any]


@page(PUBLIC)
@require_GET
def start(request: SchoolRequest, slug: str) -> HttpResponse:
    """The start page (screen 2.12). Sets no cookie."""
    if draft_token(request):
        return _start_page(request, leave_url=leave_url(request.school))
    response = cached_page(request, lambda: _start_page(request, leave_url="", neutral=NEUTRAL).content)
    response.headers["Referrer-Policy"] = "no-referrer"  # no form here that would need to say where it came from
    return response


def _start_page(request: SchoolRequest, **context: str) -> HttpResponse:
    start_page = reporter.start_page(request.school)
    return render(request, "incidents/report/start.html", {"start_page": start_page, **context})


@form_page(PUBLIC)
def step(request: SchoolRequest, slug: str, name: str) -> HttpResponse:
    """One question of the report (screen 2.13)."""
    if name not in STEPS:
        raise Http404
    school = request.school
    draft = reporter.draft(school, draft_token(request), DraftUse.REPORT)
    if name == ORDER[0] and not reporter.form_open(school):
        return redirect("incidents:start", slug)
    if draft is None and name != ORDER[0]:
        return redirect("incidents:start", slug) if request.method != "POST" else _time_is_up(request)
    answers = reporter.content(draft)
    form = STEPS[name](request.POST or None, initial=answers)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data.get("about_kind") == COMPLAINT:
            return redirect("incidents:complaint", slug)
        token = drafts.save_answers(school=school, token=draft_token(request), answers=form.cleaned_data)
        return set_draft_cookie(redirect(_after(request, school, name, answers | form.cleaned_data)), school, token)
    return render(request, f"incidents/report/{name}.html", _frame(school, name, form, answers))


def _frame(school: School, name: str, form: forms.Form, answers: Answers) -> dict[str, object]:
    place = ORDER.index(name)
    return {
        "form": form,
        "number": place + 1,
        "total": len(ORDER),
        "back_url": _step_url(school, ORDER[place - 1]) if place else reverse("incidents:start", args=[school.slug]),
        "leave_url": leave_url(school),
        "danger": answers.get("about_kind") == Kind.DANGER,
    }


def _step_url(school: School, name: str) -> str:
    return reverse("incidents:step", args=[school.slug, name])


def _after(request: SchoolRequest, school: School, name: str, answers: Answers) -> str:
    """Return where the next question is.

    Back to the check when something was changed, outside when nobody inside may hear.
    """
    if name == "people" and reporter.leads_outside(school, str(answers.get("about_kind")), answers["about"]):
        return reverse("incidents:outside", args=[school.slug])
    place = ORDER.index(name) + 1
    if "change" in request.GET or place == len(ORDER):
        return reverse("incidents:check", args=[school.slug])
    return _step_url(school, ORDER[place])


def _time_is_up(request: SchoolRequest) -> HttpResponse:
    """Say that the hour is over; nothing was kept."""
    return render(request, "incidents/report/over.html", {"school": request.school}, status=409)


@form_page(PUBLIC)
def complaint(request: SchoolRequest, slug: str) -> HttpResponse:
    """A complaint about the school: its own procedure first; the person chooses (obligation W15)."""
    school = request.school
    if request.method == "POST":
        token = drafts.save_answers(school=school, token=draft_token(request), answers={"about_kind": Kind.POST.value})
        return set_draft_cookie(redirect("incidents:step", slug, ORDER[1]), school, token)
    context = {"settings": reporter.start_page(school)["settings"], "neutral": NEUTRAL}
    return render(request, "incidents/report/complaint.html", context)


@page(PUBLIC)
@never_cache
@require_GET
def outside(request: SchoolRequest, slug: str) -> HttpResponse:
    """Nobody inside may hear of it: the local authority's officer. What was typed is removed."""
    school = request.school
    drafts.discard(school=school, token=draft_token(request))
    context = {"settings": reporter.start_page(school)["settings"], "neutral": NEUTRAL}
    return delete_draft_cookie(render(request, "incidents/report/outside.html", context), school)


@form_page(PUBLIC)
def check(request: SchoolRequest, slug: str) -> HttpResponse:
    """Look it over and send it, once however often the button is pressed."""
    school, token, problem = request.school, draft_token(request), ""
    if request.method == "POST":
        try:
            reports.send_draft(school=school, token=token)
            return redirect("incidents:receipt", slug)
        except Refused as refused:
            problem = refused.reason
    draft = reporter.draft(school, token, DraftUse.REPORT)
    if draft is None:
        return _time_is_up(request) if request.method == "POST" else redirect("incidents:start", slug)
    context = {"rows": _rows(school, reporter.content(draft)), "problem": problem, "leave_url": leave_url(school)}
    return render(request, "incidents/report/check.html", context)


def _rows(school: School, answers: Answers) -> list[tuple[str, str, str]]:
    """Return (question, answer, address of the change) of everything that can be answered."""
    offices = [str(Office(value).label) for value in answers.get("about") or []]
    visible = {key: str(label) for key, label in VISIBLE}.get(answers.get("still_visible") or "", "")
    name = answers.get("name") or (_("I do not give my name") if answers.get("from_kind") == "no_name" else "")
    rows = [
        (_("What it is about"), kind_words(str(answers.get("about_kind"))), "about"),
        (_("Who does not get it"), ", ".join(offices) or _("Nobody named"), "people"),
        (_("What happened"), answers.get("story"), "story"),
        (_("Where and when"), answers.get("where_when"), "where"),
        (_("Link"), answers.get("link"), "where"),
        (_("Can people still see it?"), visible, "where"),
        (_("Pictures"), answers.get("pictures"), "pictures"),
        (_("You"), name, "you"),
        (_("How to reach you"), answers.get("contact"), "you"),
    ]
    return [
        (question, str(answer or _("No answer")), f"{_step_url(school, at)}?change") for question, answer, at in rows
    ]


@form_page(PUBLIC)
def receipt(request: SchoolRequest, slug: str) -> HttpResponse:
    """Reference and secret words (screen 2.14), until the reporter says that they are saved, or the hour is over."""
    school, token = request.school, draft_token(request)
    if request.method == "POST":
        drafts.discard(school=school, token=token)
        return delete_draft_cookie(redirect("incidents:saved", slug), school)
    draft = reporter.draft(school, token, DraftUse.RECEIPT)
    if draft is None:
        return redirect("incidents:start", slug)
    start_page = reporter.start_page(school)
    context = {"receipt": reporter.content(draft), "start_page": start_page, "leave_url": leave_url(school)}
    return render(request, "incidents/report/receipt.html", context)


@page(PUBLIC)
@never_cache
@require_GET
def saved(request: SchoolRequest, slug: str) -> HttpResponse:
    """The end of the journey: where to look later."""
    return render(request, "incidents/report/saved.html", {"neutral": NEUTRAL})


@form_page(PUBLIC)
def leave(request: SchoolRequest, slug: str) -> HttpResponse:
    """Clear what was typed and open a neutral page; opened by itself it clears nothing."""
    school = request.school
    if request.method == "POST":
        drafts.discard(school=school, token=draft_token(request))
    response = render(request, "incidents/report/left.html", {"neutral": NEUTRAL})
    response.headers["Referrer-Policy"] = "no-referrer"
    return delete_draft_cookie(response, school) if request.method == "POST" else response


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

"""The reporter's way in.

Start, one question a page, check and send, receipt, and the way out. No sign-in, no session.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.access import page
from core.errors import Refused
from incidents.forms.report import COMPLAINT, STEPS, VISIBLE, kind_words
from incidents.queries import reporter
from incidents.services import drafts, reports
from incidents.states.kinds import Kind
from incidents.states.routes import Office
from incidents.states.workflow import DraftUse
from incidents.views.common import (
    NEUTRAL,
    drop_sitting,
    for_a_moment,
    keep_sitting,
    leave_url,
    not_kept,
    school_of,
    sitting,
)

ORDER = list(STEPS)


@page("nobody")
@require_GET
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """The door (screen 2.12). Sets no cookie."""
    school = school_of(request)
    if sitting(request):
        context = {"door": reporter.door(school), "leave_url": leave_url(school)}
        return render(request, "incidents/report/start.html", context)
    made = for_a_moment(request, school, lambda: _door_page(request, school))
    made.headers["Referrer-Policy"] = "no-referrer"  # no form here that would need to say where it came from
    return made


def _door_page(request: HttpRequest, school: Any) -> bytes:
    context = {"door": reporter.door(school), "leave_url": "", "neutral": NEUTRAL}
    return render(request, "incidents/report/start.html", context).content


@page("nobody")
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """One question of the report (screen 2.13)."""
    if name not in STEPS:
        raise Http404
    school = school_of(request)
    found = reporter.draft(school, sitting(request), DraftUse.REPORT)
    if name == ORDER[0] and not reporter.form_open(school):
        return redirect("incidents:start", slug)
    if found is None and name != ORDER[0]:
        return redirect("incidents:start", slug) if request.method != "POST" else _over(request)
    answers = reporter.content(found)
    form = STEPS[name](request.POST or None, initial=answers)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data.get("about_kind") == COMPLAINT:
            return redirect("incidents:complaint", slug)
        token = drafts.save_answers(school=school, token=sitting(request), answers=form.cleaned_data)
        return keep_sitting(redirect(_after(request, school, name, answers | form.cleaned_data)), school, token)
    return render(request, f"incidents/report/{name}.html", _frame(school, name, form, answers))


def _frame(school: Any, name: str, form: Any, answers: dict[str, Any]) -> dict[str, Any]:
    place = ORDER.index(name)
    back = (
        reverse("incidents:step", args=[school.slug, ORDER[place - 1]])
        if place
        else reverse("incidents:start", args=[school.slug])
    )
    danger = answers.get("about_kind") == Kind.DANGER
    return {
        "form": form,
        "number": place + 1,
        "total": len(ORDER),
        "back_url": back,
        "leave_url": leave_url(school),
        "danger": danger,
    }


def _after(request: HttpRequest, school: Any, name: str, answers: dict[str, Any]) -> str:
    """Return where the next question is.

    Back to the check when something was changed, outside when nobody inside may hear.
    """
    if name == "people" and reporter.leads_outside(school, str(answers.get("about_kind")), answers["about"]):
        return reverse("incidents:outside", args=[school.slug])
    place = ORDER.index(name) + 1
    if "change" in request.GET or place == len(ORDER):
        return reverse("incidents:check", args=[school.slug])
    return reverse("incidents:step", args=[school.slug, ORDER[place]])


def _over(request: HttpRequest) -> HttpResponse:
    """Say that the hour is over; nothing was kept."""
    return render(request, "incidents/report/over.html", {"school": school_of(request)}, status=409)


@page("nobody")
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def complaint(request: HttpRequest, slug: str) -> HttpResponse:
    """A complaint about the school: its own procedure first; the person chooses (obligation W15)."""
    school = school_of(request)
    if request.method == "POST":
        token = drafts.save_answers(school=school, token=sitting(request), answers={"about_kind": Kind.POST.value})
        return keep_sitting(redirect("incidents:step", slug, ORDER[1]), school, token)
    context = {"settings": reporter.door(school).settings, "neutral": NEUTRAL}
    return render(request, "incidents/report/complaint.html", context)


@page("nobody")
@not_kept
@require_GET
def outside(request: HttpRequest, slug: str) -> HttpResponse:
    """Nobody inside may hear of it: the local authority's officer. What was typed is removed."""
    school = school_of(request)
    drafts.leave(school=school, token=sitting(request))
    context = {"settings": reporter.door(school).settings, "neutral": NEUTRAL}
    return drop_sitting(render(request, "incidents/report/outside.html", context), school)


@page("nobody")
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """Look it over and send it, once however often the button is pressed."""
    school = school_of(request)
    token = sitting(request)
    problem = ""
    if request.method == "POST":
        try:
            reports.send_draft(school=school, token=token)
            return redirect("incidents:receipt", slug)
        except Refused as refused:
            problem = refused.reason
    found = reporter.draft(school, token, DraftUse.REPORT)
    if found is None:
        return _over(request) if request.method == "POST" else redirect("incidents:start", slug)
    context = {"rows": _rows(slug, reporter.content(found)), "problem": problem, "leave_url": leave_url(school)}
    return render(request, "incidents/report/check.html", context)


def _rows(slug: str, answers: dict[str, Any]) -> list[tuple[str, str, str]]:
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
        (question, str(answer or _("No answer")), reverse("incidents:step", args=[slug, at]) + "?change")
        for question, answer, at in rows
    ]


@page("nobody")
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, slug: str) -> HttpResponse:
    """Reference and secret words (screen 2.14), until the reporter says that they are saved, or the hour is over."""
    school = school_of(request)
    token = sitting(request)
    if request.method == "POST":
        drafts.leave(school=school, token=token)
        return drop_sitting(redirect("incidents:saved", slug), school)
    found = reporter.draft(school, token, DraftUse.RECEIPT)
    if found is None:
        return redirect("incidents:start", slug)
    context = {"kept": reporter.content(found), "door": reporter.door(school), "leave_url": leave_url(school)}
    return render(request, "incidents/report/receipt.html", context)


@page("nobody")
@not_kept
@require_GET
def saved(request: HttpRequest, slug: str) -> HttpResponse:
    """The end of the journey: where to look later."""
    school_of(request)
    return render(request, "incidents/report/saved.html", {"neutral": NEUTRAL})


@page("nobody")
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Clear what was typed and open a neutral page; opened by itself it clears nothing."""
    school = school_of(request)
    if request.method == "POST":
        drafts.leave(school=school, token=sitting(request))
    response = render(request, "incidents/report/left.html", {"neutral": NEUTRAL})
    response.headers["Referrer-Policy"] = "no-referrer"
    return drop_sitting(response, school) if request.method == "POST" else response

"""The pages of a reporter who returns (screen 2.15): reference and secret words, status, messages, an answer."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.access import PUBLIC, form_page
from core.pages.forms import refusals_shown_in
from incidents.forms.report import AnswerForm, ReturnForm
from incidents.queries import reporter
from incidents.services import case_record, reporter_return
from incidents.states.workflow import DraftUse
from incidents.views.common import NEUTRAL, draft_token, leave_url, set_draft_cookie
from schools.queries.request import SchoolRequest


@form_page(PUBLIC)
def mine(request: SchoolRequest, slug: str) -> HttpResponse:
    """Ask for reference and secret words."""
    school = request.school
    form = ReturnForm(request.POST or None)
    wait = False
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        result = reporter_return.reporter_return(school=school, reference=words["reference"], words=words["secret"])
        if result.token:
            return set_draft_cookie(redirect("incidents:visit", slug), school, result.token)
        wait = result.wait
        form.add_error("secret", _("Those words do not match. Check each word and try again"))
    status = 429 if wait else 200
    context = {"form": None if wait else form, "wait": wait, "neutral": NEUTRAL}
    return render(request, "incidents/report/mine.html", context, status=status)


@form_page(PUBLIC)
def visit(request: SchoolRequest, slug: str) -> HttpResponse:
    """Status and messages of one report, and an answer to the school."""
    school = request.school
    draft = reporter.draft(school, draft_token(request), DraftUse.RETURNED)
    case = reporter.case_of_returned(school, draft) if draft else None
    if case is None:
        return redirect("incidents:mine", slug)
    messages = reporter.messages(case)
    number = messages[-1].number + 1 if messages else 1
    form = AnswerForm(request.POST or None, initial={"number": number})
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form, "body"):
            case_record.reporter_answers(case=case, **form.cleaned_data)
            return redirect("incidents:visit", slug)
    word, meaning = reporter.status_of(case)
    context: dict[str, object] = {
        "form": form,
        "case": case,
        "messages_so_far": messages,
        "status": word,
        "meaning": meaning,
        "leave_url": leave_url(school),
    }
    return render(request, "incidents/report/visit.html", context)

"""Questions before signing, and their answers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.access import MEMBER, page
from core.pages.forms import posted, refusals_as_messages, refusals_shown_in
from people.queries import directory
from schools.queries.request import SchoolRequest
from signoffs.forms import AnswerForm, QuestionForm
from signoffs.queries import questions as questions_queries
from signoffs.queries import signing
from signoffs.services import questions as questions_services
from signoffs.states import QuestionState


@require_http_methods(["GET", "HEAD", "POST"])
@page(MEMBER)
def ask(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Ask a question before signing; the policy stays on the list."""
    round = get_object_or_404(signing.rounds_to_sign(request.actor), pk=pk)
    form = QuestionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form, "text"):
            row = questions_services.ask_question(round=round, by=request.actor, text=form.cleaned_data["text"])
            messages.success(request, _("Your question is sent. We tell you when there is an answer."))
            return redirect("signoffs:question", school_slug, row.pk)
    return render(request, "signoffs/ask.html", {"form": form, "round": round})


@require_safe
@page(MEMBER)
def questions(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """List what falls to the reader to answer."""
    rows = list(
        questions_queries.questions_for(request.actor).filter(state=QuestionState.ASKED).order_by("asked_at")[:100]
    )
    names = directory.names([question.person_id for question in rows], request.school)
    context = {"rows": [(question, names.get(question.person_id, "")) for question in rows]}
    return render(request, "signoffs/questions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(MEMBER)
def question(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Show one question to who asked it and to those who answer; the latter may answer."""
    mine = questions_queries.own_questions(request.actor).filter(pk=pk).first()
    row = mine or get_object_or_404(questions_queries.questions_for(request.actor), pk=pk)
    may_answer = mine is None and row.state == QuestionState.ASKED
    form = AnswerForm(posted(request)) if may_answer else None
    if request.method == "POST" and form is not None and form.is_valid():
        with refusals_as_messages(request):
            questions_services.answer_question(question=row, by=request.actor, text=form.cleaned_data["text"])
            messages.success(request, _("Your answer is sent."))
        return redirect("signoffs:question", school_slug, row.pk)
    context = {
        "row": row,
        "form": form,
        "own": mine is not None,
        "who": directory.name_of(row.person_id, request.school),
    }
    return render(request, "signoffs/question.html", context)

"""The pages of the person who declares: their own forms and nobody else's."""

import uuid
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.access import page
from core.pages.forms import posted, posted_id, refusals_as_messages, refusals_shown_in
from people.queries.acting import Actor
from people.states.roles import Role
from registers import rules
from registers.forms import AddForm, DetailsForm, LinkForm, NothingForm
from registers.queries import disclosures
from registers.services import declaring
from registers.states import Permission
from schools.queries import settings
from schools.queries.request import SchoolRequest


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(Permission.DISCLOSURE_MAKE)
def mine(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Why we ask, the rule in force, and the two answers: declare a link, or nothing to declare."""
    actor = request.actor
    form = NothingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        row = declaring.declare_nothing(by=actor)
        messages.success(
            request, _("Signed: nothing to declare. Reference %(reference)s.") % {"reference": row.reference}
        )
        return redirect("registers:mine", school_slug)
    context = {
        "form": form,
        "own": list(disclosures.own(actor)),
        "nothing": disclosures.nothing_signed(actor),
        "rule": rules.rule_in_force(settings.settings(request.school)),
        "clause": disclosures.rule_clause(request.school),
        "year": disclosures.school_year(actor),
    }
    return render(request, "registers/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(Permission.DISCLOSURE_MAKE)
def declare(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Two pages of questions, a page to check, and send. Nothing is stored before it is sent."""
    step = request.POST.get("step", "") if request.method == "POST" else ""
    number = request.POST.get("number") or str(uuid.uuid4())
    link = LinkForm(posted(request))
    if not step or step == "change" or not link.is_valid():
        form = link if step == "link" else LinkForm(initial=_typed(request, LinkForm))
        return _ask(request, form, "link", number)
    details = DetailsForm(request.POST if step in ("details", "send") else None, initial=_typed(request, DetailsForm))
    if step in ("link", "back") or not details.is_valid():
        return _ask(request, details, "details", number, hidden=link.cleaned_data)
    answers = {**link.cleaned_data, **details.cleaned_data}
    if step != "send":
        return _check(request, link, details, number)
    with refusals_shown_in(details):
        row = declaring.declare(by=request.actor, pk=posted_id(request, "number"), **answers)
        messages.success(request, _("Your form is sent. Reference %(reference)s.") % {"reference": row.reference})
        return redirect(row)
    return _ask(request, details, "details", number, hidden=link.cleaned_data)


def _typed(request: SchoolRequest, form: type[forms.Form]) -> dict[str, str]:
    return {name: request.POST[name] for name in form.base_fields if name in request.POST}


def _ask(
    request: SchoolRequest, form: forms.Form, step: str, number: str, hidden: dict[str, str] | None = None
) -> HttpResponse:
    context = {
        **_readers(request.actor),
        "form": form,
        "step": step,
        "number": number,
        "hidden": hidden or {name: value for name, value in _typed(request, DetailsForm).items() if step == "link"},
        "rule": rules.rule_in_force(settings.settings(request.school), (hidden or {}).get("about")),
    }
    return render(request, "registers/declare.html", context)


def _readers(actor: Actor) -> dict[str, object]:
    """Say who will read what is being written: the chair, when a headteacher declares."""
    to_chair = actor.has_role(Role.HEADTEACHER)
    seen_by = _("you and the chair of governors") if to_chair else _("you and the headteacher")
    return {"to_chair": to_chair, "seen_by": seen_by}


def _check(request: SchoolRequest, link: LinkForm, details: DetailsForm, number: str) -> HttpResponse:
    lines = []
    for form in (link, details):
        for name, field in form.fields.items():
            value = form.cleaned_data[name]
            choices = dict(getattr(field, "choices", ()))
            lines.append((field.label, choices.get(value, value)))
    context = {
        **_readers(request.actor),
        "lines": lines,
        "hidden": {**link.cleaned_data, **details.cleaned_data},
        "number": number,
    }
    return render(request, "registers/check.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(Permission.DISCLOSURE_MAKE)
def add(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Answer a question about one's own form."""
    row = get_object_or_404(disclosures.own(request.actor), pk=pk)
    form = AddForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_as_messages(request):
            declaring.add_more(disclosure=row, by=request.actor, text=form.cleaned_data["text"])
            messages.success(request, _("Your answer is sent."))
        return redirect(row)
    return render(request, "registers/add.html", {"form": form, "shown": disclosures.page_of(row, deciding=False)})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(Permission.DISCLOSURE_MAKE)
def end(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Confirm, then say that the link has ended."""
    row = get_object_or_404(disclosures.own(request.actor), pk=pk)
    if request.method != "POST":
        return render(request, "registers/end.html", {"row": row})
    with refusals_as_messages(request):
        declaring.end(disclosure=row, by=request.actor)
        messages.success(request, _("Noted: the link has ended."))
    return redirect(row)

"""Bringing a list of people in: upload, columns, review, result, undo. Nothing changes before it is approved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import Refused, StaleWrite
from roll.forms.importing import ColumnsForm, EndForm, MatchForm, UploadForm
from roll.models.imports import PeopleImport
from roll.queries import import_pages, imports
from roll.services.importing import lifecycle
from roll.views.rights import MANAGE
from schools.queries.request import SchoolRequest

PAGES = {
    "reading": "roll/import_wait.html",
    "applying": "roll/import_wait.html",
    "undoing": "roll/import_wait.html",
    "review": "roll/import_review.html",
    "done": "roll/import_result.html",
    "undone": "roll/import_result.html",
    "failed": "roll/import_stopped.html",
    "dropped": "roll/import_stopped.html",
}
ASKED = {"match": MatchForm, "right": EndForm, "left": EndForm}


def _found(request: SchoolRequest, pk: UUID) -> PeopleImport:
    found: PeopleImport = get_object_or_404(imports.imports_of(request.school), pk=pk)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@MANAGE
def import_list(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Choose a file; below it the lists so far."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        try:
            made = lifecycle.start(school=request.school, kind=None, upload=form.cleaned_data["file"], by=request.actor)
        except Refused as no:
            form.add_error("file", no.reason)
        else:
            return redirect("roll:import_one", school_slug, made.pk)
    context = import_pages.start_page(request.school, request.GET.get("page"))
    return render(request, "roll/import.html", context | {"form": form})


@require_safe
@never_cache
@MANAGE
def import_one(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Show where one list stands: being read, to be looked over, or what came of it."""
    found = _found(request, pk)
    if found.state == "columns":
        return redirect("roll:import_columns", school_slug, pk)
    return render(request, PAGES[found.state], {"about": import_pages.about(found)})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@MANAGE
def import_columns(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Say what each column holds; the file is then read anew."""
    found = _found(request, pk)
    if not import_pages.may_name_columns(found):
        return redirect("roll:import_one", school_slug, pk)
    back = reverse("roll:import_one" if found.state == "review" else "roll:import", args=_back(found))
    form = ColumnsForm(request.POST or None, back=back, **import_pages.columns_asked(found))
    if request.method == "POST" and form.is_valid():
        try:
            lifecycle.set_columns(imported=found, columns=form.columns, by=request.actor)
        except Refused as no:
            form.add_error(None, no.reason)
        else:
            return redirect("roll:import_one", school_slug, pk)
    context = {"form": form, "back": back, "missing": import_pages.missing(found), "pk": found.pk}
    return render(request, "roll/import_columns.html", context)


def _back(found: PeopleImport) -> list[Any]:
    slug = found.school.slug
    return [slug, found.pk] if found.state == "review" else [slug]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@MANAGE
def import_lines(request: SchoolRequest, school_slug: str, pk: UUID, sort: str) -> HttpResponse:
    """Show the rows of one sort, a page at a time; close matches and who may have left can be answered."""
    found = _found(request, pk)
    about = import_pages.lines(found, sort, request.GET.get("page"), request.GET.get("kind", ""), request.actor)
    if about is None:
        raise Http404
    asked = ASKED.get(sort) if found.state == "review" else None
    if asked is None:
        return render(request, "roll/import_lines.html", {"about": about, "form": None})
    form: Any = asked(request.POST or None, lines=about.page.object_list)
    if request.method == "POST" and (answered := _answer(request, found, about, form)):
        messages.success(request, answered)
        return redirect(_next(request, found, sort, about.page))
    return render(request, "roll/import_lines.html", {"about": about, "form": form})


def _answer(request: SchoolRequest, found: PeopleImport, about: import_pages.LinesPage, form: Any) -> str:
    """Keep the answers; returns the words to say, "" when something is wrong with them."""
    try:
        if about.for_all and request.POST.get("all") == about.for_all:
            lifecycle.choose_all(imported=found, sort=about.sort, choice=about.for_all, by=request.actor)
        elif not form.is_valid():
            return ""
        else:
            for line, choice in form.choices():
                lifecycle.choose(imported=found, line=line, choice=choice, by=request.actor)
    except Refused as no:
        form.add_error(None, no.reason)
        return ""
    return _("Your answers are kept. Nothing has changed yet.")


def _next(request: SchoolRequest, found: PeopleImport, sort: str, at: Any) -> str:
    """Lead to the next page of the same sort, or back to the review after the last one."""
    if "all" not in request.POST and at.has_next():
        lines = reverse("roll:import_lines", args=[request.school.slug, found.pk, sort])
        return f"{lines}?page={at.next_page_number()}"
    return reverse("roll:import_one", args=[request.school.slug, found.pk])


def _done(request: SchoolRequest, act: Callable[..., Any], found: PeopleImport) -> HttpResponse:
    """Do it and show where the list stands; after a second press, or a colleague's, the page says all there is."""
    try:
        act(imported=found, by=request.actor)
    except StaleWrite:
        pass
    except Refused as no:
        messages.warning(request, no.reason)
    return redirect("roll:import_one", request.school.slug, found.pk)


@require_POST
@MANAGE
def import_approve(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Bring the people in."""
    return _done(request, lifecycle.approve, _found(request, pk))


@require_POST
@MANAGE
def import_drop(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Leave a list: the file is destroyed, nobody is changed."""
    return _done(request, lifecycle.drop, _found(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@MANAGE
def import_undo(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Say what undoing does and who would stay, then do it."""
    found = _found(request, pk)
    if request.method == "POST":
        return _done(request, lifecycle.undo, found)
    about = import_pages.about(found)
    if not about.may_undo:
        return redirect("roll:import_one", school_slug, pk)
    return render(request, "roll/import_undo.html", {"about": about, "kept": import_pages.would_stay(found)})


@require_safe
@MANAGE
def import_problems(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """List what could not come in from the newest file of each kind."""
    context = {"page": import_pages.open_problems(request.school, request.GET.get("page"), request.actor)}
    return render(request, "roll/import_problems.html", context)

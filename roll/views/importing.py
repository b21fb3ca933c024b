"""Bringing a list of people in: upload, columns, review, result, undo. Nothing changes before it is approved."""

from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import page
from core.errors import StaleWrite
from core.pages.forms import refusals_as_messages, refusals_shown_in
from people.states.roles import Permission
from roll.forms.importing import ColumnsForm, EndForm, MatchForm, UploadForm
from roll.models.imports import ImportLine, PeopleImport
from roll.queries import import_pages, imports
from roll.services.importing import lifecycle
from schools.queries.request import SchoolRequest

MANAGE = page(Permission.PEOPLE_MANAGE.value)
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
ANSWER_FORMS: dict[str, type[MatchForm | EndForm]] = {"match": MatchForm, "right": EndForm, "left": EndForm}


def _get_import(request: SchoolRequest, pk: UUID) -> PeopleImport:
    imported: PeopleImport = get_object_or_404(imports.imports_of(request.school), pk=pk)
    return imported


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@MANAGE
def import_list(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Choose a file; below it the lists so far."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form, "file"):
            imported = lifecycle.start(school=request.school, upload=form.cleaned_data["file"], by=request.actor)
            return redirect("roll:import_one", school_slug, imported.pk)
    context = import_pages.start_page(request.school, request.GET.get("page"))
    return render(request, "roll/import.html", context | {"form": form})


@require_safe
@never_cache
@MANAGE
def import_one(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Show where one list stands: being read, to be looked over, or what came of it."""
    imported = _get_import(request, pk)
    if imported.state == "columns":
        return redirect("roll:import_columns", school_slug, pk)
    return render(request, PAGES[imported.state], import_pages.overview(imported))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@MANAGE
def import_columns(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Say what each column holds; the file is then read anew."""
    imported = _get_import(request, pk)
    if not import_pages.may_name_columns(imported):
        return redirect("roll:import_one", school_slug, pk)
    back = reverse("roll:import", args=[school_slug])
    if imported.state == "review":
        back = reverse("roll:import_one", args=[school_slug, pk])
    form = ColumnsForm(request.POST or None, back=back, imported=imported)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            lifecycle.set_columns(imported=imported, columns=form.columns, by=request.actor)
            return redirect("roll:import_one", school_slug, pk)
    context = {"form": form, "back": back, "missing": import_pages.missing(imported), "pk": imported.pk}
    return render(request, "roll/import_columns.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@MANAGE
def import_lines(request: SchoolRequest, school_slug: str, pk: UUID, category: str) -> HttpResponse:
    """Show the rows of one category, a page at a time; close matches and who may have left can be answered."""
    imported = _get_import(request, pk)
    lines = import_pages.lines(imported, category, request.GET.get("page"), request.GET.get("kind", ""), request.actor)
    if lines is None:
        raise Http404
    context = {"imported": imported, "lines": lines}
    form_class = ANSWER_FORMS.get(category) if imported.state == "review" else None
    if form_class is None:
        return render(request, "roll/import_lines.html", context | {"form": None})
    form = form_class(request.POST or None, lines=lines.page.object_list)
    if request.method == "POST" and _answer(request, imported, lines, form):
        messages.success(request, _("Your answers are kept. Nothing has changed yet."))
        return redirect(_next(request, imported, category, lines.page))
    return render(request, "roll/import_lines.html", context | {"form": form})


def _answer(
    request: SchoolRequest, imported: PeopleImport, lines: import_pages.LinesPage, form: MatchForm | EndForm
) -> bool:
    """Keep the answers; False when something is wrong with them."""
    with refusals_shown_in(form):
        if lines.for_all and request.POST.get("all") == lines.for_all:
            lifecycle.choose_all(imported=imported, category=lines.category, choice=lines.for_all, by=request.actor)
            return True
        if form.is_valid():
            for line, choice in form.choices():
                lifecycle.choose(imported=imported, line=line, choice=choice, by=request.actor)
            return True
    return False


def _next(request: SchoolRequest, imported: PeopleImport, category: str, page: Page[ImportLine]) -> str:
    """Lead to the next page of the same category, or back to the review after the last one."""
    if "all" not in request.POST and page.has_next():
        lines = reverse("roll:import_lines", args=[request.school.slug, imported.pk, category])
        return f"{lines}?page={page.next_page_number()}"
    return reverse("roll:import_one", args=[request.school.slug, imported.pk])


def _call_service(request: SchoolRequest, service: Callable[..., PeopleImport], imported: PeopleImport) -> HttpResponse:
    """Do it and show where the list stands; after a second press, or a colleague's, the page says all there is."""
    with refusals_as_messages(request, messages.WARNING), suppress(StaleWrite):
        service(imported=imported, by=request.actor)
    return redirect("roll:import_one", request.school.slug, imported.pk)


@require_POST
@MANAGE
def import_approve(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Bring the people in."""
    return _call_service(request, lifecycle.approve, _get_import(request, pk))


@require_POST
@MANAGE
def import_drop(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Leave a list: the file is destroyed, nobody is changed."""
    return _call_service(request, lifecycle.drop, _get_import(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@MANAGE
def import_undo(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Say what undoing does and who would stay, then do it."""
    imported = _get_import(request, pk)
    if request.method == "POST":
        return _call_service(request, lifecycle.undo, imported)
    if not import_pages.may_undo(imported):
        return redirect("roll:import_one", school_slug, pk)
    return render(request, "roll/import_undo.html", {"imported": imported, "kept": imports.would_stay(imported)})


@require_safe
@MANAGE
def import_problems(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """List what could not come in from the newest file of each kind."""
    context = {"page": import_pages.open_problems(request.school, request.GET.get("page"), request.actor)}
    return render(request, "roll/import_problems.html", context)

"""Children: the list and the search box, one child, adding, correcting, another class, leaving."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.pages.forms import PageForm, refusals_shown_in
from people.forms.pupils import AddPupilForm, CorrectPupilForm, FilterForm, FindForm, LeaveForm, MoveForm
from people.models.pupils import Pupil
from people.queries import families
from people.queries import pupils as queries
from people.services import pupils
from people.states.words import PupilState
from people.views.people import MANAGE
from schools.queries.request import SchoolRequest

A_PAGE = 50


def the_pupil(request: SchoolRequest, pk: UUID) -> Pupil:
    """Return a child of this school, or answer that there is none."""
    pupil = queries.pupil_at(request.school, pk)
    if pupil is None:
        raise Http404
    return pupil


def page_of(request: SchoolRequest, pupil: Pupil) -> str:
    """Return the address of a child's own page."""
    return reverse("people:pupil", args=[request.school.slug, pupil.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@MANAGE
def pupil_list(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """List the children by class. A search is posted, so that no name stands in an address, and is recorded."""
    if request.method == "POST":
        return _search(request)
    filters = FilterForm(request.GET or None, classes=families.classes_at(request.school))
    wanted = filters.cleaned_data if filters.is_valid() else {}
    state = wanted.get("state") or PupilState.HERE
    rows = queries.pupil_list(request.school, state=state, class_name=wanted.get("class_name", ""))
    shown = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "find": FindForm(),
        "filters": filters,
        "page_obj": shown,
        "state": PupilState(state),
        "query": f"{kept.urlencode()}&" if kept else "",
    }
    return render(request, "people/pupils.html", context)


def _search(request: SchoolRequest) -> HttpResponse:
    form = FindForm(request.POST)
    found: list[queries.FoundPupil] = []
    more = False
    if form.is_valid():
        words = form.cleaned_data["words"]
        found, more = queries.find(request.actor, words)
        pupils.record_search(school=request.school, words=words, found=len(found), by=request.actor)
    context = {"find": form, "form": form, "found": found, "more": more, "most": queries.MOST_FOUND}
    return render(request, "people/pupils_found.html", context)


@require_safe
@never_cache
@MANAGE
def pupil(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Show one child: classes over time, carers and what each may."""
    about = queries.pupil_page(request.actor, the_pupil(request, pk))
    return render(request, "people/pupil.html", {"about": about})


def _done(request: SchoolRequest, words: str, url: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(url)


def show_form(request: SchoolRequest, form: PageForm, heading: str, back: str, name: str = "") -> HttpResponse:
    """Show a form about a child or a carer, who is named below the heading."""
    context = {"form": form, "heading": heading, "back": back, "name": name}
    return render(request, "people/pupil_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@MANAGE
def pupil_add(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Add one child, from today or from a day ahead."""
    back = reverse("people:pupils", args=[school_slug])
    form = AddPupilForm(request.POST or None, today=request.school.today(), back=back)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            added = pupils.add_pupil(school=request.school, by=request.actor, **form.cleaned_data)
            return _done(request, _("Added. Now add the carers."), page_of(request, added))
    return show_form(request, form, _("Add a pupil"), back)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@MANAGE
def pupil_correct(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Put a name, birth date or number right; what it was stays in the record."""
    child = the_pupil(request, pk)
    back = page_of(request, child)
    form = CorrectPupilForm(request.POST or None, pupil=child, today=request.school.today(), back=back)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            changed = pupils.correct_pupil(pupil=child, by=request.actor, **form.cleaned_data)
            return _done(request, _("Corrected.") if changed else _("Nothing has changed."), back)
    return show_form(request, form, _("Correct a pupil’s details"), back)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@MANAGE
def pupil_move(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Move a child to another class from a day on; the old class stays on its days."""
    child = the_pupil(request, pk)
    back = page_of(request, child)
    form = MoveForm(request.POST or None, back=back)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            pupils.move_pupil(pupil=child, by=request.actor, **form.cleaned_data)
            return _done(request, _("The class is changed."), back)
    return show_form(request, form, _("Move to another class"), back, str(child))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@MANAGE
def pupil_leave(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Record the last day of a child here; the carers are no longer asked from the day after."""
    child = the_pupil(request, pk)
    back = page_of(request, child)
    form = LeaveForm(request.POST or None, back=back)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            pupils.end_place(pupil=child, on=form.first_day_without(), by=request.actor)
            return _done(request, _("The last day is recorded. What was signed stays on record."), back)
    return show_form(request, form, _("Record that a pupil leaves"), back, str(child))

"""The office's list of people: who is here, find, add, correct; and the page of one person."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.access import page
from core.contributions.people import PERSON_PANELS
from core.pages.forms import refusals_shown_in
from people.forms.people import AddPersonForm, EditPersonForm
from people.models.persons import Person
from people.queries import first_steps as first_steps_queries
from people.queries import staff
from people.services import colleagues
from people.states.roles import Permission
from schools.queries.request import SchoolRequest
from schools.states import Permission as SchoolPermission

MANAGE = page(Permission.PEOPLE_MANAGE.value)
# Who hands out rights shows first that it is still them.
MANAGE_AFRESH = page(Permission.PEOPLE_MANAGE.value, fresh=True)
ON_A_PAGE = 30


@require_safe
@page(SchoolPermission.SCHOOL_CONFIGURE.value)
def first_steps(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Show what is left to do before the school can begin."""
    return render(request, "people/first_steps.html", {"steps": first_steps_queries.first_steps(request.school)})


def person_or_404(request: SchoolRequest, pk: UUID) -> Person:
    """Return a person whom the school of this page knows."""
    person = staff.person_at(request.school, pk)
    if person is None:
        raise Http404
    return person


@require_http_methods(["GET", "HEAD", "POST"])
@MANAGE
def people_list(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """List everybody with a role here, now or later. Finding somebody is a post: no address holds a name."""
    text = request.POST.get("q", "").strip()[:100]
    group = (request.POST if request.method == "POST" else request.GET).get("group", "")
    if group not in dict(staff.PEOPLE_GROUPS):
        group = ""
    rows = staff.people_list(request.school, group=group, text=text)
    if text:
        colleagues.note_search(school=request.school, group=group, found=len(rows), by=request.actor)
    size = max(len(rows), 1) if text else ON_A_PAGE
    context = {
        "page": Paginator(rows, size).get_page(request.GET.get("page")),
        "total": len(rows),
        "groups": staff.PEOPLE_GROUPS,
        "group": group,
        "text": text,
        "query": f"group={group}&" if group else "",
        "today": request.school.today(),
        "may_configure": request.actor.may(SchoolPermission.SCHOOL_CONFIGURE),
    }
    return render(request, "people/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@MANAGE
def add(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Add somebody with a role, and invite them if asked; whoever may be known already is asked about first."""
    form = AddPersonForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        names = {key: form.cleaned_data[key] for key in ("first_name", "last_name", "email")}
        if matches := staff.possible_matches(request.school, **names):
            form = AddPersonForm(request.POST, actor=request.actor, matches=matches)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            person = colleagues.add_colleague(school=request.school, by=request.actor, **form.answer())
            invited = f" {staff.invited_words(request.school)}" if form.cleaned_data["invite"] else ""
            messages.success(request, _("Added. You find them in the list of people.") + invited)
            return redirect("people:person", school_slug, person.pk)
    return render(request, "people/add.html", {"form": form})


@require_safe
@MANAGE
def person(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Show one person: names, addresses, roles from and until, absence, and the account."""
    about = staff.person_page(request.school, person_or_404(request, pk))
    context = {"about": about, "today": request.school.today(), "panels": list(PERSON_PANELS.values())}
    return render(request, "people/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@MANAGE
def person_edit(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Correct name, code and addresses; what was before stays on its days."""
    person = person_or_404(request, pk)
    about = staff.person_page(request.school, person)
    back = reverse("people:person", args=[school_slug, pk])
    form = EditPersonForm(request.POST or None, initial=staff.editable(about), back=back)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form, "email"):
            changed = colleagues.correct(person=person, school=request.school, by=request.actor, **form.cleaned_data)
            messages.success(request, _("Saved.") if changed else _("Nothing has changed."))
            return redirect(back)
    return render(request, "people/person_edit.html", {"form": form, "about": about, "back": back})

"""The office's list of people: who is here, find, add, correct; and the page of one person."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.contributions.people import PERSON_PANELS
from core.errors import Refused
from people.forms.people import AddPersonForm, EditPersonForm
from people.models.persons import Person
from people.queries import staff
from people.services import colleagues
from people.views.rights import MANAGE
from schools.queries.request import SchoolRequest
from schools.states import Permission as SchoolPermission

ON_A_PAGE = 30


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
    found = staff.people_list(request.school, group=group, text=text)
    if text:
        colleagues.note_search(school=request.school, group=group, found=len(found), by=request.actor)
    size = max(len(found), 1) if text else ON_A_PAGE
    context = {
        "page": Paginator(found, size).get_page(request.GET.get("page")),
        "total": len(found),
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
        known = staff.known_like(request.school, **names)
        if known:
            form = AddPersonForm(request.POST, actor=request.actor, known=known)
    if request.method == "POST" and form.is_valid():
        try:
            person = colleagues.add_colleague(school=request.school, by=request.actor, **form.answer())
        except Refused as no:
            form.add_error(None, no.reason)
        else:
            said = _("Added. You find them in the list of people.")
            invited = f" {staff.invited_words(request.school)}" if form.cleaned_data["invite"] else ""
            messages.success(request, said + invited)
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
        try:
            changed = colleagues.correct(person=person, school=request.school, by=request.actor, **form.cleaned_data)
        except Refused as no:
            form.add_error("email", no.reason)
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing has changed."))
            return redirect(back)
    return render(request, "people/person_edit.html", {"form": form, "about": about, "back": back})

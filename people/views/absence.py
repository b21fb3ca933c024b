"""Away, and who covers: said by oneself, or by the office for somebody else."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access import MEMBER, page
from core.pages.forms import refusals_shown_in
from people.forms.key_roles import AwayForm, BackForm
from people.models.persons import Person
from people.queries import absence as absence_queries
from people.queries import directory, key_roles
from people.rules.absence import may_record_absence
from people.services import absence as absence_services
from people.states.roles import Permission
from people.views.people import MANAGE, person_or_404
from schools.queries.request import SchoolRequest


def _record(request: SchoolRequest, person: Person, back: str) -> AwayForm | None:
    """Bind the form and save what it says; None when that is done."""
    people = key_roles.colleagues(request.school, but=person)
    form = AwayForm(request.POST or None, people=people, today=request.school.today(), back=back)
    if request.method != "POST" or not form.is_valid():
        return form
    cover = form.chosen()
    with refusals_shown_in(form):
        absence_services.record_absence(
            person=person,
            school=request.school,
            from_date=form.cleaned_data["from_date"],
            until_date=form.cleaned_data["back_on"],
            cover=person_or_404(request, cover) if cover else None,
            by=request.actor,
        )
        messages.success(request, _("Saved. Home and the posts page show it while it lasts."))
        return None
    return form


@require_http_methods(["GET", "HEAD", "POST"])
@page(MEMBER)
def away(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Show my own absences and record one; whoever keeps the list sees everybody's."""
    actor = request.actor
    form = _record(request, actor.person, reverse("home:school", args=[school_slug]))
    if form is None:
        return redirect("people:away", school_slug)
    manages = actor.may(Permission.PEOPLE_MANAGE)
    rows = absence_queries.away(request.school, person=None if manages else actor.person.pk)
    mine = [row for row in rows if row.person == actor.person.pk]
    others = [row for row in rows if row.person != actor.person.pk]
    context = {"form": form, "mine": mine, "others": others, "manages": manages}
    return render(request, "people/away.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@MANAGE
def person_away(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Record that somebody else is away, and who covers."""
    person = person_or_404(request, pk)
    back = reverse("people:person", args=[school_slug, pk])
    form = _record(request, person, back)
    if form is None:
        return redirect(back)
    name = directory.name_of(person, request.school)
    return render(request, "people/person_away.html", {"form": form, "name": name, "back": back})


@require_http_methods(["GET", "HEAD", "POST"])
@page(MEMBER)
def back(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Say when somebody is back: today, another day, or not known."""
    absence = absence_queries.absence_at(request.school, pk)
    if absence is None or not may_record_absence(request.actor, is_own=absence.person_id == request.actor.person.pk):
        raise Http404
    today = request.school.today()
    there = reverse("people:away", args=[school_slug])
    form = BackForm(request.POST or None, today=today, back=there)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            day = form.cleaned_data["back_on"]
            absence_services.change_absence(absence=absence, until_date=day, by=request.actor)
            messages.success(request, _("Saved."))
            return redirect(there)
    name = directory.name_of(absence.person, request.school)
    return render(request, "people/back.html", {"form": form, "absence": absence, "name": name, "back": there})

"""What somebody holds: give and end a role, leave."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.pages.forms import refusals_shown_in
from people.forms.people import EndRoleForm, GiveRoleForm, LeavePersonForm
from people.queries import directory, key_roles, staff
from people.services import assignments as assignments_services
from people.services import leaving
from people.views.people import MANAGE, MANAGE_AFRESH, person_or_404
from schools.queries.request import SchoolRequest


@require_http_methods(["GET", "HEAD", "POST"])
@MANAGE_AFRESH
def give_role(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Give one more role; to somebody who left, that is how they come back."""
    person = person_or_404(request, pk)
    form = GiveRoleForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            assignments_services.give_role(person=person, school=request.school, by=request.actor, **form.cleaned_data)
            messages.success(request, _("The role is given."))
            return redirect("people:person", school_slug, pk)
    name = directory.name_of(person, request.school)
    return render(request, "people/give_role.html", {"form": form, "name": name, "person": person})


@require_http_methods(["GET", "HEAD", "POST"])
@MANAGE_AFRESH
def end_role(request: SchoolRequest, school_slug: str, pk: UUID, role_pk: UUID) -> HttpResponse:
    """End one role, now or at the end of a day."""
    person = person_or_404(request, pk)
    held = staff.role_at(request.school, person, role_pk)
    if held is None:
        raise Http404
    back = reverse("people:person", args=[school_slug, pk])
    form = EndRoleForm(request.POST or None, today=request.school.today(), back=back)
    if request.method == "POST" and form.is_valid():
        day = form.first_day_without()
        with refusals_shown_in(form):
            assignments_services.end_role(
                person=person, school=request.school, role=held.role, on=day, by=request.actor
            )
            messages.success(request, _("The role ends. What the person did stays on record."))
            return redirect(back if request.actor.person != person else "home:root")
    context = {"form": form, "held": held, "name": directory.name_of(person, request.school), "back": back}
    return render(request, "people/end_role.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@MANAGE
def person_leave(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """End everything somebody holds here, now or at the end of a day; says first what must be looked after."""
    person = person_or_404(request, pk)
    about = key_roles.leaving(request.school, person)
    if not about["roles"]:
        raise Http404
    back = reverse("people:person", args=[school_slug, pk])
    form = LeavePersonForm(request.POST or None, today=request.school.today(), back=back)
    if request.method == "POST" and form.is_valid():
        day = form.first_day_without()
        with refusals_shown_in(form):
            leaving.end_person(person=person, school=request.school, on=day, by=request.actor)
            messages.success(request, _("Recorded. Their name stays with all they signed and did."))
            return redirect(back if request.actor.person != person else "home:root")
    context = {"form": form, "about": about, "name": directory.name_of(person, request.school), "back": back}
    return render(request, "people/person_leave.html", context)

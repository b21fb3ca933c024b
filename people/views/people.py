"""The office's list of people: who is here, add one, give and end roles, invite."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import page
from core.errors import Refused
from people import queries, services
from people.forms import AddPersonForm, EndRoleForm, GiveRoleForm
from people.models import Person
from people.states import Permission
from people.views.request import SchoolRequest

MANAGE = page(Permission.PEOPLE_MANAGE.value)


def _person(request: SchoolRequest, pk: UUID) -> Person:
    person = queries.person_at(request.school, pk)
    if person is None:
        raise Http404
    return person


@require_safe
@MANAGE
def people_list(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """List everybody with a role here, now or later."""
    context = {
        "people": queries.people_list(request.school),
        "may_configure": request.actor.may(Permission.SCHOOL_CONFIGURE),
    }
    return render(request, "people/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@MANAGE
def add(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Add one colleague with a role, and invite them if asked."""
    form = AddPersonForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            person = services.add_colleague(school=request.school, by=request.actor, **form.cleaned_data)
        except Refused as no:
            form.add_error(None, no.reason)
        else:
            messages.success(request, _("Added. You find them in the list below."))
            return redirect("people:person", school_slug, person.pk)
    return render(request, "people/add.html", {"form": form})


@require_safe
@MANAGE
def person(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Show one person: names, roles from and until, and the account."""
    about = queries.person_page(request.school, _person(request, pk))
    return render(request, "people/person.html", {"about": about, "form": None})


@require_http_methods(["GET", "HEAD", "POST"])
@MANAGE
def give_role(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Give one more role."""
    person = _person(request, pk)
    form = GiveRoleForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            services.give_role(person=person, school=request.school, by=request.actor, **form.cleaned_data)
        except Refused as no:
            form.add_error(None, no.reason)
        else:
            messages.success(request, _("The role is given."))
            return redirect("people:person", school_slug, pk)
    name = queries.name_of(person, request.school)
    return render(request, "people/give_role.html", {"form": form, "name": name, "person": person})


@require_http_methods(["GET", "HEAD", "POST"])
@MANAGE
def end_role(request: SchoolRequest, school_slug: str, pk: UUID, role_pk: UUID) -> HttpResponse:
    """End one role, now or at the end of a day."""
    person = _person(request, pk)
    held = queries.role_at(request.school, person, role_pk)
    if held is None:
        raise Http404
    back = reverse("people:person", args=[school_slug, pk])
    form = EndRoleForm(request.POST or None, today=request.school.today(), back=back)
    if request.method == "POST" and form.is_valid():
        day = form.first_day_without()
        try:
            services.end_role(person=person, school=request.school, role=held.role, on=day, by=request.actor)
        except Refused as no:
            form.add_error(None, no.reason)
        else:
            messages.success(request, _("The role ends. What the person did stays on record."))
            return redirect(back if request.actor.person != person else "home:root")
    context = {"form": form, "held": held, "name": queries.name_of(person, request.school), "back": back}
    return render(request, "people/end_role.html", context)


@require_POST
@MANAGE
def invite(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Send the invitation, again if need be."""
    try:
        services.invite_staff(person=_person(request, pk), school=request.school, by=request.actor)
    except Refused as no:
        messages.error(request, no.reason)
    else:
        messages.success(request, _("The invitation is on its way."))
    return redirect("people:person", school_slug, pk)

"""Key roles: who holds them, who is next, and who answers to whom."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.access import MEMBER, page
from core.pages.forms import Hinted, refusals_shown_in
from people.forms.key_roles import HandOverForm, ManagerForm, ManagersForm
from people.models.persons import Person
from people.queries import directory, same_person
from people.queries import key_roles as key_roles_queries
from people.rules.absence import may_change_holder
from people.rules.roles import may_give_role
from people.services import assignments as assignments_services
from people.services import leaving
from people.states.roles import Permission
from people.views.people import MANAGE, MANAGE_AFRESH, person_or_404
from schools.queries.request import SchoolRequest


@require_safe
@page(MEMBER)
def posts(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Show who holds which key role and who is in line for each route; whoever may changes it from here."""
    actor = request.actor
    alone = request.school.trust.stands_alone
    key_roles, routes, others = key_roles_queries.key_roles_page(request.school)
    gives = {
        key_role.spec.role
        for key_role in key_roles
        if may_give_role(actor, key_role.spec.role, to_oneself=False, stands_alone=alone)
        and may_change_holder(actor, [key_role.spec.role], held=not key_role.vacant)
    }
    context = {"key_roles": key_roles, "routes": routes, "others": others, "gives": gives}
    return render(request, "people/posts.html", context | {"manages": actor.may(Permission.PEOPLE_MANAGE)})


@require_http_methods(["GET", "HEAD", "POST"])
@MANAGE_AFRESH
def hand_over(request: SchoolRequest, school_slug: str, role: str) -> HttpResponse:
    """Change the holder of a key role on a day."""
    key_role = next((row for row in key_roles_queries.key_roles(request.school) if row.spec.role == role), None)
    if key_role is None:
        raise Http404
    back = reverse("people:posts", args=[school_slug])
    people = key_roles_queries.colleagues(request.school, everybody=True)
    today = request.school.today()
    form = HandOverForm(request.POST or None, holders=key_role.holders, people=people, today=today, back=back)
    if request.method == "POST" and form.is_valid():
        to, outgoing = form.chosen()
        with refusals_shown_in(form):
            leaving.hand_over(
                school=request.school,
                role=role,
                to=person_or_404(request, to),
                outgoing=person_or_404(request, outgoing) if outgoing else None,
                on=form.cleaned_data["from_date"],
                by=request.actor,
            )
            messages.success(request, _("The holder changes on that day."))
            return redirect(back)
    return render(request, "people/hand_over.html", {"form": form, "key_role": key_role, "back": back})


def _manager(request: SchoolRequest, pk: UUID | None) -> Person | None:
    return person_or_404(request, pk) if pk else None


@require_http_methods(["GET", "HEAD", "POST"])
@MANAGE
def person_manager(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Say to whom one person answers."""
    person = person_or_404(request, pk)
    back = reverse("people:person", args=[school_slug, pk])
    manager = same_person.line_manager(person, request.school)
    people = key_roles_queries.colleagues(request.school, but=person)
    initial = {"manager": str(manager.pk) if manager else ""}
    form = ManagerForm(request.POST or None, people=people, initial=initial, back=back)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form, "manager"):
            manager = _manager(request, form.chosen())
            assignments_services.set_line_manager(
                person=person, manager=manager, school=request.school, by=request.actor
            )
            messages.success(request, _("Saved. It holds from today."))
            return redirect(back)
    name = directory.name_of(person, request.school)
    return render(request, "people/person_manager.html", {"form": form, "name": name, "back": back})


@require_http_methods(["GET", "HEAD", "POST"])
@MANAGE
def line_managers(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Show to whom everybody on the staff answers, and set one manager for several people."""
    rows = key_roles_queries.line_managers(request.school)
    staff = [(row.person, Hinted(row.name, row.manager_name or _("Nobody yet"))) for row in rows]
    people = key_roles_queries.colleagues(request.school)
    back = reverse("people:posts", args=[school_slug])
    form = ManagersForm(request.POST or None, staff=staff, people=people, back=back)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form, "manager"):
            manager = _manager(request, form.chosen())
            chosen = [person_or_404(request, pk) for pk in form.people()]
            assignments_services.set_line_managers(
                persons=chosen, manager=manager, school=request.school, by=request.actor
            )
            messages.success(request, _("Saved. It holds from today."))
            return redirect("people:line_managers", school_slug)
    without = sum(row.manager is None for row in rows)
    return render(request, "people/line_managers.html", {"form": form, "rows": rows, "without": without})

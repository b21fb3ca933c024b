"""Carers: adding one to a child, what each may, court orders, and one carer with their children."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.pages.forms import refusals_as_messages, refusals_shown_in
from people.forms.pupils import AddCarerForm, CarerDetailsForm, ChangeLinkForm, ContactRestrictionForm, LiftForm
from people.models.pupils import CarerLink, Pupil
from people.queries import pupils as queries
from people.queries.directory import name_of
from people.services import carers, contact_restrictions
from people.views.people import MANAGE
from people.views.pupils import page_of, show_form, the_pupil
from schools.queries.request import SchoolRequest
from schools.states import Permission as SchoolPermission


def _of_others(request: SchoolRequest, pk: UUID) -> Pupil:
    """Return a child who is not of the reader's own family: there one sees no other adult."""
    child = the_pupil(request, pk)
    if child.pk in queries.own_children(request.actor):
        raise PermissionDenied
    return child


def _link(request: SchoolRequest, child: Pupil, person: UUID) -> CarerLink:
    link = queries.link_at(request.school, child, person)
    if link is None:
        raise Http404
    return link


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@MANAGE
def carer_add(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Add an adult to a child. Somebody with the same name or address is offered first, so that nobody is twice."""
    child = _of_others(request, pk)
    back = page_of(request, child)
    typed = {name: request.POST.get(name, "").replace("\x00", "") for name in ("first_name", "last_name", "email")}
    alike = queries.alike(request.actor, child, **typed) if any(typed.values()) else []
    form = AddCarerForm(request.POST or None, alike=alike, back=back)
    if request.method == "POST" and form.is_valid():
        person, facts, link = form.wanted()
        with refusals_shown_in(form):
            carers.add_carer(pupil=child, person=person, facts=facts, link=link, by=request.actor)
            messages.success(request, _("The carer is added."))
            return redirect(back)
    return show_form(request, form, _("Add a carer"), back, str(child))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@MANAGE
def carer_link(request: SchoolRequest, school_slug: str, pk: UUID, person: UUID) -> HttpResponse:
    """Change what an adult is to a child and what they may, or end the link."""
    child = _of_others(request, pk)
    link = _link(request, child, person)
    back = page_of(request, child)
    ending = request.method == "POST" and "end" in request.POST
    form = ChangeLinkForm(None if ending else request.POST or None, link=link, back=back)
    if request.method == "POST" and (ending or form.is_valid()):
        with refusals_as_messages(request):
            if ending:
                carers.unlink_carer(person=link.person, pupil=child, by=request.actor)
            else:
                carers.link_carer(person=link.person, pupil=child, by=request.actor, **form.cleaned_data)
            messages.success(request, _("The link has ended.") if ending else _("Saved. It holds from today."))
        return redirect(back)
    context = {"form": form, "link": link, "back": back, "child": child, "name": name_of(person, request.school)}
    return render(request, "people/carer_link.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@MANAGE
def carer_bar(request: SchoolRequest, school_slug: str, pk: UUID, person: UUID) -> HttpResponse:
    """Set a bar (court order), or lift it: the first by whoever keeps the list, the second by those who lead."""
    child = _of_others(request, pk)
    link = _link(request, child, person)
    back = page_of(request, child)
    form = (LiftForm if link.barred else ContactRestrictionForm)(request.POST or None, back=back)
    if request.method == "POST" and form.is_valid():
        lift, restrict = contact_restrictions.lift_restriction, contact_restrictions.restrict_contact
        change: Callable[..., object] = lift if link.barred else restrict
        with refusals_shown_in(form):
            change(person=link.person, pupil=child, by=request.actor, **form.cleaned_data)
            messages.success(request, _("The bar is lifted.") if link.barred else _("The adult is barred from now on."))
            return redirect(back)
    context = {
        "form": form,
        "link": link,
        "back": back,
        "child": child,
        "name": name_of(person, request.school),
        "may_lift": request.actor.may(SchoolPermission.SCHOOL_CONFIGURE),
    }
    return render(request, "people/carer_bar.html", context)


def _carer(request: SchoolRequest, person: UUID) -> queries.CarerPage:
    about = queries.carer_page(request.actor, person)
    if about is None:
        raise Http404
    return about


@require_safe
@never_cache
@MANAGE
def carer(request: SchoolRequest, school_slug: str, person: UUID) -> HttpResponse:
    """Show one carer: how to reach them, and their children."""
    return render(request, "people/carer.html", {"about": _carer(request, person)})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@MANAGE
def carer_details(request: SchoolRequest, school_slug: str, person: UUID) -> HttpResponse:
    """Correct the name of a carer and how to reach them."""
    about = _carer(request, person)
    back = reverse("people:carer", args=[school_slug, person])
    form = CarerDetailsForm(request.POST or None, initial=about.correctable, back=back)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            carers.correct_carer(person=about.person, school=request.school, by=request.actor, **form.cleaned_data)
            messages.success(request, _("Saved. It holds from today."))
            return redirect(back)
    return show_form(request, form, _("Name and addresses"), back, about.record.full_name)

"""The school's calendar: terms, days without pupils, bank holidays. A change says what it moves before it is made."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import Refused
from core.pages.forms import refusals_shown_in
from schools.forms.calendar import ClosedForm, NationForm, TermsForm
from schools.queries import calendar_pages
from schools.queries.request import SchoolRequest
from schools.services import calendar as calendar_services
from schools.services import closed as closed_services
from schools.views.settings import CONFIGURE


def _year(request: SchoolRequest, text: str) -> int:
    """Return the school year asked for, or this one. Raises Http404 for one that the pages do not offer."""
    years = calendar_pages.school_years(request.school)
    if not text:
        return years[1]
    if not text.isdecimal() or int(text) not in years:
        raise Http404
    return int(text)


@require_safe
@CONFIGURE
def calendar(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Show one school year."""
    year = calendar_pages.school_year(request.school, _year(request, request.GET.get("year", "")))
    context = {"year": year, "years": calendar_pages.school_years(request.school)}
    return render(request, "schools/calendar.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@CONFIGURE
def terms(request: SchoolRequest, school_slug: str, start: int) -> HttpResponse:
    """Type the terms of a school year, see what moves, and save."""
    _year(request, str(start))
    back = f"{reverse('schools:calendar', args=[school_slug])}?year={start}"
    known = calendar_pages.terms_to_type(request.school, start)
    form = TermsForm(request.POST or None, terms=known, back=back)
    moved = None
    if request.method == "POST" and form.is_valid():
        set_them = partial(
            calendar_services.set_terms, school=request.school, start_year=start, terms=form.terms(), by=request.actor
        )
        try:
            if form.cleaned_data["seen"] == form.mark():
                closed_services.with_moves(school=request.school, change=set_them)
                messages.success(request, _("Saved. School days are counted by these terms now."))
                return redirect(back)
            moved = closed_services.preview_moves(school=request.school, change=set_them)
            form.ask_again()
        except Refused as no:
            form.add_error(None, no.reason)
    context = {"form": form, "year": calendar_pages.school_year(request.school, start), "moved": moved}
    return render(request, "schools/terms.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@CONFIGURE
def closed_add(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Add a range of days without pupils."""
    back = reverse("schools:calendar", args=[school_slug])
    form = ClosedForm(request.POST or None, back=back)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form, "first"):
            days = closed_services.add_closed_days(school=request.school, by=request.actor, **form.cleaned_data)
            words = ngettext("One day added.", "%(count)s days added.", len(days)) % {"count": len(days)}
            messages.success(request, words + " " + _("Days that are already set stay as they are."))
            return redirect(back)
    return render(request, "schools/closed_add.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@CONFIGURE
def closed_remove(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Open the school again on a range of closed days, once it is said what moves."""
    closed = calendar_pages.closed_range(request.school, pk)
    if closed is None:
        raise Http404
    remove = partial(
        closed_services.remove_closed_days,
        school=request.school,
        first=closed.first,
        last=closed.last,
        by=request.actor,
    )
    if request.method == "POST":
        remove()
        messages.success(request, _("These are school days again, where they lie in term."))
        return redirect("schools:calendar", school_slug)
    moved = closed_services.preview_moves(school=request.school, change=remove)
    return render(request, "schools/closed_remove.html", {"closed": closed, "moved": moved})


@require_http_methods(["GET", "HEAD", "POST"])
@CONFIGURE
def nation(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Say where the school is, for its bank holidays."""
    back = reverse("schools:calendar", args=[school_slug])
    form = NationForm(request.POST or None, initial={"nation": request.school.nation}, back=back)
    if request.method == "POST" and form.is_valid():
        change = partial(
            closed_services.set_nation, school=request.school, nation=form.cleaned_data["nation"], by=request.actor
        )
        moved = closed_services.with_moves(school=request.school, change=change)
        count = len(moved.gained) + len(moved.lost)
        words = ngettext("One day has changed.", "%(count)s days have changed.", count) % {"count": count}
        messages.success(request, _("Saved.") + " " + words)
        return redirect(back)
    return render(request, "schools/nation.html", {"form": form})

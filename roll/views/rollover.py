"""The roll-over in September: plan where classes go, see what would happen, do it, undo it."""

import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import clock
from core.pages.forms import refusals_as_messages, refusals_shown_in
from roll.forms.rollover import DayForm, RollOverForm
from roll.queries import rollover as queries
from roll.rules.rollover import first_of_september
from roll.services import rollover as services
from roll.views.importing import MANAGE
from schools.queries.request import SchoolRequest


def _day(request: SchoolRequest) -> datetime.date:
    """Return the day asked for, else the next 1 September."""
    form = DayForm(request.POST or request.GET)
    chosen: datetime.date = form.cleaned_data["day"] if form.is_valid() else first_of_september(request.school.today())
    return chosen


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@MANAGE
def roll_over(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Show where each class goes next, to be corrected; nothing happens to a child on this page."""
    day = first_of_september(request.school.today())
    rows = queries.plan(request.school, day)
    form = RollOverForm(request.POST or None, rows=rows, day=day)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            services.plan_classes(school=request.school, moves=form.moves(), by=request.actor)
            check = reverse("roll:roll_over_check", args=[school_slug])
            return redirect(f"{check}?day={form.cleaned_data['day'].isoformat()}")
    done = queries.current(request.school)
    may_undo = done is not None and clock.now() < done.undo_until
    context = {"form": form, "rows": rows, "done": done, "may_undo": may_undo}
    return render(request, "roll/roll_over.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@MANAGE
def roll_over_check(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Show class by class who comes up, who starts and who leaves; the button does it."""
    day = _day(request)
    back = reverse("roll:roll_over", args=[school_slug])
    if request.method == "POST":
        with refusals_as_messages(request):
            done = services.roll_over(school=request.school, day=day, by=request.actor)
            count = done.counts["moved"]
            words = ngettext("One child moves up.", "%(n)s children move up.", count) % {"n": count}
            messages.success(request, words + " " + _("You can take it back for 24 hours."))
        return redirect(back)
    done_before = day in queries.days_done(request.school)
    context = {"preview": queries.preview(request.school, day), "back": back, "done_before": done_before}
    return render(request, "roll/roll_over_check.html", context)


def _undone_words(kept: int) -> str:
    if not kept:
        return _("Taken back. Every class is as it was.")
    words = ngettext(
        "Taken back, but for one child whose class somebody changed since.",
        "Taken back, but for %(n)s children whose class somebody changed since.",
        kept,
    )
    return words % {"n": kept}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@MANAGE
def roll_over_undo(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Say who stays as they are because somebody changed them since; the button takes the rest back."""
    done = queries.current(request.school)
    if done is None:
        raise Http404
    back = reverse("roll:roll_over", args=[school_slug])
    if request.method == "POST":
        with refusals_as_messages(request):
            kept = services.undo_roll_over(rollover=done, by=request.actor)
            messages.success(request, _undone_words(len(kept)))
        return redirect(back)
    context = {"done": done, "kept": queries.changed_since(done), "back": back}
    return render(request, "roll/roll_over_undo.html", context)

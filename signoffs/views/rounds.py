"""Rounds for the office: who is left, why, and one action each."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.access import MEMBER, page
from core.pages.forms import posted, posted_fields, refusals_as_messages, refusals_shown_in
from people.queries import directory
from schools.models.schools import School
from schools.queries import calendar
from schools.queries.request import SchoolRequest
from signoffs.forms import LongerForm, PaperForm, RoundForm
from signoffs.queries import not_signed, progress, teams
from signoffs.queries import reminders as reminders_queries
from signoffs.queries import rounds as rounds_queries
from signoffs.services import reminders, signing
from signoffs.services import rounds as rounds_services
from signoffs.states import Audience, Permission

A_PAGE = 50
"""Rows of the list of who has not signed on one page."""


@require_safe
@page(Permission.ROUND_CHASE)
def rounds(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """List the rounds of the school, the open ones with how far they are."""
    rows = progress.round_list(request.actor)
    return render(request, "signoffs/rounds.html", {"rows": rows, "may_open": request.actor.may(Permission.ROUND_OPEN)})


@require_safe
@never_cache
@page(Permission.ROUND_CHASE)
def round_page(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Show one round: the sentence, the bar, who is left and why."""
    round = get_object_or_404(rounds_queries.rounds_for(request.actor), pk=pk)
    left = not_signed.not_signed_list(round, request.actor) if round.is_open else None
    why = request.GET.get("why", "")
    context = {
        "round": round,
        "progress": progress.progress(round),
        "left": left,
        "why": why if left and why in dict(left.reasons) else "",
        "shown": Paginator(left.left_for(why), A_PAGE).get_page(request.GET.get("page")) if left else None,
        "history": rounds_queries.history(round),
        "next": reminders_queries.schedule_sentences(round) if round.is_open else [],
        "late": round.is_open and round.due < round.school.today(),
        "family": round.agreement.audience == Audience.FAMILY,
        "may_record": request.actor.may(Permission.PAPER_RECORD),
        "may_open": request.actor.may(Permission.ROUND_OPEN),
    }
    return render(request, "signoffs/round.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Permission.ROUND_OPEN)
def round_new(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Open a round in two steps: fill in, see who will be asked, open."""
    form = RoundForm(posted(request), versions=rounds_queries.publishable(request.school))
    if request.method != "POST" or not form.is_valid() or "change" in request.POST:
        return render(request, "signoffs/round_new.html", {"form": form})
    wanted = form.wanted()
    if "open" not in request.POST:
        count = progress.audience_count(request.school, wanted["audience"], wanted["groups"])
        hidden = posted_fields(request, "open", "change")
        context = {"wanted": wanted, "count": count, "who": form.audience_words(), "hidden": hidden}
        return render(request, "signoffs/round_check.html", context)
    with refusals_shown_in(form):
        round = rounds_services.open_round(by=request.actor, **wanted)
        later = calendar.letters_leave(request.school)
        letters = " " + _("The letters go out %(when)s.") % {"when": later} if later else ""
        messages.success(request, _("The round is open. Each person gets one message.") + letters)
        return redirect(round)
    return render(request, "signoffs/round_new.html", {"form": form})


def _reminded(school: School, count: int) -> str:
    """Say how many reminders go out, and when, unless at once."""
    if when := calendar.letters_leave(school):
        words = ngettext("One reminder goes out %(when)s.", "%(n)s reminders go out %(when)s.", count)
    else:
        words = ngettext("One reminder is on its way.", "%(n)s reminders are on their way.", count)
    return words % {"n": count, "when": when}


@require_http_methods(["GET", "HEAD", "POST"])
@page(Permission.ROUND_CHASE)
def remind(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Confirm, then remind everybody who is still to sign and can be reached."""
    round = get_object_or_404(rounds_queries.rounds_for(request.actor), pk=pk)
    if request.method != "POST":
        count = len(reminders.recipients_today(round, request.school.today()))
        return render(request, "signoffs/remind.html", {"round": round, "count": count})
    with refusals_as_messages(request):
        count = reminders.remind(round=round, by=request.actor)
        messages.success(request, _reminded(request.school, count))
    return redirect(round)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Permission.ROUND_OPEN)
def longer(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Give people longer to sign, until a day that is typed."""
    round = get_object_or_404(rounds_queries.rounds_for(request.actor), pk=pk)
    form = LongerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form, "due"):
            rounds_services.extend_round(round=round, due=form.cleaned_data["due"], by=request.actor)
            messages.success(request, _("People have longer to sign now."))
            return redirect(round)
    return render(request, "signoffs/longer.html", {"round": round, "form": form})


@require_safe
@never_cache
@page(MEMBER)
def team(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Show whoever leads people which of their own are still to sign."""
    return render(request, "signoffs/team.html", {"team": teams.own_team(request.actor)})


@require_http_methods(["GET", "HEAD", "POST"])
@page(Permission.ROUND_OPEN)
def close(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Confirm, then close the round."""
    round = get_object_or_404(rounds_queries.rounds_for(request.actor), pk=pk)
    if request.method != "POST":
        return render(request, "signoffs/close.html", {"round": round, "progress": progress.progress(round)})
    with refusals_as_messages(request):
        rounds_services.close_round(round=round, by=request.actor)
        messages.success(request, _("The round is closed."))
    return redirect(round)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(Permission.PAPER_RECORD)
def paper(request: SchoolRequest, school_slug: str, pk: UUID, person: UUID) -> HttpResponse:
    """Record the paper form of one person who is still to sign."""
    round = get_object_or_404(rounds_queries.rounds_for(request.actor), pk=pk)
    asked = not_signed.paper_signer(round, person)
    if asked is None:
        raise Http404
    signer, children = asked
    form = PaperForm(posted(request), children=children, initial={"name": directory.name_of(signer, round.school)})
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            signing.record_paper(round=round, person=signer, by=request.actor, **form.wanted())
            messages.success(request, _("The paper form is recorded."))
            return redirect(round)
    return render(request, "signoffs/paper.html", {"round": round, "form": form})

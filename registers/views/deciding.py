"""The pages of those who decide."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import page
from core.pages.forms import posted, posted_fields, posted_id, refusals_shown_in
from registers.forms import DecisionForm
from registers.models import Disclosure
from registers.queries import deadlines, disclosures
from registers.queries.disclosures import DisclosurePage
from registers.services import deciding
from registers.states import MEANINGS, Outcome, Permission, State
from schools.queries.request import SchoolRequest


@require_safe
@never_cache
@page(disclosures.may_read_register)
def register(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Show the list: person, kind, decision, review day. Never a friend's or a pupil's name."""
    state, due = request.GET.get("state", ""), request.GET.get("due") == "1"
    context = {
        "rows": disclosures.register(request.actor, state=state, due=due),
        "states": State.choices,
        "state": state,
        "due": due,
        "opens": request.actor.may(Permission.DISCLOSURE_DECIDE),
        "seen_by": _("the headteacher and the named deputy"),
    }
    deciding.note_register_read(by=request.actor)
    return render(request, "registers/register.html", context)


@require_safe
@page(Permission.DISCLOSURE_DECIDE)
def decide_next(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Go to the form that has waited longest."""
    row = disclosures.decidable_by(request.actor).filter(state=State.SENT).order_by("sent_at").first()
    if row is not None:
        return redirect(row)
    messages.info(request, _("Nothing is waiting for your decision."))
    return redirect("home:school", school_slug)


@require_safe
@never_cache
@page(Permission.DISCLOSURE_MAKE)
def disclosure(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Show one form to the person who sent it, and to those who decide on it; a decider's reading is recorded."""
    row = get_object_or_404(disclosures.visible_to(request.actor), pk=pk)
    deciding.note_read(disclosure=row, by=request.actor)
    return render(request, "registers/disclosure.html", _context(request, row))


def _context(request: SchoolRequest, row: Disclosure) -> dict[str, Any]:
    own = row.person_id == request.actor.person.pk
    shown = disclosures.page_of(row, deciding=not own)
    state = State(row.state)
    return {
        "shown": shown,
        "row": row,
        "own": own,
        "who": shown.names.get(row.person_id, ""),
        "taken": shown.names.get(row.taken_by_id, "") if row.taken_by_id not in (None, request.actor.person.pk) else "",
        "decisions": [(decision, shown.names.get(decision.decided_by_id, "")) for decision in shown.decisions],
        "meaning": MEANINGS[state],
        "may_decide": not own and state not in (State.ENDED, State.MORE_NEEDED),
        "deadline": "" if own else deadlines.deadline_words(shown, request.actor),
        "similar": [(label, count) for label, count in shown.similar.items()],
        "seen_by": _seen_by(row, own, shown),
    }


def _seen_by(row: Disclosure, own: bool, shown: DisclosurePage) -> str:
    decider = _("the chair of governors") if row.route == "chair" else _("the headteacher")
    if own:
        return _("you and %(decider)s") % {"decider": decider}
    return _("%(person)s and %(decider)s") % {"person": shown.names.get(row.person_id, ""), "decider": decider}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(Permission.DISCLOSURE_DECIDE)
def decide(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Write the answer, see what the person will read, send it."""
    row = get_object_or_404(disclosures.decidable_by(request.actor).select_related("person__data_key"), pk=pk)
    context = _context(request, row)
    last = context["shown"].last
    context["after"] = request.POST.get("after", "") if request.method == "POST" else str(last.pk if last else "")
    form = DecisionForm(posted(request))
    if request.method != "POST":
        deciding.note_read(disclosure=row, by=request.actor)
    if request.method != "POST" or not form.is_valid() or "change" in request.POST:
        return render(request, "registers/decide.html", {**context, "form": form})
    wanted = _wanted(form)
    with refusals_shown_in(form):
        if "send" not in request.POST:
            deciding.take(disclosure=row, by=request.actor)
            context |= {"wanted": wanted, "hidden": posted_fields(request), "answer": Outcome(wanted.outcome).label}
            return render(request, "registers/decide_check.html", context)
        deciding.decide(disclosure=row, by=request.actor, wanted=wanted, after=posted_id(request, "after"))
        messages.success(request, _("Your answer is sent."))
        return redirect(row)
    return render(request, "registers/decide.html", {**context, "form": form})


def _wanted(form: DecisionForm) -> deciding.Wanted:
    cleaned = form.cleaned_data
    names = ("outcome", "reasons", "note", "review_on", "discussed_on")
    return deciding.Wanted(conditions=form.conditions(), **{name: cleaned[name] for name in names})


@require_POST
@page(Permission.DISCLOSURE_DECIDE)
def take(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Take a form over from a colleague who has it in hand."""
    row = get_object_or_404(disclosures.decidable_by(request.actor), pk=pk)
    deciding.take(disclosure=row, by=request.actor, over=True)
    return redirect("registers:decide", school_slug, row.pk)

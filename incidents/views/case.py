"""The case pages: the inbox, one case, and what its holder does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import clock
from core.access import page
from core.errors import Refused
from core.text.dates import day_words
from incidents import rules
from incidents.forms.case import (
    CloseForm,
    EntryForm,
    MessageForm,
    PartyForm,
    PassForm,
    ReasonForm,
    SearchForm,
    WaitForm,
)
from incidents.models.cases import Case
from incidents.queries import access, reporter
from incidents.queries import inbox as inbox_queries
from incidents.queries import names as names_queries
from incidents.queries import page as page_queries
from incidents.services import chronicle, moves
from incidents.views.common import case_of, not_kept
from people.models.persons import Person
from people.models.pupils import Pupil
from people.queries import absence, directory
from people.states.roles import ROLE_TABLE, Role

FORM_METHODS = ["GET", "HEAD", "POST"]


@page(access.may_receive)
@not_kept
@require_GET
def inbox(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits (screen 2.16)."""
    tab = request.GET.get("tab", "all")
    if tab not in inbox_queries.TABS:
        raise Http404
    box = inbox_queries.inbox(request.actor, tab)  # type: ignore[attr-defined]
    labels = {"all": _("Open"), "new": _("New"), "mine": _("Mine"), "waiting": _("Waiting"), "closed": _("Closed")}
    tabs = [
        {"name": name, "label": labels[name], "count": box.counts[name], "current": name == tab}
        for name in inbox_queries.TABS
    ]
    context = {
        "box": box,
        "tabs": tabs,
        "title_count": box.counts["new"],
        "seen_by": _("those whom each concern comes to"),
    }
    return render(request, "incidents/inbox.html", context)


@page("member")
@not_kept
@require_GET
def case(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """One case (screen 2.17). Opening it is recorded."""
    found = case_of(request, reference)
    view = page_queries.page(request.actor, found)  # type: ignore[attr-defined]
    if rules.is_new_view(view.looked_at, clock.now()):
        moves.note_look(case=found, by=request.actor)  # type: ignore[attr-defined]
    return render(request, "incidents/case.html", {"view": view, "case": found, "seen_by": view.seen_by})


@page("member")
@require_POST
def take(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Take a case."""
    found = case_of(request, reference)
    _try(request, lambda: moves.take(case=found, by=request.actor), _("You have taken %s."))  # type: ignore[attr-defined]
    return redirect("incidents:case", slug, reference)


def _try(request: HttpRequest, work: Callable[[], Any], done: str) -> bool:
    """Run a service whose refusal is shown on the next page."""
    reference = request.path.rstrip("/").split("/")[-2]
    try:
        work()
    except Refused as refused:
        messages.error(request, refused.reason)
        return False
    messages.success(request, done % reference if "%s" in done else done)
    return True


def _form_page(
    request: HttpRequest,
    found: Case,
    form: Any,
    *,
    title: str,
    lead: str = "",
    work: Callable[[dict[str, Any]], Any],
    done: str,
    **more: Any,
) -> HttpResponse:
    """Show a form of a case page, or run its service and go back to the case."""
    if request.method == "POST" and form.is_valid():
        try:
            work(form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, done)
            return redirect("incidents:case", found.school.slug, found.reference)
    context = {
        "form": form,
        "case": found,
        "page_title": title,
        "lead": lead,
        "seen_by": page_queries.readers_as_posts(found),
        **more,
    }
    return render(request, "incidents/case_form.html", context)


@page("member")
@not_kept
@require_http_methods(FORM_METHODS)
def add(request: HttpRequest, slug: str, reference: str, corrects: UUID | None = None) -> HttpResponse:
    """Add to the record, or correct an entry by a later one."""
    found = case_of(request, reference)
    wrong = page_queries.entry_of(found, corrects) if corrects else None
    if corrects and wrong is None:
        raise Http404
    form = EntryForm(request.POST or None, initial={"danger": found.danger}, back=found.get_absolute_url())
    title = _("Correct an entry") if wrong else _("Add to the record")
    lead = _("The entry stays as it is. Yours is added and refers to it.") if wrong else ""
    return _form_page(
        request,
        found,
        form,
        title=title,
        lead=lead,
        done=_("Added to the record."),
        wrong=wrong,
        work=lambda data: chronicle.add_entry(case=found, by=request.actor, corrects=wrong, **data),  # type: ignore[attr-defined]
    )


@page("member", fresh=True)
@not_kept
@require_http_methods(FORM_METHODS)
def pass_on(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Pass a case on."""
    found = case_of(request, reference)
    form = PassForm(
        request.POST or None, people=_colleagues(request, found), button=_("Pass on"), back=found.get_absolute_url()
    )
    return _form_page(
        request,
        found,
        form,
        title=_("Pass on"),
        lead=_("It stays with you until they take it."),
        done=_("Passed on. It stays with you until they take it."),
        work=lambda data: moves.pass_on(case=found, by=request.actor, **data),  # type: ignore[attr-defined]
    )


def _colleagues(request: HttpRequest, found: Case) -> list[tuple[str, str, str]]:
    hearers = access.hearers(found)
    names = directory.names(hearers, found.school)
    me = request.actor.person.pk  # type: ignore[attr-defined]
    away = {one.person: one for one in absence.away(found.school) if one.now}
    hints = {pk: _as_what(role, away.get(pk)) for pk, role in hearers.items()}
    return [(str(pk), names.get(pk, ""), hints[pk]) for pk in hearers if pk != me]


def _as_what(role: str, away: absence.Away | None) -> str:
    """Return the post of a colleague, and that they are away."""
    words = str(ROLE_TABLE[Role(role)].words)
    if away is None:
        return words
    until = _("away until %(day)s") % {"day": day_words(away.back_on)} if away.back_on else _("away")
    return f"{words}, {until}"


@page("member")
@not_kept
@require_http_methods(FORM_METHODS)
def wait(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Let a case wait until a day."""
    found = case_of(request, reference)
    form = WaitForm(request.POST or None, button=_("Wait until then"), back=found.get_absolute_url())
    return _form_page(
        request,
        found,
        form,
        title=_("Wait until…"),
        done=_("It waits. We remind you on the day."),
        work=lambda data: moves.wait_until(case=found, by=request.actor, **data),  # type: ignore[attr-defined]
    )


MOVES: dict[str, tuple[Callable[..., Any], Any, Any]] = {
    "take-over": (moves.take_over, gettext_lazy("Take over this case"), gettext_lazy("You have taken it over.")),
    "go-on": (moves.go_on, gettext_lazy("Take it up again"), gettext_lazy("Taken up again.")),
    "reopen": (moves.reopen, gettext_lazy("Open this case again"), gettext_lazy("Open again. You hold it.")),
}


@page("member")
@not_kept
@require_http_methods(FORM_METHODS)
def move(request: HttpRequest, slug: str, reference: str, name: str) -> HttpResponse:
    """A move that needs nothing but its reason."""
    found = case_of(request, reference)
    if name not in MOVES:
        raise Http404
    service, title, done = MOVES[name]
    form = ReasonForm(request.POST or None, button=title, back=found.get_absolute_url())
    return _form_page(
        request,
        found,
        form,
        title=str(title),
        done=str(done),
        work=lambda data: service(case=found, by=request.actor, **data),  # type: ignore[attr-defined]
    )


@page("member")
@not_kept
@require_http_methods(FORM_METHODS)
def message(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Write to the reporter."""
    found = case_of(request, reference)
    form = MessageForm(request.POST or None, back=found.get_absolute_url())
    return _form_page(
        request,
        found,
        form,
        title=_("Message the reporter"),
        done=_("Sent. The reporter reads it with the secret words."),
        talk=reporter.messages(found),
        work=lambda data: chronicle.answer_reporter(case=found, by=request.actor, **data),  # type: ignore[attr-defined]
    )


@page("member", fresh=True)
@not_kept
@require_http_methods(FORM_METHODS)
def close(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Close a case with its outcome, or ask a second person to."""
    found = case_of(request, reference)
    unread = page_queries.unread_from_reporter(reporter.messages(found))
    form = CloseForm(
        request.POST or None, back=found.get_absolute_url(), unread=unread, second_person=found.second_person
    )
    lead = _("This is about an adult. A second person looks before it closes.") if found.second_person else ""
    done = _("A second person is asked to close it.") if found.second_person else _("The case is closed.")
    return _form_page(
        request,
        found,
        form,
        title=_("Close the case"),
        lead=lead,
        done=done,
        work=lambda data: moves.close(case=found, by=request.actor, **data),  # type: ignore[attr-defined]
    )


@page("member")
@require_POST
def confirm(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Close a case as the second person."""
    found = case_of(request, reference)
    work = lambda: moves.confirm_closing(case=found, by=request.actor)  # type: ignore[attr-defined]  # noqa: E731
    _try(request, work, _("You have closed %s."))
    return redirect("incidents:case", slug, reference)


@page("member", fresh=True)
@not_kept
@require_http_methods(FORM_METHODS)
def party(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Name a person of the case: look for the name, then say what they are to it. The name stands in no address."""
    found = case_of(request, reference)
    search = SearchForm(request.POST or None)
    if request.method != "POST" or not search.is_valid():
        context = {
            "form": search,
            "case": found,
            "page_title": _("Name a person"),
            "seen_by": page_queries.readers_as_posts(found),
        }
        return render(request, "incidents/case_form.html", context)
    name = search.cleaned_data["name"]
    choices = names_queries.people_called(found, name)
    data = request.POST if "capacity" in request.POST or "who" in request.POST or "why" in request.POST else None
    form = PartyForm(data, people=choices, back=found.get_absolute_url(), initial={"name": name})

    def name_them(clean: dict[str, Any]) -> None:
        kind, _colon, pk = clean["who"].partition(":")
        chronicle.name_party(
            case=found,
            by=request.actor,  # type: ignore[attr-defined]
            capacity=clean["capacity"],
            why=clean["why"],
            keep_out=clean["keep_out"],
            person=Person(pk=UUID(pk)) if kind == "person" else None,
            pupil=Pupil(pk=UUID(pk)) if kind == "pupil" else None,
        )

    if data is None:
        nobody = "" if choices else _("Nobody of that name is on the school's lists.")
        context = {
            "form": form if choices else SearchForm(),
            "case": found,
            "page_title": _("Name a person"),
            "lead": nobody,
            "seen_by": page_queries.readers_as_posts(found),
        }
        return render(request, "incidents/case_form.html", context)
    return _form_page(
        request, found, form, title=_("Name a person"), done=_("Added. They cannot see this case."), work=name_them
    )

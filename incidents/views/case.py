"""The case pages: the inbox, one case, and what its holder does."""

import functools
from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core import clock
from core.access import form_page, page
from core.pages.forms import refusals_as_messages, refusals_shown_in
from core.text.dates import day_words
from core.text.words import Words
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
from incidents.queries import access, case_page, reporter
from incidents.queries import inbox as inbox_queries
from incidents.services import case_record, case_states
from incidents.states.workflow import Capacity
from incidents.views.common import case_of
from people.models.persons import Person
from people.models.pupils import Pupil
from people.queries import absence, directory
from people.queries.acting import Actor
from people.states.roles import ROLE_TABLE, Role
from schools.queries.request import SchoolRequest


@page(access.may_receive)
@never_cache
@require_GET
def inbox(request: SchoolRequest, slug: str) -> HttpResponse:
    """What waits (screen 2.16)."""
    tab = request.GET.get("tab", "all")
    if tab not in inbox_queries.TABS:
        raise Http404
    box = inbox_queries.inbox(request.actor, tab)
    labels = {"all": _("Open"), "new": _("New"), "mine": _("Mine"), "waiting": _("Waiting"), "closed": _("Closed")}
    tabs = [
        {"name": name, "label": label, "count": box.counts[name], "current": name == tab}
        for name, label in labels.items()
    ]
    seen_by = _("those whom each concern comes to")
    context = {"box": box, "tabs": tabs, "title_count": box.counts["new"], "seen_by": seen_by}
    return render(request, "incidents/inbox.html", context)


@page("member")
@never_cache
@require_GET
def case(request: SchoolRequest, slug: str, reference: str) -> HttpResponse:
    """One case (screen 2.17). Opening it is recorded."""
    case = case_of(request, reference)
    view = case_page.page(request.actor, case)
    if rules.is_new_view(view["viewed_at"], clock.now()):
        case_states.record_view(case=case, by=request.actor)
    return render(request, "incidents/case.html", {"view": view, "case": case, "seen_by": view["seen_by"]})


@page("member")
@require_POST
def take(request: SchoolRequest, slug: str, reference: str) -> HttpResponse:
    """Take a case."""
    return _move_at_once(request, reference, case_states.take, _("You have taken %s."))


@page("member")
@require_POST
def confirm(request: SchoolRequest, slug: str, reference: str) -> HttpResponse:
    """Close a case as the second person."""
    return _move_at_once(request, reference, case_states.confirm_closing, _("You have closed %s."))


def _move_at_once(request: SchoolRequest, reference: str, service: Callable[..., object], done: str) -> HttpResponse:
    """Run a service that asks for nothing, and go back to the case; a refusal is shown there."""
    case = case_of(request, reference)
    with refusals_as_messages(request):
        service(case=case, by=request.actor)
        messages.success(request, done % reference)
    return redirect(case)


def _show_form(request: SchoolRequest, case: Case, form: forms.Form, title: str, **context: object) -> HttpResponse:
    seen_by = case_page.readers_as_roles(case)
    context = {"form": form, "case": case, "page_title": title, "lead": "", "seen_by": seen_by, **context}
    return render(request, "incidents/case_form.html", context)


def _form_page(
    request: SchoolRequest,
    case: Case,
    form: forms.Form,
    *,
    title: str,
    service: Callable[..., object],
    done: str,
    **context: object,
) -> HttpResponse:
    """Show a form of a case page, or give its answers to a service and go back to the case."""
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            service(case=case, by=request.actor, **form.cleaned_data)
            messages.success(request, done)
            return redirect(case)
    return _show_form(request, case, form, title, **context)


@form_page("member")
def add(request: SchoolRequest, slug: str, reference: str, corrects: UUID | None = None) -> HttpResponse:
    """Add to the record, or correct an entry by a later one."""
    case = case_of(request, reference)
    wrong = case_page.entry_of(case, corrects) if corrects else None
    if corrects and wrong is None:
        raise Http404
    return _form_page(
        request,
        case,
        EntryForm(request.POST or None, initial={"danger": case.danger}, back=case.get_absolute_url()),
        title=_("Correct an entry") if wrong else _("Add to the record"),
        lead=_("The entry stays as it is. Yours is added and refers to it.") if wrong else "",
        done=_("Added to the record."),
        service=functools.partial(case_record.add_entry, corrects=wrong),
        wrong=wrong,
    )


@form_page("member", fresh=True)
def pass_on(request: SchoolRequest, slug: str, reference: str) -> HttpResponse:
    """Pass a case on."""
    case = case_of(request, reference)
    people = _colleagues(request, case)
    return _form_page(
        request,
        case,
        PassForm(request.POST or None, people=people, button=_("Pass on"), back=case.get_absolute_url()),
        title=_("Pass on"),
        lead=_("It stays with you until they take it."),
        done=_("Passed on. It stays with you until they take it."),
        service=case_states.pass_on,
    )


def _colleagues(request: SchoolRequest, case: Case) -> list[tuple[str, str, str]]:
    possible_readers = access.possible_readers(case)
    names = directory.names(possible_readers, case.school)
    away = {row.person: row for row in absence.away(case.school) if row.now}
    others = {pk: role for pk, role in possible_readers.items() if pk != request.actor.person.pk}
    return [(str(pk), names.get(pk, ""), _role_and_absence(role, away.get(pk))) for pk, role in others.items()]


def _role_and_absence(role: str, away: absence.Away | None) -> str:
    """Return the post of a colleague, and that they are away."""
    words = str(ROLE_TABLE[Role(role)].words)
    if away is None:
        return words
    until = _("away until %(day)s") % {"day": day_words(away.back_on)} if away.back_on else _("away")
    return f"{words}, {until}"


@form_page("member")
def wait(request: SchoolRequest, slug: str, reference: str) -> HttpResponse:
    """Let a case wait until a day."""
    case = case_of(request, reference)
    form = WaitForm(request.POST or None, button=_("Wait until then"), back=case.get_absolute_url())
    done = _("It waits. We remind you on the day.")
    return _form_page(request, case, form, title=_("Wait until…"), done=done, service=case_states.wait_until)


MOVES: dict[str, tuple[Callable[..., Case], Words, Words]] = {
    "take-over": (case_states.take_over, gettext_lazy("Take over this case"), gettext_lazy("You have taken it over.")),
    "go-on": (case_states.go_on, gettext_lazy("Take it up again"), gettext_lazy("Taken up again.")),
    "reopen": (case_states.reopen, gettext_lazy("Open this case again"), gettext_lazy("Open again. You hold it.")),
}


@form_page("member")
def move(request: SchoolRequest, slug: str, reference: str, name: str) -> HttpResponse:
    """A move that needs nothing but its reason."""
    case = case_of(request, reference)
    if name not in MOVES:
        raise Http404
    service, title, done = MOVES[name]
    form = ReasonForm(request.POST or None, button=title, back=case.get_absolute_url())
    return _form_page(request, case, form, title=str(title), done=str(done), service=service)


@form_page("member")
def message(request: SchoolRequest, slug: str, reference: str) -> HttpResponse:
    """Write to the reporter."""
    case = case_of(request, reference)
    return _form_page(
        request,
        case,
        MessageForm(request.POST or None, back=case.get_absolute_url()),
        title=_("Message the reporter"),
        done=_("Sent. The reporter reads it with the secret words."),
        service=case_record.answer_reporter,
        messages_so_far=reporter.messages(case),
    )


@form_page("member", fresh=True)
def close(request: SchoolRequest, slug: str, reference: str) -> HttpResponse:
    """Close a case with its outcome, or ask a second person to."""
    case = case_of(request, reference)
    unread, second = case_page.unread_from_reporter(reporter.messages(case)), case.second_person
    return _form_page(
        request,
        case,
        CloseForm(request.POST or None, back=case.get_absolute_url(), unread=unread, second_person=second),
        title=_("Close the case"),
        lead=_("This is about an adult. A second person looks before it closes.") if second else "",
        done=_("A second person is asked to close it.") if second else _("The case is closed."),
        service=case_states.close,
    )


@form_page("member", fresh=True)
def party(request: SchoolRequest, slug: str, reference: str) -> HttpResponse:
    """Name a person of the case: look for the name, then say what they are to it. The name is in no address."""
    case, title = case_of(request, reference), _("Name a person")
    search = SearchForm(request.POST or None)
    if request.method != "POST" or not search.is_valid():
        return _show_form(request, case, search, title)
    name = search.cleaned_data["name"]
    people = case_page.people_named(case, name)
    if not request.POST.keys() & {"capacity", "who", "why"}:
        if not people:
            lead = _("Nobody of that name is on the school's lists.")
            return _show_form(request, case, SearchForm(), title, lead=lead)
        form = PartyForm(people=people, back=case.get_absolute_url(), initial={"name": name})
        return _show_form(request, case, form, title)
    form = PartyForm(request.POST, people=people, back=case.get_absolute_url(), initial={"name": name})
    done = _("Added. They cannot see this case.")
    return _form_page(request, case, form, title=title, done=done, service=_name_party)


def _name_party(*, case: Case, by: Actor, who: str, capacity: Capacity, why: str, keep_out: bool, **_more: str) -> None:
    kind, _colon, pk = who.partition(":")
    case_record.name_party(
        case=case,
        by=by,
        capacity=capacity,
        why=why,
        keep_out=keep_out,
        person=Person(pk=UUID(pk)) if kind == "person" else None,
        pupil=Pupil(pk=UUID(pk)) if kind == "pupil" else None,
    )

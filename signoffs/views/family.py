"""The family form: no account, no name before the button, one signature for all children."""

import functools
from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.access import PUBLIC, page
from core.pages.forms import posted, refusals_shown_in
from notices.models import LinkToken
from notices.services import links
from people.models.persons import Person
from schools.queries.request import SchoolRequest
from signoffs.forms import BirthdayForm, FamilyAskForm, FamilyForm, NewLinkForm
from signoffs.models import Round
from signoffs.queries import family as family_queries
from signoffs.services import links as links_services
from signoffs.services import questions, signing, signing_batch

LINK = "family_link"
BATCH = "family_batch"
CHECKED = "family_checked"
GONE = 410


def _ended(request: SchoolRequest) -> HttpResponse:
    """The same page for a link that has ended and one that never was."""
    return render(request, "signoffs/family_ended.html", {"form": NewLinkForm()}, status=GONE)


class OpenForm(NamedTuple):
    """What a private link opens: the form of one carer in one round."""

    link: LinkToken
    person: Person
    round: Round


def _form_behind(link: LinkToken | None) -> OpenForm | None:
    """Return the form that a link opens; None for a link that has ended, that never was or that opens none."""
    round = family_queries.family_round(link) if link is not None and not link.expired else None
    return OpenForm(link, link.person, round) if link is not None and link.person and round is not None else None


def _opened_form(request: SchoolRequest) -> OpenForm | None:
    """Return the form that this session was opened with."""
    pk = request.session.get(LINK)
    form = _form_behind(family_queries.family_link(pk)) if pk else None
    if form is not None:
        request.school = form.link.school
    return form


def _with_form(view: Callable[[SchoolRequest, Person, Round], HttpResponse]) -> Callable[[SchoolRequest], HttpResponse]:
    """Give a page its carer and round.

    Without a good link it is the page that says so; where the school asks a second question, that comes first.
    """

    @functools.wraps(view)
    def guarded(request: SchoolRequest) -> HttpResponse:
        form = _opened_form(request)
        if form is None:
            return _ended(request)
        if request.session.get(CHECKED) != str(form.link.pk) and family_queries.needs_second_check(
            form.person, form.round
        ):
            return redirect("signoffs:family_check")
        return view(request, form.person, form.round)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(PUBLIC)
def family(request: SchoolRequest, token: str) -> HttpResponse:
    """GET shows one button and no name, so that a mail scanner learns and does nothing; POST opens the form."""
    link = links.resolve_link(token, family_queries.PURPOSE)
    if request.method != "POST":
        if link is not None and not link.expired:
            request.school = link.school
        return render(request, "signoffs/family_start.html")
    form = _form_behind(link)
    if form is None:
        return _ended(request)
    links.use_link(form.link)
    signing.note_opened(round=form.round, person=form.person)
    request.session[LINK] = str(form.link.pk)
    request.session.pop(BATCH, None)
    return redirect("signoffs:family_form")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(PUBLIC)
def family_check(request: SchoolRequest) -> HttpResponse:
    """The school's second question, before any child's name is shown."""
    opened = _opened_form(request)
    if opened is None:
        return _ended(request)
    form = BirthdayForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            links_services.check_birthday(person=opened.person, school=opened.round.school, **form.cleaned_data)
            request.session[CHECKED] = str(opened.link.pk)
            return redirect("signoffs:family_form")
    return render(request, "signoffs/family_check.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(PUBLIC)
@_with_form
def family_form(request: SchoolRequest, person: Person, round: Round) -> HttpResponse:
    """Rules, children, one button. Asks only for the children whom this adult has not signed for yet."""
    page_data = family_queries.family_page(round, person)
    if not page_data.to_sign or not round.is_open:
        return render(request, "signoffs/family_done.html", {"family": page_data, "ended": not round.is_open})
    form = FamilyForm(
        posted(request),
        children=page_data.to_sign,
        statements=round.statements,
        asks_pictures=round.agreement.asks_pictures,
        initial={"name": page_data.name},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            rows = signing.sign_for_family(round=round, person=person, **form.wanted())
            if rows:
                request.session[BATCH] = str(rows[0].batch)
            return redirect("signoffs:family_receipt")
    return render(request, "signoffs/family_form.html", {"family": page_data, "form": form, "round": round})


@require_safe
@never_cache
@page(PUBLIC)
@_with_form
def family_receipt(request: SchoolRequest, person: Person, round: Round) -> HttpResponse:
    """Show what was signed in this batch, child by child, and how many are left."""
    page_data = family_queries.family_page(round, person)
    batch = request.session.get(BATCH)
    rows = family_queries.receipt(round, person, batch) if batch else page_data.signed
    return render(request, "signoffs/family_receipt.html", {"family": page_data, "rows": rows, "round": round})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(PUBLIC)
@_with_form
def family_ask(request: SchoolRequest, person: Person, round: Round) -> HttpResponse:
    """Ask for paper, a call or another language, say "not my child", or ask: each is a row for the office."""
    form = FamilyAskForm(posted(request), initial={"kind": request.GET.get("kind")})
    if request.method == "POST" and form.is_valid():
        name = family_queries.family_page(round, person).name
        with refusals_shown_in(form, "text"):
            questions.ask_question(round=round, by=signing_batch.Signer(person, name), **form.cleaned_data)
            return render(request, "signoffs/family_asked.html", {"kind": form.cleaned_data["kind"]})
    return render(request, "signoffs/family_ask.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(PUBLIC)
def family_new_link(request: SchoolRequest) -> HttpResponse:
    """Send a new link. The answer is the same whether or not the address is known."""
    form = NewLinkForm(posted(request))
    if request.method == "POST" and form.is_valid():
        links_services.send_new_links(email=form.cleaned_data["email"])
        return render(request, "signoffs/family_link_sent.html")
    return render(request, "signoffs/family_ended.html", {"form": form}, status=200)

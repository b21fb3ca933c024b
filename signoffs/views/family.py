"""The family form: no account, no name before the button, one go for all children."""

from __future__ import annotations

import functools
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.access import NOBODY, page
from core.errors import Refused
from core.pages.forms import posted
from notices.services import links
from signoffs.forms import BirthdayForm, FamilyAskForm, FamilyForm, NewLinkForm
from signoffs.queries import family as family_queries
from signoffs.services import birthday_check, questions, signing, signing_batch
from signoffs.services import links as links_services

LINK = "family_link"
BATCH = "family_batch"
CHECKED = "family_checked"
GONE = 410


def _ended(request: Any, **context: Any) -> HttpResponse:
    """The same page for a link that has ended and one that never was."""
    return render(request, "signoffs/family_ended.html", {"form": NewLinkForm(), **context}, status=GONE)


def _inside(view: Any) -> Any:
    """Give a page its link and round.

    The ended page without them, and the school's second question where it asks one.
    """

    @functools.wraps(view)
    def guarded(request: Any) -> HttpResponse:
        link, round = _opened(request)
        if link is None:
            return _ended(request)
        if request.session.get(CHECKED) != str(link.pk) and family_queries.needs_second_check(link):
            return redirect("signoffs:family_check")
        answer: HttpResponse = view(request, link, round)
        return answer

    return guarded


def _opened(request: Any) -> tuple[Any, Any]:
    """Return the link that this session was opened with, and its round, or (None, None)."""
    link = family_queries.family_link(request.session.get(LINK) or NOT_A_LINK)
    round = family_queries.family_round(link) if link is not None else None
    if link is None or round is None or link.person is None:
        return None, None
    request.school = link.school
    return link, round


NOT_A_LINK = "00000000-0000-0000-0000-000000000000"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(NOBODY)
def family(request: Any, token: str) -> HttpResponse:
    """GET shows one button and no name, so that a mail scanner learns and does nothing; POST opens the form."""
    link = links.resolve_link(token, family_queries.PURPOSE)
    if request.method != "POST":
        request.school = link.school if link is not None and not link.expired else None
        return render(request, "signoffs/family_start.html")
    round = family_queries.family_round(link) if link is not None and not link.expired else None
    if link is None or round is None or link.person is None:
        return _ended(request)
    links.use_link(link)
    signing.note_opened(round=round, person=link.person)
    request.session[LINK] = str(link.pk)
    request.session.pop(BATCH, None)
    return redirect("signoffs:family_form")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(NOBODY)
def family_check(request: Any) -> HttpResponse:
    """The school's second question, before any child's name is shown."""
    link, _round = _opened(request)
    if link is None:
        return _ended(request)
    form = BirthdayForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            birthday_check.check_birthday(link=link, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.reason)
        else:
            request.session[CHECKED] = str(link.pk)
            return redirect("signoffs:family_form")
    return render(request, "signoffs/family_check.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(NOBODY)
@_inside
def family_form(request: Any, link: Any, round: Any) -> HttpResponse:
    """Rules, children, one button. Asks only for the children whom this adult has not signed for yet."""
    shown = family_queries.family_page(round, link.person)
    if not shown.to_sign or not round.is_open:
        return render(request, "signoffs/family_done.html", {"shown": shown, "ended": not round.is_open})
    form = FamilyForm(
        posted(request),
        children=shown.to_sign,
        statements=round.statements,
        asks_pictures=round.agreement.asks_pictures,
        initial={"name": shown.name},
    )
    if request.method == "POST" and form.is_valid():
        try:
            rows = signing.sign_for_family(
                round=round,
                person=link.person,
                children=form.chosen(),
                ticked=form.all_ticked(),
                pictures=form.picture_answers(),
                name=form.cleaned_data["name"],
            )
        except Refused as refused:
            form.add_error(None, refused.reason)
        else:
            if rows:
                request.session[BATCH] = str(rows[0].batch)
            return redirect("signoffs:family_receipt")
    return render(request, "signoffs/family_form.html", {"shown": shown, "form": form, "round": round})


@require_safe
@never_cache
@page(NOBODY)
@_inside
def family_receipt(request: Any, link: Any, round: Any) -> HttpResponse:
    """Show what was signed in this batch, child by child, and how many are left."""
    shown = family_queries.family_page(round, link.person)
    batch = request.session.get(BATCH)
    rows = family_queries.receipt(round, link.person, batch) if batch else shown.signed
    return render(request, "signoffs/family_receipt.html", {"shown": shown, "rows": rows, "round": round})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(NOBODY)
@_inside
def family_ask(request: Any, link: Any, round: Any) -> HttpResponse:
    """Ask for paper, a call or another language, say "not my child", or ask: each is a row for the office."""
    form = FamilyAskForm(posted(request), initial={"kind": request.GET.get("kind")})
    if request.method == "POST" and form.is_valid():
        name = family_queries.family_page(round, link.person).name
        try:
            questions.ask_question(round=round, by=signing_batch.Signer(link.person, name), **form.cleaned_data)
        except Refused as no:
            form.add_error("text", no.reason)
        else:
            return render(request, "signoffs/family_asked.html", {"kind": form.cleaned_data["kind"]})
    return render(request, "signoffs/family_ask.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(NOBODY)
def family_new_link(request: Any) -> HttpResponse:
    """Send a new link. The answer is the same whether or not the address is known."""
    form = NewLinkForm(posted(request))
    if request.method == "POST" and form.is_valid():
        links_services.send_new_links(email=form.cleaned_data["email"])
        return render(request, "signoffs/family_link_sent.html")
    return render(request, "signoffs/family_ended.html", {"form": form}, status=200)

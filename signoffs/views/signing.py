"""The sign page: what changed, in short, the statements, and one button."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.access import MEMBER, page
from core.pages.forms import posted, refusals_shown_in
from schools.queries.request import SchoolRequest
from signoffs.forms import SignForm
from signoffs.queries import signing
from signoffs.services import signing as signing_services


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(MEMBER)
def sign(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Show what is asked, and sign. Signed already: the certificate. Replaced or closed: a page that says so."""
    actor = request.actor
    round = get_object_or_404(signing.rounds_to_sign(actor), pk=pk)
    form = SignForm(posted(request), statements=round.statements, initial={"name": actor.name})
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            signature = signing_services.sign(
                round=round, by=actor, ticked=form.ticked(), name=form.cleaned_data["name"]
            )
            return redirect(signature)
    before = signing.signature_in(round, actor.person)
    if before is not None:
        return redirect(before)
    page_data = signing.sign_page(round, actor.person)
    if page_data["newer"] is not None or not round.is_open:
        context = {"signing": page_data, "newer_round": signing.newer_round(round)}
        return render(request, "signoffs/not_now.html", context)
    if request.method == "GET":
        signing_services.note_opened(round=round, person=actor.person)
    return render(request, "signoffs/sign.html", {"signing": page_data, "form": form})

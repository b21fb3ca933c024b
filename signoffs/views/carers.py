"""One carer's family forms for the office: send the link again, print it, record what came on paper."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.access import page
from core.pages.forms import refusals_as_messages
from core.pages.qr import qr_svg
from schools.queries.request import SchoolRequest
from signoffs.queries import carers
from signoffs.services import links
from signoffs.states import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(Permission.PAPER_RECORD)
def carer(request: SchoolRequest, school_slug: str, person: UUID) -> HttpResponse:
    """Show a carer's forms; a button sends a new link, another gives a letter to print."""
    details = carers.carer_forms(request.actor, person)
    if details is None:
        raise Http404
    if request.method == "POST":
        return _act(request, details)
    return render(request, "signoffs/carer.html", {"carer": details})


def _act(request: SchoolRequest, details: dict[str, Any]) -> HttpResponse:
    round_id = request.POST.get("send") or request.POST.get("print")
    form = next((form for form in details["forms"] if str(form.round.pk) == round_id), None)
    if form is not None:
        with refusals_as_messages(request):
            if "print" in request.POST:
                url = links.print_link(round=form.round, person=details["person"], by=request.actor)
                context = {"carer": details, "form": form, "url": url, "code": qr_svg(url)}
                return render(request, "signoffs/carer_letter.html", context)
            links.send_link(round=form.round, person=details["person"], by=request.actor)
            messages.success(request, _("A new link is on its way."))
    return redirect("signoffs:carer", request.school.slug, details["person"].pk)

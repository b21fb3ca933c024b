"""Certificates: proof for the signer and for the school."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.access import MEMBER, page
from core.text.reference_codes import normalise_reference
from people.queries import directory
from schools.queries import setting_pages
from signoffs import pdf
from signoffs.queries import evidence, home


def _found(request: Any, reference: str) -> evidence.Certificate:
    found = evidence.certificate(evidence.signatures_for(request.actor), normalise_reference(reference))
    if found is None:
        raise Http404
    return found


def _recorder(found: evidence.Certificate, school: Any) -> str:
    by = found.first.recorded_by_id
    return directory.name_of(by, school) if by else ""


@require_safe
@never_cache
@page(MEMBER)
def certificate(request: Any, school_slug: str, reference: str) -> HttpResponse:
    """Show one certificate to its signer, or to those who run rounds; everybody else gets 404."""
    found = _found(request, reference)
    context = {
        "found": found,
        "own": found.first.person_id == request.actor.person.pk,
        "recorder": _recorder(found, request.school),
    }
    return render(request, "signoffs/certificate.html", context)


@require_safe
@never_cache
@page(MEMBER)
def certificate_pdf(request: Any, school_slug: str, reference: str) -> HttpResponse:
    """Give the certificate as a PDF; its file name holds the reference and nothing else."""
    found = _found(request, reference)
    crest = setting_pages.crest_of(request.school)
    made = pdf.certificate(found, request.school, _recorder(found, request.school), crest=crest)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="certificate-{found.first.reference}.pdf"'
    return response


@require_safe
@page(MEMBER)
def signed(request: Any, school_slug: str) -> HttpResponse:
    """List everything that the reader has signed at this school."""
    rows = list(evidence.signatures_of(request.actor.person, request.school)[:200])
    return render(request, "signoffs/signed.html", {"todos": home.done_for(request.actor, 200), "rows": rows})

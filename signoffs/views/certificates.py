"""Certificates: proof for the signer and for the school."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.access import MEMBER, page
from core.text.reference_codes import normalise_reference
from people.queries import directory
from schools.models.schools import School
from schools.queries import setting_pages
from schools.queries.request import SchoolRequest
from signoffs import pdf
from signoffs.queries import evidence, home


def _certificate_or_404(request: SchoolRequest, reference: str) -> evidence.Certificate:
    certificate = evidence.certificate(evidence.signatures_for(request.actor), normalise_reference(reference))
    if certificate is None:
        raise Http404
    return certificate


def _recorder(certificate: evidence.Certificate, school: School) -> str:
    by = certificate.first.recorded_by_id
    return directory.name_of(by, school) if by else ""


@require_safe
@never_cache
@page(MEMBER)
def certificate(request: SchoolRequest, school_slug: str, reference: str) -> HttpResponse:
    """Show one certificate to its signer, or to those who run rounds; everybody else gets 404."""
    shown = _certificate_or_404(request, reference)
    context = {
        "certificate": shown,
        "own": shown.first.person_id == request.actor.person.pk,
        "recorder": _recorder(shown, request.school),
    }
    return render(request, "signoffs/certificate.html", context)


@require_safe
@never_cache
@page(MEMBER)
def certificate_pdf(request: SchoolRequest, school_slug: str, reference: str) -> HttpResponse:
    """Give the certificate as a PDF; its file name holds the reference and nothing else."""
    shown = _certificate_or_404(request, reference)
    crest = setting_pages.crest_of(request.school)
    content = pdf.certificate_pdf(shown, request.school, _recorder(shown, request.school), crest=crest)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="certificate-{shown.first.reference}.pdf"'
    return response


@require_safe
@page(MEMBER)
def signed(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """List everything that the reader has signed at this school."""
    rows = list(evidence.signatures_of(request.actor.person, request.school)[:200])
    return render(request, "signoffs/signed.html", {"todos": home.done_for(request.actor, 200), "rows": rows})

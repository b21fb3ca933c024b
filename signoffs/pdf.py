"""The certificate on paper: the same facts as the page, as A4."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlparse

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from schools.models.schools import School
from signoffs.queries.evidence import Certificate

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

TYPES = {".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
BASE = "https://portal.invalid"


def _own_file(url: str) -> tuple[bytes, str]:
    """Return (content, media type) of one of our static files. Raises ValueError for anything else."""
    parts = urlparse(url)
    path = unquote(parts.path)
    name = path.removeprefix(settings.STATIC_URL)
    if f"{parts.scheme}://{parts.netloc}" != BASE or name == path or ".." in name:
        raise ValueError("A PDF is made of our own files only")
    file = Path(str(finders.find(name) or Path(settings.STATIC_ROOT) / name))
    return file.read_bytes(), TYPES[file.suffix]


CREST = f"{BASE}/crest.png"


def _fetcher(crest: bytes | None = None) -> URLFetcher:
    """Return a fetcher that gives out our own files and never goes to the network or the disk beside them.

    ``crest`` is the school's own picture, drawn anew by the portal, at the address ``CREST``.
    """
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 - heavy, and wanted by few requests

    class OwnFilesOnly(URLFetcher):
        """Refuses every address but those of our static files."""

        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            if crest is not None and url == CREST:
                return URLFetcherResponse(url, crest, {"Content-Type": "image/png"})
            body, media_type = _own_file(url)
            return URLFetcherResponse(url, body, {"Content-Type": media_type})

    return OwnFilesOnly(allowed_protocols=set(), allow_redirects=False)


def certificate_pdf(certificate: Certificate, school: School, recorder: str = "", crest: bytes | None = None) -> bytes:
    """Return a certificate as a PDF of one page."""
    from weasyprint import HTML  # noqa: PLC0415 - heavy, and wanted by few requests

    context = {"certificate": certificate, "school": school, "recorder": recorder, "crest": CREST if crest else ""}
    html = render_to_string("signoffs/certificate_print.html", context)
    return bytes(HTML(string=html, base_url=BASE, url_fetcher=_fetcher(crest)).write_pdf(pdf_variant="pdf/ua-1"))

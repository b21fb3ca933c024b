"""The certificate on paper: the same facts as the page, as A4."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string


def own_files_only(url: str) -> dict[str, Any]:
    """Give WeasyPrint our own static files and nothing else: a PDF never reaches out."""
    from django.conf import settings  # noqa: PLC0415

    path = unquote(urlparse(url).path)
    if urlparse(url).scheme in ("", "file", "static") and path.startswith(settings.STATIC_URL):
        name = path.removeprefix(settings.STATIC_URL)
        found = finders.find(name) or Path(settings.STATIC_ROOT) / name
        return {"string": Path(str(found)).read_bytes(), "mime_type": "text/css" if name.endswith(".css") else "font/woff2"}
    raise ValueError("A PDF is made of our own files only")


def certificate(found: Any, school: Any) -> bytes:
    """Return a certificate as a PDF of one page."""
    from weasyprint import HTML  # noqa: PLC0415 - heavy, and wanted by few requests

    html = render_to_string("signoffs/certificate_print.html", {"found": found, "school": school})
    made: bytes = HTML(string=html, base_url="static://", url_fetcher=own_files_only).write_pdf()
    return made

"""A private link as a square that a telephone reads."""

from __future__ import annotations

import qrcode
from django.utils.safestring import SafeString, mark_safe
from qrcode.image.svg import SvgPathImage


def qr_svg(text: str) -> SafeString:
    """Return an SVG of the code: black on white in every theme, drawn by attributes (the content policy allows them).

    It is hidden from screen readers: the page writes the same address in words beside it.
    """
    image = qrcode.make(text, image_factory=SvgPathImage, border=2, error_correction=qrcode.constants.ERROR_CORRECT_M)
    side = image.width + 2 * image.border
    path: str = image.to_string(encoding="unicode").partition("<path")[2].partition("/>")[0]
    shown = path.replace(' id="qr-path"', "")
    # Only figures and letters of the drawing come from outside, and the library makes them.
    return mark_safe(  # noqa: S308
        f'<svg class="qr" aria-hidden="true" width="180" height="180" viewBox="0 0 {side} {side}">'
        f'<path fill="#ffffff" d="M0 0h{side}v{side}H0z"/><path{shown}/></svg>'
    )

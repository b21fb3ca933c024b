"""Our own drawings: icons on a grid of 24, the school's crest, and squares of dots that a telephone's camera reads.

An icon stands beside a word, never instead of one.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_DRAWINGS = {
    "tick": '<path d="M4.5 12.5l5 5 10-11"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>',
    "alert": '<path d="M12 3.5 2.5 20h19z"/><path d="M12 10v4.5M12 17.2v.1"/>',
    "ring": '<circle cx="12" cy="12" r="9"/><circle cx="12" cy="12" r="2.5" fill="currentColor"/>',
    "bars": '<path d="M9 6v12M15 6v12"/>',
    "closed": '<rect x="4" y="8.5" width="16" height="11.5" rx="1.5"/><path d="M4 8.5l2.5-4.5h11L20 8.5M9.5 13h5"/>',
    "dash": '<path d="M6 12h12"/>',
    "lock": '<rect x="5" y="11" width="14" height="9.5" rx="2"/><path d="M8 11V7.5a4 4 0 0 1 8 0V11"/>',
    "print": '<path d="M7 8.5V3.5h10v5M7 17H4v-6.5a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2V17h-3"/><path d="M7 14h10v6.5H7z"/>',
    "copy": '<rect x="8.5" y="8.5" width="12" height="12" rx="2"/><path d="M15.5 8.5v-5h-12v12h5"/>',
    "leave": '<path d="M14 4H5v16h9M10 12h11M17 8l4 4-4 4"/>',
    "cover": '<path d="M3 3.5 20.5 21M9.6 5.3A10 10 0 0 1 12 5c5 0 8.5 4 9.5 7a12 12 0 0 1-2.6 4'
    'M6 7.4c-1.8 1.3-3 3.1-3.5 4.6 1 3 4.5 7 9.5 7a10 10 0 0 0 4.2-.9M10 10a2.9 2.9 0 0 0 4 4"/>',
    "phone": '<path d="M8.5 3.5h-4c-.6 0-1 .5-1 1.1C4 13.5 10.5 20 19.4 20.5c.6 0 1.1-.4 1.1-1v-4l-4.5-1.5-2 2.5'
    'a13 13 0 0 1-6.5-6.5L10 8z"/>',
    "paper": '<path d="M6 3h8.5L19 7.5V21H6z"/><path d="M14 3v5h5M9.5 13h6M9.5 17h6"/>',
    "people": '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M16 5a3.3 3.3 0 0 1 0 6.4'
    'M18 14.5c2 .8 3.2 2.6 3.5 5.5"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5 21 21"/>',
    "pen": '<path d="M4 20l1-4.5L16.5 4 20 7.5 8.5 19zM14 6.5 17.5 10"/>',
    "mail": '<rect x="3" y="5" width="18" height="14" rx="2"/><path d="M3.5 7l8.5 6.5L20.5 7"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
}
# The attributes repeat what the style sheet says, because paper made by the worker reads no style inside drawings.
_FRAME = (
    'class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false" '
    'fill="none" stroke="currentColor" stroke-width="2"'
)
ICONS = {
    name: mark_safe(f"<svg {_FRAME}>{paths}</svg>")  # noqa: S308
    for name, paths in _DRAWINGS.items()
}
# 180 CSS pixels are about 48 mm on paper, which every camera reads at arm's length.
QR_SIDE = 180
DEFAULT_COLOUR = "#2D6A3E"
_HEX = set("0123456789abcdefABCDEF")


def icon(name: str) -> SafeString:
    """Return the drawing of that name as inline SVG, hidden from screen readers. KeyError for an unknown name."""
    return ICONS[name]


def school_colour(value: str | None) -> str:
    """Return ``value`` if it is written ``#RRGGBB``, else the default green: a colour is data and is not trusted."""
    colour = value or ""
    return colour if len(colour) == 7 and colour[0] == "#" and set(colour[1:]) <= _HEX else DEFAULT_COLOUR


def luminance(colour: str) -> float:
    """Return the relative luminance (0 black to 1 white) of a colour written ``#RRGGBB``, as WCAG 2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(colour: str, other: str) -> float:
    """Return the WCAG 2 contrast ratio (1 to 21) of two colours written ``#RRGGBB``."""
    light, dark = sorted((luminance(colour), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def stripe(colour: str | None) -> SafeString:
    """Return the 6 px stripe in the school's colour; an SVG attribute, because the page allows no inline style."""
    return format_html(
        '<svg class="stripe" aria-hidden="true" focusable="false"><rect width="100%" height="100%" fill="{}"/></svg>',
        school_colour(colour),
    )


def crest(colour: str | None) -> SafeString:
    """Return the default crest: an open book on a shield in the school's colour, white or dark, whichever reads."""
    plate = school_colour(colour)
    pages = "#FFFFFF" if contrast(plate, "#FFFFFF") >= contrast(plate, "#22303A") else "#22303A"
    return format_html(
        '<svg class="crest" viewBox="0 0 36 42" aria-hidden="true" focusable="false">'
        '<path d="M1.5 1.5h33v21c0 9-7 15-16.5 18C8.5 37.5 1.5 31.5 1.5 22.5z" '
        'fill="{}" stroke="#7B6F5E"/>'
        '<path d="M18 15c-2.5-2.3-6-3-9.5-2.7v11.4c3.5-.3 7 .4 9.5 2.7 2.5-2.3 6-3 9.5-2.7V12.3'
        'C24 12 20.5 12.7 18 15zm0 0v11.4" '
        'fill="none" stroke="{}" stroke-width="2" stroke-linejoin="round"/>'
        '<path d="M14.5 33.5 18 30l3.5 3.5" fill="none" stroke="#F6B73C" stroke-width="2" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>',
        plate,
        pages,
    )


def qr_svg(text: str, *, label: str = "") -> SafeString:
    """Return the square of ``text``: black on white in every theme, one path, drawn by attributes alone.

    Without a ``label`` it is hidden from screen readers: the page writes the same in words beside it.
    """
    import qrcode  # noqa: PLC0415 - heavy, and few pages draw one

    drawn = qrcode.QRCode(border=4, error_correction=qrcode.constants.ERROR_CORRECT_M)
    drawn.add_data(text)
    rows = drawn.get_matrix()
    return format_html(
        '<svg class="qr" width="{0}" height="{0}" viewBox="0 0 {1} {1}" {2} shape-rendering="crispEdges">'
        '<rect width="{1}" height="{1}" fill="#FFFFFF"/><path d="{3}" fill="#000000"/></svg>',
        QR_SIDE,
        len(rows),
        format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"'),
        "".join(f"M{x},{y}h{width}v1H{x}z" for y, row in enumerate(rows) for x, width in _runs(row)),
    )


def _runs(row: list[bool]) -> Iterator[tuple[int, int]]:
    """Yield the dark runs of a row: where each begins, and how many cells it has."""
    for dark, cells in groupby(enumerate(row), key=itemgetter(1)):
        run = list(cells)
        if dark:
            yield run[0][0], len(run)

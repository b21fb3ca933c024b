"""A square of dots that a telephone's camera reads: an address, or the key of an app."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# 180 CSS pixels are about 48 mm on paper, which every camera reads at arm's length.
SIDE = 180


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
        SIDE,
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

"""A school's colour and crest: what can be read, and a picture that is drawn anew. Pure functions."""

import colorsys
import hashlib
import io
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.errors import Refused
from core.pages.icons import contrast

WHITE = "#FFFFFF"
# WCAG 2 AA for words of ordinary size.
NEEDED = 4.5
CREST_FILE_BYTES = 2 * 1024 * 1024
# More than any phone takes; a small file that unpacks to more is a trap.
CREST_PIXELS = 50_000_000
_COLOURS = 64
_STEPS = 256


@dataclass(frozen=True, slots=True)
class ColourCheck:
    """How white words read on a colour: the ratio (1 to 21), whether it is enough, and the nearest colour that is."""

    colour: str
    ratio: float
    passes: bool
    nearest: str

    @property
    def words(self) -> str:
        """Return the finding as a sentence."""
        facts = {"colour": self.colour, "ratio": f"{self.ratio:.1f}", "nearest": self.nearest}
        if self.passes:
            return _("White words on %(colour)s read well: %(ratio)s to 1. At least 4.5 is needed.") % facts
        return (
            _(
                "White words on %(colour)s are hard to read: %(ratio)s to 1, and 4.5 is needed. "
                "The nearest colour that reads well is %(nearest)s."
            )
            % facts
        )


def check_colour(colour: str) -> ColourCheck:
    """Return how white words read on ``colour`` ("#RRGGBB") and the lightest shade of it on which they read well."""
    tidy = colour.upper()
    ratio = contrast(tidy, WHITE)
    if ratio >= NEEDED:
        return ColourCheck(tidy, ratio, True, tidy)
    red, green, blue = (int(tidy[i : i + 2], 16) / 255 for i in (1, 3, 5))
    hue, light, full = colorsys.rgb_to_hls(red, green, blue)
    for step in range(1, _STEPS + 1):
        shade = colorsys.hls_to_rgb(hue, light * (1 - step / _STEPS), full)
        found = "#" + "".join(f"{round(part * 255):02X}" for part in shade)
        if contrast(found, WHITE) >= NEEDED:
            return ColourCheck(tidy, ratio, False, found)
    return ColourCheck(tidy, ratio, False, "#000000")


def redraw_crest(data: bytes, side: int) -> bytes:
    """Return a picture drawn anew as a small PNG of at most ``side`` pixels, without anything the file carried along.

    Raises Refused for a file that is too big, is no PNG or JPEG (an SVG can hold programs), or does not open.
    """
    if len(data) > CREST_FILE_BYTES:
        raise Refused(_("The picture must be smaller than 2 MB."))
    if not data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        raise Refused(_("Choose a PNG or JPEG picture. Other files, such as SVG, can hold programs."))
    picture = _open(data)
    picture.thumbnail((side, side))
    small = picture.quantize(colors=_COLOURS, method=2)
    out = io.BytesIO()
    small.save(out, format="PNG", optimize=True)
    return out.getvalue()


def _open(data: bytes) -> Any:
    from PIL import Image, ImageOps  # noqa: PLC0415 - heavy, and wanted once in a school's life

    try:
        picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
        if picture.width * picture.height <= CREST_PIXELS:
            return ImageOps.exif_transpose(picture).convert("RGBA")
    # Only Pillow's code runs here. It raises its own warnings as errors, and many kinds for a broken file.
    except (OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError, EOFError, IndexError):
        raise Refused(_("This picture does not open. Save it again as PNG or JPEG, and choose it again.")) from None
    raise Refused(_("The picture has too many pixels. Choose a smaller one."))


def mark_of(image: bytes) -> str:
    """Return the short name of a picture, for addresses."""
    return hashlib.sha256(image).hexdigest()[:16]

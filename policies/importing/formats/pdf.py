"""PDF files: words with their places on the page, gathered into lines, paragraphs and list items.

A PDF holds no paragraphs, so these are rules of thumb: a wider gap than between lines ends a paragraph, a bullet or
number begins an item, a line that stands in the margin of most pages is a header or footer.
"""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from django.utils.translation import gettext as _
from pdfminer.high_level import extract_pages
from pdfminer.layout import LTChar, LTPage, LTTextContainer, LTTextLine
from pdfminer.pdfdocument import PDFPasswordIncorrect

from policies.importing.formats.safety import locked
from policies.importing.markdown.inline import clean, escape
from policies.importing.outline.blocks import Block, BlockKind, Reading, split_bullet, split_marker
from policies.importing.parsed import ImportProblem

log = logging.getLogger("portal.policies")

MAX_PAGES = 120
SAME_ROW = 3.0  # points
COLUMN_GAP = 18.0  # points between two pieces of one row that count as a tab
MARGIN = 0.08  # of the page's height
PARAGRAPH_GAP = 1.35  # of the usual distance between lines

# Broken fonts and streams fill its log with lines that help nobody here.
logging.getLogger("pdfminer").setLevel(logging.ERROR)


@dataclass(frozen=True)
class _Line:
    page: int
    left: float
    top: float
    height: float
    size: float
    heavy: bool
    text: str


def read(data: bytes) -> Reading:
    """Read a PDF into blocks. Raises ImportProblem when it is damaged, locked, or only holds pictures of pages."""
    try:
        pages = list(extract_pages(io.BytesIO(data), maxpages=MAX_PAGES))
    except PDFPasswordIncorrect as error:
        raise locked() from error
    except Exception as error:  # only pdfminer's code runs here, and it raises whatever a broken file trips it over
        log.warning("A PDF file could not be read: %s", type(error).__name__)
        raise ImportProblem(_("This PDF file is damaged: save it again as a PDF and choose the new file.")) from error
    lines = [line for number, page in enumerate(pages, start=1) for line in _lines(page, number)]
    if not lines:
        raise ImportProblem(_("This PDF holds pictures of pages and no words: ask for the Word file it was made from."))
    reading = Reading()
    reading.notes.append(_("A PDF keeps no paragraphs or lists: check where each one begins and ends."))
    if len(pages) == MAX_PAGES:
        reading.notes.append(_("Only the first %(count)d pages were read.") % {"count": MAX_PAGES})
    lines = _without_margins(lines, len(pages), {n: page.height for n, page in enumerate(pages, start=1)}, reading)
    reading.blocks.extend(_blocks(lines))
    return reading


def _lines(page: LTPage, number: int) -> Iterator[_Line]:
    """The rows of a page from top to bottom; pieces that stand at one height are one row."""
    pieces = [
        line
        for container in page
        if isinstance(container, LTTextContainer)
        for line in container
        if isinstance(line, LTTextLine) and line.get_text().strip()
    ]
    rows: list[list[LTTextLine]] = []
    for piece in sorted(pieces, key=lambda line: (-line.y0, line.x0)):
        if rows and abs(rows[-1][0].y0 - piece.y0) <= SAME_ROW:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    for row in rows:
        yield _row(sorted(row, key=lambda line: line.x0), number, page.height)


def _row(row: list[LTTextLine], number: int, height: float) -> _Line:
    text = ""
    for place, piece in enumerate(row):
        if place:
            text += "\t" if piece.x0 - row[place - 1].x1 > COLUMN_GAP and not split_bullet(text + " x")[0] else " "
        text += clean(piece.get_text()).replace("\n", " ").strip()
    letters = [char for piece in row for char in piece if isinstance(char, LTChar) and char.get_text().strip()]
    bold = bool(letters) and all(re.search("bold|black|heavy", char.fontname, re.IGNORECASE) for char in letters)
    size = median([char.size for char in letters]) if letters else 0.0
    return _Line(number, row[0].x0, height - row[0].y0, height, size, bold, text)


def _without_margins(lines: list[_Line], pages: int, heights: dict[int, float], reading: Reading) -> list[_Line]:
    """Leave out page numbers, and lines in the margin that come again on most pages."""

    def shape(line: _Line) -> str:
        return re.sub(r"\d+", "#", line.text.casefold())

    def in_margin(line: _Line) -> bool:
        return not MARGIN < line.top / heights[line.page] < 1 - MARGIN

    again = Counter(shape(line) for line in lines if in_margin(line))
    kept = []
    for line in lines:
        bare_number = re.fullmatch(r"(?:page\s*)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?", line.text.strip(), re.IGNORECASE)
        if in_margin(line) and (bare_number or (pages > 2 and again[shape(line)] > pages / 2)):
            reading.dropped.add("footer" if line.top > heights[line.page] / 2 else "header")
        else:
            kept.append(line)
    if "footer" in reading.dropped:
        reading.notes.append(_("Page numbers and footers were left out."))
    if "header" in reading.dropped:
        reading.notes.append(_("Page headers were left out."))
    return kept


def _blocks(lines: list[_Line]) -> Iterator[Block]:
    gaps = [b.top - a.top for a, b in pairwise(lines) if a.page == b.page and b.top > a.top]
    body = Counter(round(line.size) for line in lines).most_common(1)[0][0]
    # Lines of one paragraph stand at most 1.7 times their size apart; in a short text wider gaps may be more common.
    close = [round(gap) for gap in gaps if gap <= body * 1.7]
    usual = Counter(close).most_common(1)[0][0] if close else body * 1.3
    group: list[_Line] = []
    for line in lines:
        if group and _begins(group, line, usual):
            yield _block(group, body)
            group = []
        group.append(line)
    if group:
        yield _block(group, body)


def _begins(group: list[_Line], line: _Line, usual: float) -> bool:
    """Whether a line begins a new block rather than going on with the one above."""
    above = group[-1]
    if split_bullet(line.text)[0] or split_marker(line.text)[0]:
        return True
    if (above.heavy, round(above.size)) != (line.heavy, round(line.size)):
        return above.heavy or line.heavy or abs(above.size - line.size) > 1
    if above.page != line.page:
        return above.text.rstrip().endswith((".", ":", "!", "?", ";")) or not line.text[:1].islower()
    return line.top - above.top > usual * PARAGRAPH_GAP


def _block(group: list[_Line], body: int) -> Block:
    first = group[0]
    bullet, rest = split_bullet(first.text)
    marker, rest = split_marker(rest)
    lines = tuple(line.strip() for line in (rest, *(line.text for line in group[1:])))
    heavy = all(line.heavy or line.size > body * 1.15 for line in group)
    kind: BlockKind = "item" if bullet or marker else "paragraph"
    markup = escape(" ".join(" ".join(lines).split()))
    return Block(lines, markup, kind, marker, round(first.left / 9), bold=heavy)

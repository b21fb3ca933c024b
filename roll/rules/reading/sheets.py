"""Opening a file as one sheet: what it is, where its headings stand, and what is refused in words."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from roll.rules.reading import delimited
from roll.rules.reading.headings import plain, recognised
from roll.rules.reading.types import Cells, NumberedRow, Sheet, Unreadable
from roll.rules.writing import as_written
from roll.states import ImportKind

MB = 1024 * 1024
SIZE_LIMIT_MB = 100
COLUMN_LIMIT = 200
ROW_LIMIT = 300_000
MAX_HEADING = 120
# The headings are looked for this far down.
TITLE_ROWS = 40
Rows = Callable[[], Iterator[NumberedRow]]


def open_sheet(path: Path, name: str) -> Sheet:
    """Open a CSV or Excel file; ``name`` is the file's own name and decides nothing: the contents do.

    Raises Unreadable(words, cure) for a file over 100 MB, one that unpacks to far too much, something that is no list,
    more than 200 columns, a heading that stands twice, no headings, several lists, or nothing below the headings.
    """
    size = path.stat().st_size
    if size > SIZE_LIMIT_MB * MB:
        words = _("The file is larger than %(most)s MB.") % {"most": SIZE_LIMIT_MB}
        raise Unreadable("too_large", words, _("Leave out columns that the portal has no use for, or cut it in two."))
    with path.open("rb") as stream:
        start = stream.read(512)
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        raise _empty(_("The file is empty."))
    if start.startswith(b"PK\x03\x04"):
        return _from_workbook(path, name)
    _refuse_other_formats(start)
    return _from_text(path, name)


def _refuse_other_formats(start: bytes) -> None:
    """Refuse a file whose first bytes say that it is something else."""
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            "old_excel",
            _("This is an old Excel file (.xls), or one with a password."),
            _("Open it in Excel, take any password off, choose “Save as”, then “Excel workbook (.xlsx)”."),
        )
    low = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if low.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta", b"<style")):
        raise Unreadable(
            "web_page",
            _("This is a web page or report, not a list, though a spreadsheet program may open it."),
            _("Open it in Excel, choose “Save as”, then “Excel workbook (.xlsx)”, and choose the new file."),
        )
    if low.startswith((b"%pdf-", b"{\\rtf", b"\x89png", b"\xff\xd8\xff", b"7z\xbc", b"\x1f\x8b", b"\x7felf")):
        raise delimited.not_a_list()


def _from_text(path: Path, name: str) -> Sheet:
    text = delimited.DelimitedText(path)
    delimiter, first = max(text.candidates(), key=lambda candidate: _weight(candidate[1]))
    count = text.count(delimiter)
    headings = find_headings(first)
    # A cell beyond the row of headings is a sign that a row has slipped; in Excel none can slip.
    return _sheet(name, first, lambda: text.rows(delimiter), count, len(headings[1]) if headings else 0)


def _weight(rows: Sequence[NumberedRow]) -> tuple[int, int]:
    """Return how well a delimiter or a worksheet fits: its known headings, then how many cells its rows have."""
    headings = find_headings(rows)
    widths = [len(cells) for _number, cells in rows if len(cells) > 1]
    return (_count_known(headings[1]) if headings else 0, sum(widths))


def _from_workbook(path: Path, name: str) -> Sheet:
    from roll.rules.reading import workbook

    book = workbook.Workbook(path)
    if not book.worksheets:
        raise _empty(_("The workbook has no visible sheet."))
    starts = {page: list(islice(book.rows(page), TITLE_ROWS + 1)) for page in book.worksheets}
    headings = {page: row for page, rows in starts.items() if (row := find_headings(rows))}
    candidates = [p for p, row in headings.items() if _count_known(row[1]) >= 3 and starts[p][-1][0] > row[0]]
    if len(candidates) > 1:
        names = ", ".join(f"“{page.name}”" for page in candidates)
        raise Unreadable(
            "several_lists",
            _("The workbook has several lists: %(names)s. Only one can be read at a time.") % {"names": names},
            _("Copy all rows below one row of headings, or save each sheet as a file of its own."),
        )
    best = candidates[0] if candidates else max(book.worksheets, key=lambda page: _weight(starts[page]))
    return _sheet(name, starts[best], lambda: book.rows(best), best.estimated_rows, None)


def find_headings(rows: Iterable[NumberedRow]) -> NumberedRow | None:
    """Return (row number, headings) of the row that names the columns, or None where there is none.

    The row with most known headings wins; where none has two, the first that could be headings at all.
    """
    likely: NumberedRow | None = None
    best, most = None, 1
    for number, cells in islice(rows, TITLE_ROWS):
        shown = [cell.strip() for cell in cells if cell.strip()]
        if len(shown) < 2:
            continue
        count = _count_known(cells)
        if count > most:
            best, most = (number, cells), count
        if likely is None and len(shown) == len(set(shown)) and all(_may_be_heading(cell) for cell in shown):
            likely = (number, cells)
    return best or likely


def _count_known(headings: Cells) -> int:
    short = tuple(cell if len(cell) <= MAX_HEADING else "" for cell in headings[:COLUMN_LIMIT])
    return max(recognised(kind, short) for kind in ImportKind)


def _may_be_heading(cell: str) -> bool:
    return len(cell) <= 60 and "@" not in cell and any(sign.isalpha() for sign in cell) and not cell[0].isdigit()


def _sheet(name: str, first: Sequence[NumberedRow], rows: Rows, estimate: int, widest: int | None) -> Sheet:
    if not any(cell.strip() for _number, cells in first for cell in cells):
        raise _empty(_("The file is empty."))
    _refuse_width(cells for _number, cells in first)
    heading_row = find_headings(first)
    if heading_row is None:
        raise Unreadable(
            "no_headings",
            _("No row of the file names its columns."),
            _("Put a row of headings above the list, such as “Forename”, “Surname”, “Class”, and choose it again."),
        )
    header_row, cells = heading_row
    headings = _tidy(cells)
    _refuse_duplicates(headings)
    below = partial(_below, rows, header_row, len(headings), widest)
    sheet = Sheet(name, header_row, headings, max(estimate - header_row, 0), below)
    if next(sheet.rows(), None) is None:
        raise _empty(_("The file has headings and nothing below them."))
    return sheet


def _tidy(cells: Cells) -> tuple[str, ...]:
    headings = [" ".join(cell.split()) for cell in cells]
    while headings and not headings[-1]:
        headings.pop()
    return tuple(headings)


def _below(rows: Rows, header_row: int, width: int, widest: int | None) -> Iterator[NumberedRow]:
    """Give the rows below the headings, blank ones passed over, as wide as the headings.

    A row that goes beyond ``widest`` is left as wide as it is, for the reader to see.
    """
    blank = ("",) * width
    count = 0
    for number, raw in rows():
        if number <= header_row or not any(cell and not cell.isspace() for cell in raw):
            continue
        count += 1
        if count > ROW_LIMIT:
            words = _("The file has more than %(most)s rows.") % {"most": f"{ROW_LIMIT:,}"}
            raise Unreadable("too_many_rows", words, _("Choose one school's list, or cut the file in two."))
        cells = tuple(as_written(cell) if cell[:1] == "'" else cell for cell in raw)
        wide = len(cells)
        if wide > COLUMN_LIMIT:
            _refuse_width((cells,))
        if wide < width:
            cells += blank[wide:]
        elif wide > width and (widest is None or not any(cell.strip() for cell in cells[widest:])):
            cells = cells[:width]
        yield number, cells


def _refuse_width(rows: Iterable[Cells]) -> None:
    for cells in rows:
        filled = sum(bool(cell.strip()) for cell in cells[COLUMN_LIMIT:])
        if filled:
            raise Unreadable(
                "too_many_columns",
                _("The file has more than %(most)s columns.") % {"most": COLUMN_LIMIT},
                _("Leave out the columns that the portal has no use for, and choose it again."),
            )


def _refuse_duplicates(headings: Sequence[str]) -> None:
    seen: set[str] = set()
    for heading in headings:
        key = plain(heading) or heading
        if heading and key in seen:
            raise Unreadable(
                "heading_twice",
                _("Two columns have the heading “%(heading)s”.") % {"heading": heading},
                _("Give each column a heading of its own, or take one out, and choose the file again."),
            )
        seen.add(key)


def _empty(words: str) -> Unreadable:
    return Unreadable("empty", words, _("Export the list again and look that it holds people, then choose it here."))

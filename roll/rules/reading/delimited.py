"""Text files (.csv, .txt, .tsv) as a stream of rows: their encoding, and the delimiter of their cells."""

import csv
import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from roll.rules.reading.types import NumberedRow, Unreadable

CHUNK = 1024 * 1024
SAMPLE = 64 * 1024
DELIMITERS = (",", ";", "\t", "|")
MAX_CELL = 30_000
# A cell with so many lines, each as full of delimiters as a row, has swallowed rows.
SWALLOWED_LINES = 5
_TEXT_BYTES = bytes(range(32, 256)) + b"\t\r\n\x0b\x0c\x1a"
_STRAY = re.compile("[\udc80-\udcff]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f\udc80-\udcff]")


class DelimitedText:
    """A text file whose encoding is known. Raises Unreadable where it is no text."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._encoding, self._errors = detect_encoding(path)
        with self._open() as stream:
            self.sample = stream.read(SAMPLE)

    def _open(self) -> io.TextIOWrapper:
        return self._path.open(encoding=self._encoding, errors=self._errors, newline="")

    def candidates(self) -> Iterator[tuple[str, list[NumberedRow]]]:
        """Give each possible delimiter with the first rows as it would split them."""
        # The last line of a sample may be half a line.
        whole = self.sample if len(self.sample) < SAMPLE else self.sample[: self.sample.rfind("\n") + 1]
        for delimiter in DELIMITERS:
            if delimiter in whole or delimiter == ",":
                yield delimiter, list(_numbered(io.StringIO(whole, newline=""), delimiter))[:60]

    def rows(self, delimiter: str) -> Iterator[NumberedRow]:
        """Give (row number, cells). A line break inside quotation marks does not begin a row."""
        with self._open() as stream:
            yield from _numbered(stream, delimiter)

    def count(self, delimiter: str) -> int:
        """Return how many rows there are, having looked at the shape of every one. Raises Unreadable."""
        number = width = 0
        for number, cells in self.rows(delimiter):
            width = max(width, len(cells))
            if any(len(cell) > MAX_CELL or _swallows(cell, delimiter, width) for cell in cells):
                raise _open_quote(number)
        return number


def _numbered(stream: io.TextIOBase, delimiter: str) -> Iterator[NumberedRow]:
    number = 0
    try:
        for number, cells in enumerate(csv.reader(stream, delimiter=delimiter), 1):
            yield number, tuple(cells)
    except csv.Error as problem:
        raise _open_quote(number + 1) from problem


def _swallows(cell: str, delimiter: str, width: int) -> bool:
    lines = cell.count("\n")
    return lines >= SWALLOWED_LINES and cell.count(delimiter) >= 0.8 * lines * max(width - 1, 1)


def _open_quote(row: int) -> Unreadable:
    return Unreadable(
        "quote_open",
        _("From row %(row)s on the file cannot be parted into cells: a quotation mark opens and does not close.")
        % {"row": row},
        _('Look for a single " in that row, take it out, save the file and choose it again.'),
    )


def detect_encoding(path: Path) -> tuple[str, str]:
    """Return (encoding, what to do with bytes that are none of it) of a file, having looked at every byte.

    Raises Unreadable for no text.
    """
    with path.open("rb") as stream:
        start = stream.read(4)
    if start.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16", "replace"
    good, stray = _count_characters(path)
    if not stray:
        return "utf-8-sig", "strict"
    if start.startswith(BOM_UTF8) or good > stray:
        return "utf-8-sig", "replace"
    return "cp1252", "replace"


def _count_characters(path: Path) -> tuple[int, int]:
    """Return how many characters beyond ASCII are good UTF-8 and how many bytes are not. Refuses what is no text."""
    good = stray = odd = 0
    decoder = getincrementaldecoder("utf-8")("surrogateescape")
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            odd += len(chunk.translate(None, _TEXT_BYTES))
            if odd > 8 or b"\0" in chunk:
                raise not_a_list()
            text = decoder.decode(chunk)
            if not text.isascii():
                stray += len(_STRAY.findall(text))
                good += len(_BEYOND_ASCII.findall(text))
    return good, stray + len(_STRAY.findall(decoder.decode(b"", True)))


def not_a_list() -> Unreadable:
    """The refusal of something that is neither text nor Excel."""
    return Unreadable(
        "binary",
        _("This is not a list: the file holds no readable text, whatever its name says."),
        _("Export the list from your system as Excel (.xlsx) or CSV, and choose that file."),
    )

"""Excel files (.xlsx) as a stream of rows of text.

openpyxl knows how dates and number formats work and is asked for both. Its own reader builds Python objects for every
cell and takes half a minute for 50,000 rows; the rows are therefore read from the sheet's XML as it is unpacked.
Formulas are never evaluated: the value that Excel stored beside one is read, and where there is none, its text.
"""

import datetime as dt
import re
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TypeVar
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel
from openpyxl.utils.escape import unescape

from core.files.office_archive import Archive, Damaged, feed, new_parser, parse
from roll.rules.reading.types import NumberedRow, Unreadable

MB = 1024 * 1024
UNPACKED_LIMIT = 600 * MB
STRINGS_LIMIT = 80 * MB
SMALL_PART_LIMIT = 20 * MB
RATIO_LIMIT = 120
ENTRY_LIMIT = 2000
T = TypeVar("T")


@dataclass(frozen=True)
class Worksheet:
    """A visible worksheet: its name, the part that holds it, and about how many rows it has."""

    name: str
    part: str
    estimated_rows: int


@dataclass(frozen=True)
class _NumberStyles:
    """How the numbers and texts of a workbook are to be read."""

    shared: list[str]
    dates: frozenset[int]
    padded: dict[int, int]
    epoch: dt.datetime


class Workbook:
    """An .xlsx file that was found to be safe to unpack. Raises Unreadable where it is not, or is no workbook."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            with Archive(path) as packed:
                check_archive(packed, path.stat().st_size)
                self._parts = set(packed.sizes)
                book, self._styles = self._open(packed)
                self.worksheets = tuple(self._worksheets(packed, book))
        except Damaged as problem:
            raise damaged() from problem

    def rows(self, page: Worksheet) -> Iterator[NumberedRow]:
        """Give (row number, cells) of a page, one unpacked piece at a time. Blank cells are ""."""
        try:
            with Archive(self._path) as packed:
                yield from _Rows(self._styles).read(packed.pieces(page.part))
        except Damaged as problem:
            raise damaged() from problem

    def _open(self, packed: Archive) -> tuple[Element, _NumberStyles]:
        book = self._parse_small(packed, "xl/workbook.xml")
        dates: set[int] = set()
        padded: dict[int, int] = {}
        if part := self._find_part("xl/styles.xml"):
            dates, padded = _number_styles(self._parse_small(packed, part))
        shared: list[str] = []
        if part := self._find_part("xl/sharedstrings.xml"):
            if packed.sizes[part] > STRINGS_LIMIT:
                raise _too_large()
            shared = _Strings().read(packed.pieces(part))
        mac = any(_name(element) == "workbookPr" and element.get("date1904") in {"1", "true"} for element in book)
        return book, _NumberStyles(
            shared, frozenset(dates), padded, CALENDAR_MAC_1904 if mac else CALENDAR_WINDOWS_1900
        )

    def _find_part(self, name: str) -> str:
        """Return a part by its name in small letters; programs differ in how they write it."""
        return next((part for part in self._parts if part.lower() == name), "")

    def _parse_small(self, packed: Archive, part: str) -> Element:
        if part not in self._parts:
            raise Damaged("a part is missing")
        if packed.sizes[part] > SMALL_PART_LIMIT:
            raise _too_large()
        return parse(packed.read(part, SMALL_PART_LIMIT))

    def _worksheets(self, packed: Archive, book: Element) -> Iterator[Worksheet]:
        links = {}
        for link in self._parse_small(packed, "xl/_rels/workbook.xml.rels"):
            target = link.get("Target", "")
            part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            links[link.get("Id")] = part
        for element in book.iter():
            if _name(element) != "sheet" or element.get("state", "visible") != "visible":
                continue
            part = links.get(next((value for key, value in element.items() if key.endswith("}id")), None), "")
            if part in self._parts and "worksheets/" in part:
                yield Worksheet(element.get("name", ""), part, _estimate_rows(packed, part))


def check_archive(packed: Archive, size: int) -> None:
    """Refuse an archive that would unpack to far more than it is. Looks at the list of contents only."""
    entries = packed.entries
    unpacked = sum(entry.file_size for entry in entries)
    stored = sum(entry.compress_size for entry in entries)
    swollen = any(entry.file_size > MB and entry.file_size > RATIO_LIMIT * entry.compress_size for entry in entries)
    if len(entries) > ENTRY_LIMIT or unpacked > UNPACKED_LIMIT or stored > size or swollen:
        raise _too_large()
    packed.check()
    if "xl/workbook.xml" not in packed.sizes:
        raise Unreadable(
            "not_excel",
            _("This is not an Excel file that the portal can read, whatever its name says."),
            _("Open it in Excel, choose “Save as”, then “Excel workbook (.xlsx)”, and choose the new file."),
        )


def damaged() -> Unreadable:
    """The refusal of a file that says it is Excel and cannot be read as such."""
    return Unreadable(
        "damaged",
        _("The Excel file is damaged or has a password."),
        _("Open it in Excel, take any password off, save it as a new .xlsx file, and choose that one."),
    )


def _too_large() -> Unreadable:
    return Unreadable(
        "unpacks_too_large",
        _("The file would unpack to far more than a list of people can be. It was not opened."),
        _("Copy the list into a new, empty workbook, save it, and choose that file."),
    )


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _number_styles(styles: Element) -> tuple[set[int], dict[int, int]]:
    """Return the style numbers that show dates, and those that pad with zeros (and to how many figures)."""
    codes = dict(BUILTIN_FORMATS)
    for element in styles.iter():
        if _name(element) == "numFmt":
            codes[_index(element.get("numFmtId", "0"))] = element.get("formatCode", "")
    dates, padded = set(), {}
    formats = next((element for element in styles if _name(element) == "cellXfs"), ())
    for index, cell_format in enumerate(formats):
        code = codes.get(_index(cell_format.get("numFmtId", "0")), "General")
        if is_date_format(code):
            dates.add(index)
        elif re.fullmatch("00+", code):
            padded[index] = len(code)
    return dates, padded


def _estimate_rows(packed: Archive, part: str) -> int:
    count, tail = 0, b""
    for piece in packed.pieces(part):
        count += (tail + piece).count(b"<row ")
        tail = piece[-4:]
    return count


class _Parser(ABC):
    """What both big parts need: a parser that is fed piece by piece."""

    def __init__(self) -> None:
        self._parser = new_parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._texts: list[str] = []
        self._listening = False

    def _feed(self, pieces: Iterator[bytes]) -> Iterator[None]:
        for piece in pieces:
            feed(self._parser, piece)
            yield
        feed(self._parser, b"", last=True)

    def _text(self, text: str) -> None:
        if self._listening:
            self._texts.append(text)

    @abstractmethod
    def _start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    @abstractmethod
    def _end(self, name: str) -> None:
        """An element ends."""


class _Strings(_Parser):
    """The texts that cells share, in order."""

    def __init__(self) -> None:
        super().__init__()
        self._strings: list[str] = []
        self._phonetic = False

    def read(self, pieces: Iterator[bytes]) -> list[str]:
        for _piece in self._feed(pieces):
            pass
        return self._strings

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "t":
            self._listening = not self._phonetic
        elif local == "rPh":
            self._phonetic = True

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "t":
            self._listening = False
        elif local == "rPh":
            self._phonetic = False
        elif local == "si":
            self._strings.append(_clean("".join(self._texts)))
            self._texts.clear()


class _Rows(_Parser):
    """The rows of one sheet."""

    def __init__(self, styles: _NumberStyles) -> None:
        super().__init__()
        self._styles = styles
        self._done: deque[NumberedRow] = deque()
        self._row = 0
        self._cells: list[str] = []
        self._kind = self._style = self._formula = ""
        self._at = 0
        self._columns: dict[str, int] = {}
        self._phonetic = False
        self._read: dict[str, Callable[[str], str]] = {
            "s": self._shared,
            "inlineStr": _clean,
            "str": _clean,
            "b": lambda text: "Yes" if text.strip() in {"1", "true"} else "No",
            "e": str,
            "d": _day,
        }

    def read(self, pieces: Iterator[bytes]) -> Iterator[NumberedRow]:
        for _piece in self._feed(pieces):
            while self._done:
                yield self._done.popleft()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name if ":" not in name else name.rpartition(":")[2]
        if local == "c":
            where = attributes.get("r")
            self._at = self._column(where) if where else self._at + 1
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s", "")
            self._formula = ""
        elif local in {"v", "t"}:
            self._listening = not self._phonetic
        elif local == "f":
            self._listening, self._texts_before = True, self._texts
            self._texts = []
        elif local == "row":
            self._row = _index(attributes["r"]) if "r" in attributes else self._row + 1
            self._cells = []
            self._at = -1
        elif local == "rPh":
            self._phonetic = True

    def _end(self, name: str) -> None:
        local = name if ":" not in name else name.rpartition(":")[2]
        if local in {"v", "t"}:
            self._listening = False
        elif local == "f":
            self._listening, self._formula = False, "".join(self._texts)
            self._texts = self._texts_before
        elif local == "c":
            self._cell()
        elif local == "row":
            self._done.append((self._row, tuple(self._cells)))
        elif local == "rPh":
            self._phonetic = False

    def _cell(self) -> None:
        text = self._texts[0] if len(self._texts) == 1 else "".join(self._texts)
        self._texts.clear()
        if text:
            reader = self._read.get(self._kind)
            value = reader(text) if reader else self._number(text)
        else:
            value = f"={self._formula}" if self._formula else ""
        if value:
            gap = self._at - len(self._cells)
            if gap > 0:
                self._cells.extend([""] * gap)
            self._cells.append(value)

    def _column(self, where: str) -> int:
        letters = where.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            number = 0
            for letter in letters:
                number = number * 26 + ord(letter) - 64
            column = self._columns[letters] = number - 1
            if not 0 <= column < 16_384:
                raise Damaged("a cell outside the sheet")
        return column

    def _shared(self, text: str) -> str:
        place = _index(text)
        if place >= len(self._styles.shared):
            raise Damaged("a text that is not there")
        return self._styles.shared[place]

    def _number(self, text: str) -> str:
        style = _index(self._style or "0")
        value = _convert(float, text)
        if style in self._styles.dates:
            return _excel_day(value, self._styles.epoch)
        if value.is_integer() and abs(value) < 1e15:
            return f"{int(value):0{self._styles.padded.get(style, 1)}d}"
        return text.strip()


def _clean(text: str) -> str:
    return str(unescape(text)) if "_x" in text else text


def _convert(kind: Callable[[str], T], text: str) -> T:
    try:
        return kind(text)
    except ValueError:
        raise Damaged("a value that is none") from None


def _index(text: str) -> int:
    """Return a whole number from 0, as a workbook writes its places and styles."""
    number = _convert(int, text)
    if number < 0:
        raise Damaged("an index below 0")
    return number


def _day(text: str) -> str:
    """Return a day as a spreadsheet in England shows it."""
    return _convert(dt.date.fromisoformat, text[:10]).strftime("%d/%m/%Y")


def _excel_day(value: float, epoch: dt.datetime) -> str:
    """Return the day that a number stands for; a number that is no day stays a number."""
    try:
        day = from_excel(value, epoch)
    except (OverflowError, ValueError):
        return f"{value:g}"
    return day.strftime("%d/%m/%Y") if isinstance(day, dt.date) else f"{value:g}"

"""Writing lists out, so that no cell runs as a formula and the portal reads the same values back."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import IO

_STARTS_FORMULA = re.compile("'*[=+\\-@\t\r\n|%＝＋－＠]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
CELL_LIMIT = 30_000


def neutral(cell: str) -> str:
    """Return a cell as an export writes it: what a spreadsheet might run gets an apostrophe in front."""
    return f"'{cell}" if _STARTS_FORMULA.match(cell) else cell


def as_written(cell: str) -> str:
    """Undo what :func:`neutral` did."""
    return cell[1:] if cell[:1] == "'" and _STARTS_FORMULA.match(cell) else cell


def write_table(kind: str, headings: Sequence[str], rows: Iterable[Sequence[str]], out: IO[bytes]) -> None:
    """Write a list as "csv" (UTF-8 with BOM, commas) or "xlsx" to ``out``, every cell as neutral text.

    Signs that no spreadsheet can hold are left out, and every line end inside a cell becomes a plain one.
    """
    lines = (tuple(_cell(cell) for cell in row) for row in chain((headings,), rows))
    if kind == "csv":
        _write_csv(lines, out)
    elif kind == "xlsx":
        _write_xlsx(lines, out)
    else:
        raise ValueError(f"There is no kind of file {kind!r}: csv or xlsx.")


def _cell(text: str) -> str:
    return neutral(_NOT_IN_XML.sub("", text).replace("\r\n", "\n").replace("\r", "\n"))[:CELL_LIMIT]


def _write_csv(lines: Iterable[tuple[str, ...]], out: IO[bytes]) -> None:
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    csv.writer(text, lineterminator="\r\n").writerows(lines)
    text.detach()


def _write_xlsx(lines: Iterable[tuple[str, ...]], out: IO[bytes]) -> None:
    from openpyxl import Workbook  # noqa: PLC0415 - heavy, and most pages never read a list

    book = Workbook(write_only=True)
    sheet = book.create_sheet("People")
    for line in lines:
        sheet.append([_text_cell(sheet, text) for text in line])
    book.save(out)


def _text_cell(sheet: object, text: str) -> object:
    """Return a cell that is text whatever stands in it; openpyxl would take "=1+1" for a formula."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - heavy, and most pages never read a list

    if not text:
        return None
    cell = WriteOnlyCell(sheet)
    cell._value, cell.data_type = text, "s"
    return cell

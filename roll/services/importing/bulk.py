"""Many rows at once: by COPY, in blocks."""

import datetime
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db import connection

BLOCK = 256 * 1024
T = TypeVar("T")
Cell = str | bool | int | UUID | datetime.date | bytes | memoryview | dict[str, object] | list[object] | None


class _CopyStream(io.RawIOBase):
    """The text that COPY reads, made while it is read: no more than a block of it is ever held."""

    def __init__(self, rows: Iterable[Sequence[Cell]]) -> None:
        self.rows = iter(rows)
        self.rest = b""
        self.count = 0

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes, b"" at the end."""
        wanted = size if size > 0 else BLOCK
        parts, held = [self.rest], len(self.rest)
        while held < wanted:
            row = next(self.rows, None)
            if row is None:
                break
            line = ("\t".join(map(_cell, row)) + "\n").encode()
            parts.append(line)
            held += len(line)
            self.count += 1
        whole = b"".join(parts)
        self.rest = whole[wanted:]
        return whole[:wanted]


def _cell(value: Cell) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, str):
        text = value
    elif isinstance(value, bool):
        return "t" if value else "f"
    elif isinstance(value, UUID | int):
        return str(value)
    elif isinstance(value, datetime.date):
        return value.isoformat()
    elif isinstance(value, bytes | memoryview):
        return r"\\x" + bytes(value).hex()
    else:
        text = json.dumps(value, ensure_ascii=False)
    if "\x00" in text:
        text = text.replace("\x00", "")
    if "\\" in text or "\t" in text or "\n" in text or "\r" in text:
        text = text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return text


def copy_in(table: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Insert ``rows`` into ``table`` by COPY; returns how many. Constraints and triggers hold as ever."""
    source = _CopyStream(rows)
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(f'COPY "{table}" ({names}) FROM STDIN', source, BLOCK)
    return source.count


def in_blocks(rows: Iterable[T], size: int = 5000) -> Iterator[list[T]]:
    """Give ``rows`` in lists of at most ``size``."""
    source = iter(rows)
    while block := list(islice(source, size)):
        yield block

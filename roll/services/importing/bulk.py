"""Many rows at once: COPY in, and one statement for each kind of change."""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

BLOCK = 256 * 1024


class _Rows(io.RawIOBase):
    """The text that COPY reads, made while it is read: no more than a block of it is ever held."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
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


def _cell(value: Any) -> str:
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


def copy_in(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert ``rows`` into ``table`` by COPY; returns how many. Constraints and triggers hold as ever."""
    source = _Rows(rows)
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(f'COPY "{table}" ({names}) FROM STDIN', source, BLOCK)
    return source.count


def in_blocks(rows: Iterable[Any], size: int = 5000) -> Iterator[list[Any]]:
    """Give ``rows`` in lists of at most ``size``."""
    block: list[Any] = []
    for row in rows:
        block.append(row)
        if len(block) == size:
            yield block
            block = []
    if block:
        yield block

"""Many notices in few statements: what they have in common is checked and prepared once, not eighty thousand times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

from django.db import connection

from notices.models import Notice

Prepare = Callable[[Any], Notice]
_OWN = ("id", "person", "key", "message_id")
"""Columns in which two messages of one shape differ."""


def insert(wanted: Sequence[Any], prepare: Prepare, check: Callable[[str], str], host: str) -> int:
    """Insert these messages in their order in one statement; returns how many were new, known keys passed over.

    ``prepare`` makes a row of one message and raises ValueError where it does not fit; ``check`` does so for a key.
    Messages that differ in person and key alone go through ``prepare`` once.
    """
    fields = Notice._meta.local_concrete_fields
    places = [next(n for n, field in enumerate(fields) if field.name == name) for name in _OWN]
    shapes: dict[tuple[Any, ...], list[Any]] = {}
    values: list[Any] = []
    for one in wanted:
        shape = _shape(one)
        if shape not in shapes:
            row = prepare(one)
            shapes[shape] = [
                field.get_db_prep_save(getattr(row, field.attname), connection=connection) for field in fields
            ]
        pk, line = uuid4(), shapes[shape].copy()
        own = (pk, getattr(one.person, "pk", one.person), check(one.key), f"<{pk}@{host}>")
        for place, value in zip(places, own, strict=True):
            line[place] = value
        values += line
    return _write([connection.ops.quote_name(str(field.column)) for field in fields], values)


def _shape(one: Any) -> tuple[Any, ...]:
    # The context by identity: who queues many gives all of them the same one.
    return (one.school.pk, one.confidentiality, one.kind, one.reason, one.subject, one.hold_until, id(one.context))


def _write(columns: Sequence[str], values: Sequence[Any]) -> int:
    line = "(" + ", ".join(["%s"] * len(columns)) + ")"
    table = connection.ops.quote_name(Notice._meta.db_table)
    sql = (
        f"INSERT INTO {table} ({', '.join(columns)}) "  # noqa: S608 - names of columns, from the model
        f"VALUES {', '.join([line] * (len(values) // len(columns)))} ON CONFLICT DO NOTHING"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)

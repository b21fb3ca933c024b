"""Where an import stands: its state, and its progress, which others see while its one transaction is still open."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from core.workflow import guarded_update
from roll.models.imports import PeopleImport
from roll.states import IMPORT

log = logging.getLogger("portal.roll")

Report = Callable[[int], None]
"""Gets the number of rows done so far."""
SECONDS_BETWEEN = 0.7
MANY = 2000
"""The number of rows from which progress is written; below it a connection of its own costs more than it is worth."""


class Progress:
    """Writes ``done`` and ``total`` over a connection of its own. It never fails and never waits."""

    def __init__(self, pk: UUID, total: int) -> None:
        self.pk = pk
        self.total = total
        self.done_before = 0
        self._connection: BaseDatabaseWrapper | None = None
        self._last = 0.0
        self._broken = total < MANY

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __call__(self, done: int) -> None:
        """Report that ``done`` rows of this part are done; written down now and then."""
        if self._broken or time.monotonic() - self._last < SECONDS_BETWEEN:
            return
        self._last = time.monotonic()
        try:
            self._write(self.done_before + done)
        except DatabaseError as problem:
            log.warning("The progress of an import cannot be written: %s", type(problem).__name__)
            self._broken = True

    def _write(self, done: int) -> None:
        if self._connection is None:
            self._connection = connections.create_connection("default")
            with self._connection.cursor() as cursor:
                # The row may be locked by somebody who drops the import: then nothing is written.
                cursor.execute("SET lock_timeout = '200ms'")
        with self._connection.cursor() as cursor:
            cursor.execute(
                "UPDATE roll_peopleimport SET done = %s, total = %s WHERE id = %s",
                [min(done, self.total), self.total, str(self.pk)],
            )


def move(imported: PeopleImport, transition: str, **changes: Any) -> None:
    """Move an import, in the database and here. Raises StaleWrite where it is no longer in the state to move from."""
    rows = PeopleImport.objects.for_school(imported.school_id)
    guarded_update(rows, imported.pk, transition=IMPORT.find(transition), **changes)
    imported.refresh_from_db()

"""Writing a plan: rows opened by COPY, rows closed where they are as they were read, and a step for each."""

from __future__ import annotations

import datetime
import hashlib
import uuid
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Field

from core.errors import StaleWrite
from core.sealing.data_keys import DataKey
from core.text.dates import iso
from people.models.persons import Address, Person, SchoolRecord
from people.models.pupils import CarerLink, ClassPlace
from people.models.roles import LineManager, RoleAtSchool
from roll.models.imports import PeopleImport
from roll.services.importing.bulk import Cell, copy_in, in_blocks
from roll.services.importing.progress import Report
from roll.services.planning.plan import ChangeSet, Closed, Corrected, Value
from schools.models.schools import School

# No name of a table or a column ever comes from a file.
_MODELS = (SchoolRecord, Address, ClassPlace, CarerLink, RoleAtSchool, LineManager)
FIELDS: dict[str, list[Field[Any, Any]]] = {
    str(model._meta.model_name): [
        field for field in model._meta.concrete_fields if field.name not in ("id", "school", "from_date", "until_date")
    ]
    for model in _MODELS
}
"""Table: the fields of its own, beside its id, its school and its two dates."""
STEP_COLUMNS = ("id", "school_id", "imported_id", "model", "act", "rows")
STEPS_A_ROW = 1000
T = TypeVar("T")
Facts = dict[str, str] | dict[str, list[str]]


class ChangeWriter:
    """Writes one plan, inside one transaction."""

    def __init__(self, imported: PeopleImport, change_set: ChangeSet, report: Report) -> None:
        self.imported = imported
        self.school: School = imported.school
        self.change_set = change_set
        self.report = report
        self.done = 0
        self.steps = 0
        self.checksum = hashlib.sha256()

    def run(self) -> str:
        """Write everything; returns the SHA-256 of the change set. Raises StaleWrite where a row has changed."""
        # First what ends: its successor may begin on the same day.
        for table in sorted(self.change_set.closed):
            self._close(table, self.change_set.closed[table])
        self._people()
        self._pupils()
        self._correct(self.change_set.corrected)
        for table in FIELDS:
            self._open(table, self.change_set.opened.get(table, []))
        # Keys are checked now, not at the commit: by then the head of the ledger is locked, and whoever signs waits.
        connection.check_constraints()
        return self.checksum.hexdigest()

    def _reported(self, rows: Iterable[T]) -> Iterator[T]:
        for row in rows:
            self.done += 1
            if self.done % 500 == 0:
                self.report(self.done)
            yield row

    def _note_steps(self, model: str, act: str, rows: Iterable[tuple[UUID, Facts | None]]) -> None:
        """Note what was done, and make it part of the checksum that the ledger keeps."""
        school, imported = self.school.pk, self.imported.pk

        def steps() -> Iterator[tuple[Cell, ...]]:
            for block in in_blocks(rows, STEPS_A_ROW):
                self.steps += len(block)
                kept: list[object] = [[str(pk), facts] if facts else [str(pk)] for pk, facts in block]
                self.checksum.update(f"{model}:{act}:{','.join(str(pk) for pk, _facts in block)}\n".encode())
                yield uuid.uuid4(), school, imported, model, act, kept

        copy_in("roll_importstep", STEP_COLUMNS, steps())

    def _people(self) -> None:
        """Make new people with a data key each, and make them known to the school."""
        trust, school = self.school.trust_id, self.school.pk
        for block in in_blocks(self._reported(p for p in self.change_set.people if not p.elsewhere), 2000):
            keys = [DataKey.prepare(owner_id=trust, label=Person.seal_label) for _person in block]
            columns = ("id", "owner_id", "label", "ring_key", "wrapped", "forgotten_why")
            copy_in("core_datakey", columns, ((k.id, k.owner_id, k.label, k.ring_key, k.wrapped, "") for k in keys))
            pairs = zip(block, keys, strict=True)
            copy_in("people_person", ("id", "trust_id", "data_key_id"), ((p.id, trust, key.id) for p, key in pairs))
        fields = ("id", "school_id", "trust_id", "person_id")
        copy_in("people_personatschool", fields, ((uuid.uuid4(), school, trust, p.id) for p in self.change_set.people))

    def _pupils(self) -> None:
        columns = ("id", "school_id", "first_name", "last_name", "admission_number", "birth_date")
        rows = (
            (pk, self.school.pk, first[:100], last[:100], number[:40], birth)
            for pk, first, last, number, birth in self._reported(self.change_set.pupils)
        )
        copy_in("people_pupil", columns, rows)
        self._note_steps("pupil", "made", ((row[0], None) for row in self.change_set.pupils))

    def _open(self, table: str, rows: list[tuple[Value, ...]]) -> None:
        if not rows:
            return
        names = [field.attname for field in FIELDS[table]]
        limits = [field.max_length for field in FIELDS[table]]
        school = self.school.pk

        opened: list[tuple[UUID, Facts | None]] = []

        def cut() -> Iterator[tuple[Cell, ...]]:
            for row in self._reported(rows):
                values = [
                    v[:most] if most and isinstance(v, str) else v for v, most in zip(row[:-2], limits, strict=True)
                ]
                pk = uuid.uuid4()
                opened.append((pk, {"until": row[-1].isoformat()} if isinstance(row[-1], datetime.date) else None))
                yield pk, school, *values, row[-2], row[-1]

        copy_in(f"people_{table}", ("id", "school_id", *names, "from_date", "until_date"), cut())
        self._note_steps(table, "opened", opened)

    def _close(self, table: str, rows: list[Closed]) -> None:
        if table not in FIELDS:
            raise LookupError(f"An import closes no rows of {table}")
        for block in in_blocks(self._reported(rows)):
            with connection.cursor() as cursor:
                cursor.execute(
                    f"UPDATE people_{table} AS held SET until_date = new.until "  # noqa: S608 - from FIELDS
                    "FROM unnest(%s::uuid[], %s::date[], %s::date[]) AS new(id, until, before) "
                    "WHERE held.id = new.id AND held.school_id = %s "
                    "AND held.until_date IS NOT DISTINCT FROM new.before",
                    [
                        [str(row.id) for row in block],
                        [row.end for row in block],
                        [row.before for row in block],
                        str(self.school.pk),
                    ],
                )
                if cursor.rowcount != len(block):
                    raise StaleWrite("Somebody has changed these rows meanwhile")
            self._note_steps(
                table, "closed", ((row.id, {"before": iso(row.before), "after": iso(row.end)}) for row in block)
            )

    def _correct(self, rows: list[Corrected]) -> None:
        """Correct pupils' own facts; numbers are given up before they are given anew."""
        ordered = sorted(rows, key=lambda row: row.fields.get("admission_number", ["", "-"])[1] != "")
        for block in in_blocks(self._reported(ordered)):
            with connection.cursor() as cursor:
                for row in block:
                    names = sorted(row.fields)
                    sets = ", ".join(f'"{name}" = %s' for name in names)
                    values = [row.fields[name][1] or (None if name == "birth_date" else "") for name in names]
                    cursor.execute(
                        f"UPDATE people_pupil SET {sets} WHERE id = %s AND school_id = %s",  # noqa: S608 - our own names
                        [*values, str(row.pupil), str(self.school.pk)],
                    )
            self._note_steps("pupil", "corrected", ((row.pupil, row.fields) for row in block))

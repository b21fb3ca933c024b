"""Carrying a plan out: rows opened by COPY, rows closed where they stand as they were read, and a step for each."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import connection

from core.errors import StaleWrite
from core.sealing.data_keys import DataKey
from core.text.dates import iso
from people.models.persons import Person
from roll.models.imports import PeopleImport
from roll.services.importing.bulk import copy_in, in_blocks
from roll.services.planning.plan import ChangeSet, Closed, Corrected
from schools.models.schools import School

# Table: its own columns between id and the two dates. One list: no name of a column ever comes from a file.
COLUMNS: dict[str, tuple[str, ...]] = {
    "schoolrecord": ("person_id", "title", "first_name", "last_name", "staff_code"),
    "address": ("person_id", "kind", "value", "shared"),
    "classplace": ("pupil_id", "class_name", "year_group"),
    "carerlink": (
        "person_id",
        "pupil_id",
        "relationship",
        "parental_responsibility",
        "may_sign",
        "may_contact",
        "barred",
    ),
    "roleatschool": ("person_id", "role"),
    "linemanager": ("person_id", "manager_id"),
}
LIMITS = {"title": 20, "first_name": 100, "last_name": 100, "staff_code": 40, "value": 254, "class_name": 40}
LIMITS |= {"year_group": 20}
STEP_COLUMNS = ("id", "school_id", "imported_id", "model", "act", "rows")
STEPS_A_ROW = 1000
Report = Callable[[int], None]


class ChangeWriter:
    """One plan being carried out, inside one transaction."""

    def __init__(self, imported: PeopleImport, change_set: ChangeSet, report: Report) -> None:
        self.imported = imported
        self.school: School = imported.school
        self.change_set = change_set
        self.report = report
        self.done = 0
        self.count = 0
        self.sum = hashlib.sha256()

    def run(self) -> str:
        """Write everything; returns the SHA-256 of the change set. Raises StaleWrite where a row has changed."""
        # First what ends: its successor may begin on the same day.
        for table in sorted(self.change_set.closed):
            self._close(table, self.change_set.closed[table])
        self._people()
        self._pupils()
        self._correct(self.change_set.corrected)
        for table in COLUMNS:
            self._open(table, self.change_set.opened.get(table, []))
        # Keys are checked now, not at the commit: by then the head of the ledger is locked, and whoever signs waits.
        connection.check_constraints()
        return self.sum.hexdigest()

    def _reported(self, rows: Iterable[Any]) -> Iterator[Any]:
        for row in rows:
            self.done += 1
            if self.done % 500 == 0:
                self.report(self.done)
            yield row

    def _steps(self, model: str, act: str, rows: Iterable[tuple[UUID, Any]]) -> None:
        """Note what was done, and make it part of the sum that the ledger keeps."""
        school, imported = self.school.pk, self.imported.pk

        def steps() -> Iterator[tuple[Any, ...]]:
            for block in in_blocks(rows, STEPS_A_ROW):
                self.count += len(block)
                kept = [[str(pk), before] if before else [str(pk)] for pk, before in block]
                self.sum.update(f"{model}:{act}:{','.join(row[0] for row in kept)}\n".encode())
                yield uuid.uuid4(), school, imported, model, act, kept

        copy_in("roll_importstep", STEP_COLUMNS, steps())

    def _people(self) -> None:
        """Make new people with a data key each, and let the school know them."""
        trust, school = self.school.trust_id, self.school.pk
        for block in in_blocks(self._reported(p for p in self.change_set.people if not p.elsewhere), 2000):
            keys = [DataKey.prepare(owner_id=trust, label=Person.seal_label) for _person in block]
            columns = ("id", "owner_id", "label", "ring_key", "wrapped", "forgotten_why")
            copy_in("core_datakey", columns, ((k.id, k.owner_id, k.label, k.ring_key, k.wrapped, "") for k in keys))
            pairs = zip(block, keys, strict=True)
            copy_in("people_person", ("id", "trust_id", "data_key_id"), ((p.id, trust, key.id) for p, key in pairs))
        known = ("id", "school_id", "trust_id", "person_id")
        copy_in("people_personatschool", known, ((uuid.uuid4(), school, trust, p.id) for p in self.change_set.people))

    def _pupils(self) -> None:
        columns = ("id", "school_id", "first_name", "last_name", "admission_number", "birth_date")
        rows = (
            (pk, self.school.pk, first[:100], last[:100], number[:40], birth)
            for pk, first, last, number, birth in self._reported(self.change_set.pupils)
        )
        copy_in("people_pupil", columns, rows)
        self._steps("pupil", "made", ((row[0], None) for row in self.change_set.pupils))

    def _open(self, table: str, rows: list[tuple[Any, ...]]) -> None:
        if not rows:
            return
        names = COLUMNS[table]
        limits = [LIMITS.get(name) for name in names]
        school = self.school.pk

        made: list[tuple[UUID, Any]] = []

        def cut() -> Iterator[tuple[Any, ...]]:
            for row in self._reported(rows):
                values = [v[:most] if most else v for v, most in zip(row[:-2], limits, strict=True)]
                pk = uuid.uuid4()
                made.append((pk, {"until": iso(row[-1])} if row[-1] else None))
                yield pk, school, *values, row[-2], row[-1]

        copy_in(f"people_{table}", ("id", "school_id", *names, "from_date", "until_date"), cut())
        self._steps(table, "opened", made)

    def _close(self, table: str, rows: list[Closed]) -> None:
        if table not in COLUMNS:
            raise LookupError(f"An import closes no rows of {table}")
        for block in in_blocks(self._reported(rows)):
            with connection.cursor() as cursor:
                cursor.execute(
                    f"UPDATE people_{table} AS held SET until_date = new.until "  # noqa: S608 - from COLUMNS
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
            self._steps(
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
            self._steps("pupil", "corrected", ((row.pupil, row.fields) for row in block))

"""Lists that leave the portal as a file: made for a stated reason, and recorded."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import IO, Any

from django.utils.translation import gettext as _

from core.actor import enforce
from core.db.transactions import unit_of_work
from core.errors import Refused
from ledger.services import record
from ledger.states import Confidentiality
from people.models.schools import School
from people.rules.roles import may_manage_people
from people.services.base import By, author
from roll.queries.export_rows import export_rows
from roll.rules.reading.exports import write_table


class _Counted:
    """Rows that pass by and are counted."""

    def __init__(self, rows: Iterator[Sequence[Any]]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Sequence[Any]]:
        for row in self._rows:
            self.count += 1
            yield row


@unit_of_work()
def export_people(
    *,
    school: School,
    kind: str,
    shape: str,
    reason: str,
    out: IO[bytes],
    by: By,
    now: datetime.datetime | None = None,
) -> int:
    """Write everybody of ``kind`` ("staff", "pupils") into ``out`` as ``shape`` ("csv", "xlsx"); returns the rows.

    Who took it, when, how many rows and the reason (sealed: it may name somebody) go into the everyday chain. Carers
    barred by a court are not in it, nor other adults of the family of whoever takes it. Raises Refused without the
    right, or without a reason.
    """
    actor = author(by, school)
    enforce(actor, may_manage_people(actor) if actor else None)
    if not reason.strip():
        raise Refused(_("Say why you need the list."))
    headings, rows = export_rows(school, kind, actor)
    counted = _Counted(rows)
    write_table(shape, headings, counted, out)
    record(
        school_id=school.pk,
        confidentiality=Confidentiality.EVERYDAY,
        verb="people.exported",
        subject=f"school:{school.pk}",
        actor=actor,
        facts={"kind": kind, "rows": counted.count, "shape": shape},
        sealed={"reason": reason.strip()},
        now=now,
    )
    return counted.count

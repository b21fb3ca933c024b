"""Lists that leave the portal as a file: made for a stated reason, and recorded."""

from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from django.utils.translation import gettext as _

from core.db.transactions import unit_of_work
from core.errors import Refused
from ledger.services import record
from ledger.states import Confidentiality
from people.services.base import By, people_manager
from roll.queries.export_rows import export_rows
from roll.rules.writing import write_table
from schools.models.schools import School


class _CountedRows:
    """Rows that are counted while they are written."""

    def __init__(self, rows: Iterable[Sequence[str]]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Sequence[str]]:
        for row in self._rows:
            self.count += 1
            yield row


@unit_of_work()
def export_people(*, school: School, kind: str, shape: str, reason: str, out: IO[bytes], by: By) -> int:
    """Write everybody of ``kind`` ("staff", "pupils") into ``out`` as ``shape`` ("csv", "xlsx"); returns the rows.

    Who took it, when, how many rows and the reason (sealed: it may name somebody) go into the everyday chain. Carers
    barred by a court are not in it, nor other adults of the family of whoever takes it. Raises Refused without the
    right, or without a reason.
    """
    actor = people_manager(by, school)
    if not reason.strip():
        raise Refused(_("Say why you need the list."))
    headings, rows = export_rows(school, kind, actor)
    counted = _CountedRows(rows)
    write_table(shape, headings, counted, out)
    record(
        school_id=school.pk,
        confidentiality=Confidentiality.EVERYDAY,
        verb="people.exported",
        subject=f"school:{school.pk}",
        actor=actor,
        facts={"kind": kind, "rows": counted.count, "shape": shape},
        sealed={"reason": reason.strip()},
    )
    return counted.count

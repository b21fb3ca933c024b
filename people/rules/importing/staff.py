"""Reading a list of staff."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from people.rules.importing.shapes import Fault, Sheet, StaffRow


def read_staff(sheet: Sheet, columns: Mapping[int, str], today: dt.date) -> Iterator[StaffRow | Fault]:
    """Give each row and each fault of a sheet, in the order of the file; whole-file faults come last."""
    raise NotImplementedError

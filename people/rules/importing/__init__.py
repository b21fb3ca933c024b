"""Reading lists of people as schools have them. Pure: no database, no request.

``open_sheet`` opens a file as a stream of rows, ``guess`` says which column holds what, ``read_pupils`` and
``read_staff`` give people and faults. What needs the database (who is new, who has left) is decided in ``services``.
"""

from people.rules.importing.exports import neutral, write_table
from people.rules.importing.fields import FIELDS
from people.rules.importing.headings import guess, guess_kind, left_out, letter, missing, not_stored
from people.rules.importing.lossy import looks_lossy, same_but_lossy
from people.rules.importing.pupils import read_pupils
from people.rules.importing.shapes import (
    CarerRow,
    Fault,
    Field,
    FileKind,
    Level,
    PupilRow,
    Sheet,
    StaffRow,
    Unreadable,
)
from people.rules.importing.sheets import open_sheet
from people.rules.importing.staff import read_staff

__all__ = [
    "FIELDS",
    "CarerRow",
    "Fault",
    "Field",
    "FileKind",
    "Level",
    "PupilRow",
    "Sheet",
    "StaffRow",
    "Unreadable",
    "guess",
    "guess_kind",
    "left_out",
    "letter",
    "looks_lossy",
    "missing",
    "neutral",
    "not_stored",
    "open_sheet",
    "read_pupils",
    "read_staff",
    "same_but_lossy",
    "write_table",
]

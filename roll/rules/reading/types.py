"""The types of reading: an open sheet, its rows, and what was found wrong with them.

Rows and columns are named as the person sees them in a spreadsheet: the file's own row number (from 1, title rows
counted) and the column's letter.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise

from people.states.roles import Role
from people.states.words import Relationship

Cells = tuple[str, ...]
NumberedRow = tuple[int, Cells]
"""(The file's own row number, the cells)."""


class Level(StrEnum):
    """A problem keeps the value (or the row) out until it is mended; a mention was understood and is only said."""

    PROBLEM = "problem"
    MENTION = "mention"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong or worth a mention in one place of the file: ``words`` is the cause, ``code`` is stable.

    ``column`` is the spreadsheet's letter ("I"), "" when the whole row is meant; ``field`` is the key of the field, or
    ""; ``value`` is what stands in the cell, cut to 120 letters.
    """

    row: int
    column: str
    field: str
    level: Level
    code: str
    words: str
    cure: str
    value: str = ""


class Unreadable(Exception):
    """The whole file is refused: ``words`` says why, ``cure`` what to do. ``code`` is stable."""

    def __init__(self, code: str, words: str, cure: str) -> None:
        super().__init__(f"{words} {cure}")
        self.code = code
        self.words = words
        self.cure = cure


@dataclass(frozen=True)
class Field:
    """Something a column may hold. ``words`` is its name on the screen, ``headings`` what lists call it, best first.

    ``instead`` are fields that do as well.
    """

    key: str
    words: str | Promise
    headings: str
    needed: bool = False
    instead: tuple[str, ...] = ()

    @property
    def synonyms(self) -> list[str]:
        """Return the headings, each as ``headings.plain`` leaves it."""
        return split_list(self.headings)


def split_list(text: str) -> list[str]:
    """Return the parts between the commas of a text."""
    return [part.strip() for part in text.split(",")]


@dataclass(frozen=True)
class Sheet:
    """An open list. ``header_row`` counts from 1 as the spreadsheet does; ``estimated_rows`` is for a progress bar.

    ``rows()`` may be called again and starts anew each time; it holds one row in memory.
    """

    name: str
    header_row: int
    headings: tuple[str, ...]
    estimated_rows: int
    source: Callable[[], Iterator[NumberedRow]] = field(repr=False, compare=False)

    def rows(self) -> Iterator[NumberedRow]:
        """Give (the file's own row number, the cells as text) below the headings; blank rows are passed over.

        Every row has as many cells as there are headings.
        """
        return self.source()


class Named:
    """Somebody with a first and a last name."""

    __slots__ = ()
    first_name: str
    last_name: str

    @property
    def full_name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class CarerRow(Named):
    """A carer as one row names them. ``parental_responsibility``, ``may_sign``, ``may_contact``: None is "not said"."""

    title: str
    first_name: str
    last_name: str
    relationship: Relationship
    parental_responsibility: bool | None
    priority: int | None
    email: str
    phone: str
    may_sign: bool | None
    may_contact: bool | None


@dataclass(frozen=True, slots=True)
class PupilRow(Named):
    """A pupil with one of the carers. A pupil with two carers comes twice, with the same facts both times.

    Where two rows of one pupil differ, the first is kept in both and the second carries a mention.
    """

    row: int
    admission_number: str
    first_name: str
    last_name: str
    birth_date: dt.date | None
    year_group: str
    class_name: str
    carer: CarerRow | None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class StaffRow(Named):
    """A member of staff, a governor or a volunteer. ``role`` is "" where ``role_text`` is none of ours.

    ``until_date`` is the first day away (the leaving date and one day). Where it is not after ``from_date`` the row has
    a problem and opens nothing. ``manager`` is a code, a name or an e-mail address, as written.
    """

    row: int
    staff_code: str
    title: str
    first_name: str
    last_name: str
    role: Role | str
    role_text: str
    work_email: str
    personal_email: str
    phone: str
    manager: str
    from_date: dt.date | None
    until_date: dt.date | None
    findings: tuple[Finding, ...] = ()

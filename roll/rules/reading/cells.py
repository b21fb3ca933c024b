"""One row of a file, asked field by field; what is wrong with a cell is noted on the way."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from people.rules.names import has_lost_letters
from roll.rules.reading import values
from roll.rules.reading.findings import finding
from roll.rules.reading.headings import plain
from roll.rules.reading.types import Cells, Finding, Sheet

_TOTAL = re.compile(
    r"(?:grand |sub ?)?totals?(?: .*)?|number of \w+.*|end of (?:report|list|file)|(?:page|report|printed) .*\d.*"
)
_COUNT = re.compile(r"(?:count|sum|records|rows)(?: \d+)?")
_STARTS_FORMULA = "=+-@"
MAX_LENGTHS = {"title": 20, "class_name": 40, "year_group": 20, "admission_number": 40, "staff_code": 40}
MAX_NAME = 100
MAX_CELL = 500


@dataclass
class Columns:
    """Which column holds which field, and how often something was mentioned in the whole file."""

    at: Mapping[str, int]
    width: int
    headings: Cells
    today: dt.date
    mentioned: Counter[tuple[str, str]] = field(default_factory=Counter)
    first_rows: dict[int, int] = field(default_factory=dict)
    """A short hash of the cells of each row -> the first row that has them. The rows themselves are not kept."""

    @classmethod
    def of(cls, sheet: Sheet, columns: Mapping[int, str], today: dt.date) -> Columns:
        """Turn {column: field} round; columns that are left out are not there."""
        at = {key: index for index, key in sorted(columns.items(), reverse=True) if key}
        return cls(at, len(sheet.headings), sheet.headings, today)


class Row:
    """The cells of one row, by field. Each question returns a clean value and notes what was wrong."""

    def __init__(self, number: int, cells: Cells, columns: Columns) -> None:
        self.number = number
        self.cells = cells
        self.columns = columns
        self.findings: list[Finding] = []

    def note(self, code: str, key: str = "", value: str = "", **facts: object) -> None:
        """Note what is wrong with a field of this row."""
        column = self.columns.at.get(key)
        self.findings.append(finding(code, self.number, column, key if column is not None else "", value, **facts))

    def mention(self, code: str, kind: str, key: str, value: str, most: int = 1, **facts: object) -> None:
        """Note what a whole column may repeat, for its first rows only. ``kind`` says what counts as the same."""
        self.columns.mentioned[code, kind] += 1
        if self.columns.mentioned[code, kind] <= most:
            self.note(code, key, value, **facts)

    def empty(self, key: str) -> bool:
        """Whether there is no such column, or nothing in it."""
        at = self.columns.at.get(key)
        return at is None or not self.cells[at].strip()

    def text(self, key: str, nothing: frozenset[str] = values.NOTHING) -> str:
        """Return the tidy text of a field, "" where there is no such column or nothing in it."""
        at = self.columns.at.get(key)
        if at is None:
            return ""
        raw = self.cells[at]
        if not raw:
            return ""
        if len(raw) > MAX_CELL:
            self.note("too_long", key, values.tidy(raw[:MAX_CELL]), most=MAX_CELL)
            return ""
        text = values.tidy(raw)
        if text in values.ERRORS:
            self.note("cell_error", key, text)
            return ""
        return "" if len(text) < 15 and text.casefold() in nothing else text

    def name(self, key: str) -> str:
        """Return a name, kept even where a letter was lost (it is noted); "" where it can be no name."""
        text = self.word(key)
        if text and not any(sign.isalpha() for sign in text):
            self.note("name_impossible", key, text)
            return ""
        return text

    def word(self, key: str) -> str:
        """Return a short text such as a class or a code."""
        text = self.text(key, values.NO_NAME)
        if not text:
            return ""
        if text[0] in _STARTS_FORMULA:
            self.note("formula", key, text)
            return ""
        most = MAX_LENGTHS.get(key.rpartition("_")[2] if key.endswith("_title") else key, MAX_NAME)
        if len(text) > most:
            self.note("too_long", key, text, most=most)
            return ""
        if has_lost_letters(text):
            self.note("letter_lost", key, text)
        return text

    def day(self, key: str, earliest: dt.date, latest: dt.date) -> dt.date | None:
        """Return a day between two others, or None."""
        if not (text := self.text(key)):
            return None
        try:
            day, code = values.day_of(text, self.columns.today)
        except values.NotADate as problem:
            self.note(problem.code, key, text)
            return None
        if not earliest <= day <= latest:
            self.note("date_unlikely", key, text)
            return None
        if code:
            self.mention(code, key, key, text, 5, meant=values.format_day(day))
        return day

    def email(self, key: str) -> str:
        """Return the first address of a cell in small letters, or ""."""
        if not (text := self.text(key)):
            return ""
        emails = values.emails_of(text)
        if not emails:
            self.note("email_impossible", key, text)
            return ""
        if len(emails) > 1:
            self.note("email_several", key, text, meant=emails[0])
        return emails[0]

    def phone(self, key: str) -> str:
        """Return a phone number as written, or ""."""
        if not (text := self.text(key)):
            return ""
        number, code = values.phone_of(text)
        if code == "phone_zero":
            self.mention(code, key, key, text, meant=number)
        elif code:
            self.note(code, key, text)
        return number

    def yes_or_no(self, key: str) -> bool | None:
        """Return yes, no, or None for not mentioned."""
        if not (text := self.text(key)):
            return None
        answer = values.yes_or_no(text)
        if answer is None:
            self.note("yes_or_no", key, text)
        return answer

    def person_name(self, prefix: str = "") -> tuple[str, str, str]:
        """Return (title, first name, last name), taken from the legal name or the whole one where it must be."""
        title = self.word(f"{prefix}title")
        first = self.name(f"{prefix}first_name") or self.name(f"{prefix}legal_first_name")
        last = self.name(f"{prefix}last_name") or self.name(f"{prefix}legal_last_name")
        if not first and (whole := self.name(f"{prefix}full_name")):
            split_title, first, rest = values.split_name(whole)
            title, last = title or split_title, last or rest
        return title, first, last

    def names_somebody(self, first: str, last: str) -> bool:
        """Note what is missing of the name; False where the row names nobody."""
        if not first:
            self.note("name_missing")
        elif not last and "last_name" in self.columns.at and self.empty("last_name"):
            self.note("last_name_missing", "last_name")
        return bool(first)

    def year(self, key: str) -> str:
        """Return a year group in its short form; a longer way of writing one is mentioned once in a file."""
        if not (text := self.word(key)):
            return ""
        meant = values.year_of(text)
        if meant != text:
            self.mention("year_understood", text, key, text, meant=meant)
        return meant


def unusable(row: Row, name_keys: Sequence[str]) -> Finding | None:
    """Return why a row gives nobody: headings again, a line of totals, cells that have slipped, a row twice."""
    if len(row.cells) > row.columns.width:
        slipped = next(cell for cell in reversed(row.cells) if cell.strip())
        return finding("row_shifted", row.number, row.columns.width, value=values.tidy(slipped))
    if row.cells[0].strip() == row.columns.headings[0] and tuple(map(values.tidy, row.cells)) == row.columns.headings:
        return finding("headings_again", row.number)
    if sum(map(bool, row.cells)) <= 4:
        filled = [values.tidy(cell) for cell in row.cells if cell and not cell.isspace()]
        if (len(filled) == 1 and _names_nobody(row, name_keys)) or _is_footer([plain(cell) for cell in filled]):
            return finding("total_row", row.number, value=", ".join(filled))
    earlier = row.columns.first_rows.setdefault(hash(row.cells), row.number)
    return None if earlier == row.number else finding("row_twice", row.number, other=earlier)


def _names_nobody(row: Row, name_keys: Sequence[str]) -> bool:
    """Whether the only cell of a row is no name, or half of one, such as "Kestrel class" above its pupils."""
    named = [key for key in name_keys if not row.empty(key)]
    return not named or (named == ["first_name"] and "last_name" in row.columns.at)


def _is_footer(filled: Sequence[str]) -> bool:
    if any(_TOTAL.fullmatch(cell) for cell in filled):
        return True
    return (
        len(filled) <= 2
        and any(_COUNT.fullmatch(cell) for cell in filled)
        and any(cell[-1:].isdigit() for cell in filled)
    )

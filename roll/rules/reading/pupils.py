"""Reading a list of pupils with their carers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from people.rules.names import has_lost_letters, same_but_for_lost_letters
from people.states.words import Relationship
from roll.rules.reading import values
from roll.rules.reading.cells import Columns, Row, unusable
from roll.rules.reading.fields import CARERS
from roll.rules.reading.findings import finding
from roll.rules.reading.headings import left_out
from roll.rules.reading.types import CarerRow, Finding, PupilRow, Sheet

OLDEST_YEARS = 25
_NAMES = ("first_name", "last_name", "full_name", "legal_first_name", "legal_last_name")


class _PupilFacts(NamedTuple):
    """What a row says of the pupil, apart from the carers."""

    first_name: str
    last_name: str
    birth_date: dt.date | None
    year_group: str
    class_name: str

    def better_of(self, later: _PupilFacts) -> _PupilFacts:
        """Return the facts to keep: the first that are said, and a whole spelling before a broken one."""
        first, last = _whole(self.first_name, later.first_name), _whole(self.last_name, later.last_name)
        year_group, class_name = _whole(self.year_group, later.year_group), _whole(self.class_name, later.class_name)
        return _PupilFacts(first, last, self.birth_date or later.birth_date, year_group, class_name)


@dataclass(slots=True)
class _Listed:
    row: int
    facts: _PupilFacts


def read_pupils(sheet: Sheet, columns: Mapping[int, str], today: dt.date) -> Iterator[PupilRow | Finding]:
    """Give each pupil with one carer at a time, and a Finding for each row that gives none.

    Comes in the order of the file, after a mention for each column that is left out. A row that names two carers side
    by side gives two PupilRows. Of the file only short hashes and one line a pupil are kept in memory. May raise
    Unreadable half way: a damaged file shows only there.
    """
    yield from left_out(sheet.headings, columns, sheet.header_row)
    reader = _Reader(sheet, columns, today)
    yield from reader.nameless
    for number, cells in sheet.rows():
        yield from reader.read(Row(number, cells, reader.columns))


class _Reader:
    def __init__(self, sheet: Sheet, columns: Mapping[int, str], today: dt.date) -> None:
        self.columns = Columns.of(sheet, columns, today)
        self.earliest = today.replace(year=today.year - OLDEST_YEARS, day=1)
        self.today = today
        self.listed: dict[str, _Listed] = {}
        self.addresses: dict[str, tuple[int, str]] = {}
        carers = [_CarerReader(number, sheet, self.columns) for number in CARERS]
        self.carers = [carer for carer in carers if carer.named]
        self.nameless = [finding for carer in carers if not carer.named for finding in carer.nameless_columns(sheet)]

    def read(self, row: Row) -> Iterator[PupilRow | Finding]:
        """Give what one row says."""
        if (reason := unusable(row, _NAMES)) is not None:
            yield reason
            return
        # A spreadsheet marks a number that shall stay as written with an apostrophe.
        number, facts = row.word("admission_number").removeprefix("'"), self._facts(row)
        kept = self._merge(row, number, facts) if row.names_somebody(facts.first_name, facts.last_name) else None
        if kept is None:
            yield from row.findings
            return
        carers: list[CarerRow | None] = []
        for reader in self.carers:
            if (listed := reader.read(row)) is not None:
                self._mention_shared_email(row, f"{reader.prefix}email", listed)
                carers.append(listed)
        findings = tuple(row.findings)
        for index, carer in enumerate(carers or [None]):
            yield PupilRow(row.number, number, *kept, carer, () if index else findings)

    def _facts(self, row: Row) -> _PupilFacts:
        _title, first, last = row.person_name()
        row.name("middle_names")
        birth = row.day("birth_date", self.earliest, self.today)
        return _PupilFacts(first, last, birth, row.year("year_group"), row.word("class_name"))

    def _merge(self, row: Row, number: str, facts: _PupilFacts) -> _PupilFacts | None:
        """Return the facts of this pupil as the file has them so far, or None where the number is somebody else's."""
        key = number.casefold() or f"{facts.first_name}|{facts.last_name}|{facts.birth_date}".casefold()
        listed = self.listed.get(key)
        if listed is None:
            self.listed[key] = _Listed(row.number, facts)
            return facts
        before = listed.facts
        if facts == before:
            return before
        if number and _somebody_else(before, facts):
            row.note("number_twice", "admission_number", number, meant=_named(before), other=listed.row)
            return None
        listed.facts = before.better_of(facts)
        for name, old, new, kept in zip(_PupilFacts._fields, before, facts, listed.facts, strict=True):
            if new and kept != new and not _same_spelling(str(old), str(new)):
                row.note("rows_differ", name, _as_text(new), meant=_as_text(old), other=listed.row)
        return listed.facts

    def _mention_shared_email(self, row: Row, key: str, carer: CarerRow) -> None:
        """Mention an address that another carer of the file has too, the first time that it shows."""
        if not carer.email:
            return
        earlier, name = self.addresses.setdefault(carer.email, (row.number, carer.full_name))
        if not _same_spelling(name, carer.full_name):
            pair = f"{carer.email} {carer.full_name}".casefold()
            row.mention("address_shared", pair, key, carer.email, meant=name, other=earlier)


class _CarerReader:
    """Reads the first, second or third carer of a row."""

    def __init__(self, number: int, sheet: Sheet, columns: Columns) -> None:
        self.prefix = "carer_" if number == 1 else f"carer{number}_"
        names = [f"{self.prefix}{name}" for name in ("first_name", "last_name", "full_name")]
        self.at = columns.at
        held = [columns.at[name] for name in names if name in columns.at]
        self.named = bool(held)
        heading = sheet.headings[held[0]] if held else ""
        self.implied = values.relationship_of(heading)[0] if heading else Relationship.OTHER

    def read(self, row: Row) -> CarerRow | None:
        """Return the carer that the row names here, or None."""
        prefix = self.prefix
        title, first, last = row.person_name(prefix)
        if not first and not last:
            self._nobody(row)
            return None
        text = row.text(f"{prefix}relationship")
        relationship, is_carer = values.relationship_of(text) if text else (self.implied, True)
        may_sign = row.yes_or_no(f"{prefix}may_sign")
        if not is_carer:
            row.mention("not_a_carer", text.casefold(), f"{prefix}relationship", text)
            may_sign = False if may_sign is None else may_sign
        return CarerRow(
            title,
            first,
            last,
            relationship,
            row.yes_or_no(f"{prefix}parental_responsibility"),
            self._priority(row),
            row.email(f"{prefix}email"),
            row.phone(f"{prefix}phone"),
            may_sign,
            row.yes_or_no(f"{prefix}may_contact"),
        )

    def _nobody(self, row: Row) -> None:
        """Note an address or a number that stands there without a name."""
        for name in ("email", "phone"):
            if text := row.text(f"{self.prefix}{name}"):
                row.note("carer_name_missing", f"{self.prefix}{name}", text)
                return

    def nameless_columns(self, sheet: Sheet) -> Iterator[Finding]:
        """Give a finding for the columns of a carer whom no column names."""
        for name in ("email", "phone"):
            key = f"{self.prefix}{name}"
            if (at := self.at.get(key)) is not None:
                yield finding("carer_names_missing", sheet.header_row, at, key, sheet.headings[at])

    def _priority(self, row: Row) -> int | None:
        text = row.text(f"{self.prefix}priority")
        if not text:
            return None
        figures = text.rstrip(".stndrh")
        if figures.isascii() and figures.isdigit() and len(figures) <= 3:
            return int(figures)
        row.note("priority_impossible", f"{self.prefix}priority", text)
        return None


def _somebody_else(first: _PupilFacts, second: _PupilFacts) -> bool:
    """Whether two rows with one number name two children: neither the first nor the last name agrees."""
    return not (
        _same_spelling(first.first_name, second.first_name) or _same_spelling(first.last_name, second.last_name)
    )


def _same_spelling(one: str, other: str) -> bool:
    """Whether two spellings are one name: letters lost on the way and capitals make no difference."""
    if one.casefold() == other.casefold():
        return True
    return same_but_for_lost_letters(one, other) or same_but_for_lost_letters(other, one)


def _whole(old: str, new: str) -> str:
    return new if not old or (has_lost_letters(old) and new and not has_lost_letters(new)) else old


def _named(facts: _PupilFacts) -> str:
    return f"{facts.first_name} {facts.last_name}".strip()


def _as_text(value: object) -> str:
    return values.format_day(value) if isinstance(value, dt.date) else str(value)

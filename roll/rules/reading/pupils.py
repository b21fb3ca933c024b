"""Reading a list of pupils with their carers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from people.rules.lossy import looks_lossy, same_but_lossy
from people.states.words import Relationship
from roll.rules.reading import values
from roll.rules.reading.cells import Columns, Repeats, Row, unusable
from roll.rules.reading.faults import fault
from roll.rules.reading.fields import CARERS
from roll.rules.reading.headings import left_out
from roll.rules.reading.shapes import CarerRow, Fault, PupilRow, Sheet

OLDEST_YEARS = 25
_NAMES = ("first_name", "last_name", "full_name", "legal_first_name", "legal_last_name")
_CARER_KEYS = {number: "carer" if number == 1 else f"carer{number}" for number in CARERS}


class _Facts(NamedTuple):
    """What a row says of the pupil, apart from the carers."""

    first_name: str
    last_name: str
    birth_date: dt.date | None
    year_group: str
    class_name: str


@dataclass(slots=True)
class _Known:
    row: int
    facts: _Facts


def read_pupils(sheet: Sheet, columns: Mapping[int, str], today: dt.date) -> Iterator[PupilRow | Fault]:
    """Give each pupil with one carer at a time, and a Fault for each row that gives none.

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
        self.repeats = Repeats()
        self.known: dict[str, _Known] = {}
        self.addresses: dict[str, tuple[int, str]] = {}
        carers = [_Carer(number, sheet, self.columns) for number in CARERS]
        self.carers = [carer for carer in carers if carer.named]
        self.nameless = [fault for carer in carers if not carer.named for fault in carer.useless(sheet)]

    def read(self, row: Row) -> Iterator[PupilRow | Fault]:
        """Give what one row says."""
        found = unusable(row, _NAMES) or self.repeats.fault(row)
        if found is not None:
            yield found
            return
        # A spreadsheet marks a number that shall stay as written with an apostrophe.
        number, facts = row.word("admission_number").removeprefix("'"), self._facts(row)
        if not facts.first_name:
            row.note("name_missing")
            yield from row.faults
            return
        if not facts.last_name and "last_name" in self.columns.at and row.empty("last_name"):
            row.note("last_name_missing", "last_name")
        kept = self._settle(row, number, facts)
        if kept is None:
            yield from row.faults
            return
        carers: list[CarerRow | None] = []
        for reader in self.carers:
            if (carer := reader.read(row)) is not None:
                self._share(row, f"{reader.key}_email", carer)
                carers.append(carer)
        faults = tuple(row.faults)
        for index, one in enumerate(carers or [None]):
            yield PupilRow(row.number, number, *kept, one, () if index else faults)

    def _facts(self, row: Row) -> _Facts:
        first = row.name("first_name") or row.name("legal_first_name")
        last = row.name("last_name") or row.name("legal_last_name")
        if not first and (whole := row.name("full_name")):
            _title, first, rest = values.split_name(whole)
            last = last or rest
        row.name("middle_names")
        birth = row.day("birth_date", self.earliest, self.today)
        return _Facts(first, last, birth, row.year("year_group"), row.word("class_name"))

    def _settle(self, row: Row, number: str, facts: _Facts) -> _Facts | None:
        """Return the facts of this pupil as the file has them so far, or None where the number is somebody else's."""
        key = number.casefold() or f"{facts.first_name}|{facts.last_name}|{facts.birth_date}".casefold()
        known = self.known.get(key)
        if known is None:
            self.known[key] = _Known(row.number, facts)
            return facts
        before = known.facts
        if facts == before:
            return before
        if number and _somebody_else(before, facts):
            row.note("number_twice", "admission_number", number, meant=_named(before), other=known.row)
            return None
        kept = {name: _chosen(old, new) for name, old, new in zip(_Facts._fields, before, facts, strict=True)}
        for name, old, new in zip(_Facts._fields, before, facts, strict=True):
            if new and kept[name] != new and not _spelt(str(old), str(new)):
                row.note("rows_differ", name, _said(new), meant=_said(old), other=known.row)
        known.facts = _Facts(**kept)
        return known.facts

    def _share(self, row: Row, key: str, carer: CarerRow) -> None:
        """Mention an address that another carer of the file has too, the first time that it shows."""
        if not carer.email:
            return
        earlier, name = self.addresses.setdefault(carer.email, (row.number, carer.full_name))
        if not _spelt(name, carer.full_name):
            pair = f"{carer.email} {carer.full_name}".casefold()
            row.mention("address_shared", pair, key, carer.email, meant=name, other=earlier)


class _Carer:
    """Reads the first, second or third carer of a row."""

    def __init__(self, number: int, sheet: Sheet, columns: Columns) -> None:
        self.key = _CARER_KEYS[number]
        names = [self._of(name) for name in ("first_name", "last_name", "full_name")]
        self.at = columns.at
        held = [columns.at[name] for name in names if name in columns.at]
        self.named = bool(held)
        heading = sheet.headings[held[0]] if held else ""
        self.implied = values.relationship_of(heading)[0] if heading else Relationship.OTHER

    def _of(self, name: str) -> str:
        return f"{self.key}_{name}"

    def read(self, row: Row) -> CarerRow | None:
        """Return the carer that the row names here, or None."""
        was, row.lossy = row.lossy, False
        title = row.word(self._of("title"))
        first, last = row.name(self._of("first_name")), row.name(self._of("last_name"))
        if not first and (whole := row.name(self._of("full_name"))):
            split, first, rest = values.split_name(whole)
            title, last = title or split, last or rest
        lossy, row.lossy = row.lossy, was
        if not first and not last:
            self._nobody(row)
            return None
        said = row.text(self._of("relationship"))
        relationship, answers = values.relationship_of(said) if said else (self.implied, True)
        may_sign = row.yes_or_no(self._of("may_sign"))
        if not answers:
            row.mention("not_a_carer", said.casefold(), self._of("relationship"), said)
            may_sign = False if may_sign is None else may_sign
        return CarerRow(
            title,
            first,
            last,
            relationship,
            row.yes_or_no(self._of("parental_responsibility")),
            self._priority(row),
            row.email(self._of("email")),
            row.phone(self._of("phone")),
            may_sign,
            row.yes_or_no(self._of("may_contact")),
            lossy,
        )

    def _nobody(self, row: Row) -> None:
        """Note an address or a number that stands there without a name."""
        for name in ("email", "phone"):
            if text := row.text(self._of(name)):
                row.note("carer_name_missing", self._of(name), text)
                return

    def useless(self, sheet: Sheet) -> Iterator[Fault]:
        """Give a fault for the columns of a carer whom no column names."""
        for name in ("email", "phone"):
            key = self._of(name)
            if (at := self.at.get(key)) is not None:
                yield fault("carer_names_missing", sheet.header_row, at, key, sheet.headings[at])

    def _priority(self, row: Row) -> int | None:
        text = row.text(self._of("priority"))
        if not text:
            return None
        figures = text.rstrip(".stndrh")
        if figures.isascii() and figures.isdigit() and len(figures) <= 3:
            return int(figures)
        row.note("priority_impossible", self._of("priority"), text)
        return None


def _somebody_else(one: _Facts, other: _Facts) -> bool:
    """Whether two rows with one number name two children: neither the first nor the last name agrees."""
    return not _spelt(one.first_name, other.first_name) and not _spelt(one.last_name, other.last_name)


def _spelt(one: str, other: str) -> bool:
    """Whether two spellings are one name: letters lost on the way and capitals make no difference."""
    return one.casefold() == other.casefold() or same_but_lossy(one, other) or same_but_lossy(other, one)


def _chosen(old: Any, new: Any) -> Any:
    """Return the value to keep: the first that is said, and a whole spelling before a broken one."""
    if isinstance(old, str) and isinstance(new, str) and looks_lossy(old) and new and not looks_lossy(new):
        return new
    return old or new


def _named(facts: _Facts) -> str:
    return f"{facts.first_name} {facts.last_name}".strip()


def _said(value: object) -> str:
    return values.shown(value) if isinstance(value, dt.date) else str(value)

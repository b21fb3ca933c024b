"""Reading a list of staff, governors and volunteers."""

import datetime as dt
from collections.abc import Iterator, Mapping

from people.states.roles import Role
from roll.rules.reading import values
from roll.rules.reading.cells import Columns, Row, unusable
from roll.rules.reading.findings import finding
from roll.rules.reading.headings import left_out
from roll.rules.reading.types import Finding, Sheet, StaffRow

EARLIEST = dt.date(1950, 1, 1)
# Some systems write the year 2099 or 9999 for "no end".
NO_END_YEAR = 2090
_NAMES = ("first_name", "last_name", "full_name")


def read_staff(sheet: Sheet, columns: Mapping[int, str], today: dt.date) -> Iterator[StaffRow | Finding]:
    """Give each member of staff, and a Finding for each row that gives none.

    They come in the order of the file, after a mention for each column that is left out. Last come the findings that
    only the whole file shows: a line manager who is not in the file (the caller may know them), a shared work e-mail.
    """
    yield from left_out(sheet.headings, columns, sheet.header_row)
    reader = _Reader(Columns.of(sheet, columns, today))
    for number, cells in sheet.rows():
        yield from reader.read(Row(number, cells, reader.columns))
    yield from reader.unknown_managers()
    yield from reader.shared_emails()


class _Reader:
    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.codes: dict[str, tuple[int, str]] = {}
        self.identifiers: set[str] = set()
        self.named_managers: list[tuple[int, str]] = []
        self.addresses: dict[str, list[tuple[int, str]]] = {}

    def read(self, row: Row) -> Iterator[StaffRow | Finding]:
        """Give what one row says."""
        if (reason := unusable(row, _NAMES)) is not None:
            yield reason
            return
        title, first, last = row.person_name()
        if not row.names_somebody(first, last):
            yield from row.findings
            return
        code = row.word("staff_code").removeprefix("'")
        if not self._own_code(row, code, f"{first} {last}".strip()):
            yield from row.findings
            return
        yield self._row(row, code, title, first, last)

    def _own_code(self, row: Row, code: str, name: str) -> bool:
        """Whether a code is not somebody else's already."""
        if not code:
            return True
        earlier, other = self.codes.setdefault(code.casefold(), (row.number, name))
        if other.casefold() == name.casefold():
            return True
        row.note("number_twice", "staff_code", code, meant=other, other=earlier)
        return False

    def _row(self, row: Row, code: str, title: str, first: str, last: str) -> StaffRow:
        role, role_text = self._role(row)
        work = row.email("work_email")
        manager = row.text("manager")
        starts, until = self._dates(row)
        name = f"{first} {last}".strip()
        own = {part.casefold() for part in (code, work, name, f"{last}, {first}", f"{title} {name}".strip()) if part}
        if manager and manager.casefold() in own:
            row.note("manager_is_self", "manager", manager)
            manager = ""
        elif manager:
            self.named_managers.append((row.number, manager))
        self.identifiers |= own
        if work:
            self.addresses.setdefault(work, []).append((row.number, name))
        personal, phone = row.email("personal_email"), row.phone("phone")
        return StaffRow(
            row.number, code, title, first, last, role, role_text, work, personal, phone, manager,
            starts, until, tuple(row.findings),
        )  # fmt: skip

    def _role(self, row: Row) -> tuple[Role | str, str]:
        text = row.word("role")
        role = values.role_of(text) if text else None
        if text and role is None:
            row.note("role_unknown", "role", text)
        return role or "", text

    def _dates(self, row: Row) -> tuple[dt.date | None, dt.date | None]:
        """Return (the first day, the first day away)."""
        starts = row.day("from_date", EARLIEST, dt.date(NO_END_YEAR, 1, 1))
        last_day = row.day("until_date", EARLIEST, dt.date.max)
        if last_day is None or last_day.year >= NO_END_YEAR:
            return starts, None
        if starts is not None and last_day < starts:
            row.note("dates_reversed", "until_date", values.format_day(last_day), other=values.format_day(starts))
        return starts, last_day + dt.timedelta(days=1)

    def unknown_managers(self) -> Iterator[Finding]:
        """Give a finding for each line manager whom no row of the file is."""
        column = self.columns.at.get("manager")
        for row, manager in self.named_managers:
            if manager.casefold() not in self.identifiers:
                yield finding("manager_unknown", row, column, "manager", manager)

    def shared_emails(self) -> Iterator[Finding]:
        """Give a finding for each person whose work e-mail is somebody else's too."""
        column = self.columns.at.get("work_email")
        for address, users in self.addresses.items():
            for row, name in users:
                other = next((user for user in users if user[1].casefold() != name.casefold()), None)
                if other is not None:
                    facts = {"meant": other[1], "other": other[0]}
                    yield finding("work_email_shared", row, column, "work_email", address, **facts)

"""Where each class goes in September: guessed from years and names, decided by the office."""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.decision import Decision

NURSERY, RECEPTION = -1, 0
_YEAR_NAMES = {
    "n": NURSERY,
    "nursery": NURSERY,
    "nur": NURSERY,
    "r": RECEPTION,
    "reception": RECEPTION,
    "rec": RECEPTION,
}
_YEAR = re.compile(r"(?:year|yr\.?|y)?\s*(\d{1,2})", re.IGNORECASE)
_FIGURES = re.compile(r"\d+")
_PAST, _AHEAD = datetime.timedelta(days=31), datetime.timedelta(days=366)
# Two roll-overs nearer than this would move a child up twice in one school year.
MIN_DAYS_APART = datetime.timedelta(days=300)


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """The pupils of one class and one year; a mixed class is two groups. ``year_group`` as the school writes it."""

    class_name: str
    year_group: str


@dataclass(frozen=True, slots=True)
class Move:
    """Where a group goes: a class and year, or out. Neither is a question that the office has to answer."""

    next_class: str = ""
    next_year: str = ""
    leaves: bool = False

    @property
    def decided(self) -> bool:
        """Say whether it is clear where the group goes."""
        return self.leaves or bool(self.next_class)


def year_number(year_group: str, class_name: str = "") -> int | None:
    """Return -1 for nursery, 0 for reception, else the year; None where neither year nor class says one."""
    text = re.sub(r"^(year|yr\.?|y)\s*(?=[rn]$)", "", year_group.strip(), flags=re.IGNORECASE).casefold()
    if text in _YEAR_NAMES:
        return _YEAR_NAMES[text]
    match = _YEAR.fullmatch(text) or (None if year_group.strip() else _YEAR.match(class_name.strip()))
    return int(match.group(1)) if match else None


def next_year(group: Group, written: Iterable[str] = ()) -> str:
    """Return the year after a group's, as the school writes years (``written``: those in use); "" if unclear."""
    number = year_number(group.year_group, group.class_name)
    if number is None or not group.year_group.strip():
        return ""
    long = len(group.year_group.strip()) > len("12")
    if number == NURSERY:
        return "Reception" if long else "R"
    example = group.year_group if _FIGURES.search(group.year_group) else _example(written, long=long)
    return _FIGURES.sub(str(number + 1), example, count=1)


def _example(written: Iterable[str], *, long: bool) -> str:
    with_figures = sorted(text for text in written if _YEAR.fullmatch(text.strip()))
    return with_figures[0] if with_figures else "Year 0" if long else "0"


def propose(groups: Sequence[Group]) -> dict[Group, Move]:
    """Return where each group most likely goes: the top year leaves, the others go to the class of the next year.

    Where several classes have the next year and no name fits, the class stays empty: the office decides.
    """
    numbers = {group: year_number(group.year_group, group.class_name) for group in groups}
    top = max((number for number in numbers.values() if number is not None), default=None)
    moves: dict[Group, Move] = {}
    for group in groups:
        number = numbers[group]
        if number is None:
            moves[group] = Move()
        elif number == top:
            moves[group] = Move(leaves=True)
        else:
            there = {other.class_name for other in groups if numbers[other] == number + 1}
            year = next_year(group, [other.year_group for other in groups])
            moves[group] = Move(_next_class(group.class_name, number, there), year)
    return moves


def _next_class(name: str, number: int, there: set[str]) -> str:
    """Return "5B" for "4B" where there is a 5B, the only class of the next year, or "" where it is open."""
    if number >= 1:
        bumped = re.sub(rf"(?<!\d){number}(?!\d)", str(number + 1), name, count=1)
    else:
        bumped = re.sub(r"^(reception|rec|r)(?![a-z]{2})", "1", name, flags=re.IGNORECASE) if number == 0 else name
    bumped = "" if bumped == name else bumped
    if bumped and (bumped in there or not there):
        return bumped
    return next(iter(there)) if len(there) == 1 else ""


def may_roll_over(*, day: datetime.date, today: datetime.date, done: Iterable[datetime.date]) -> Decision:
    """Decide on the first day of a new school year; ``done``: the days of earlier roll-overs."""
    if not today - _PAST <= day <= today + _AHEAD:
        return Decision.no(_("Choose a day in the next 12 months, or in the last month."))
    if any(abs(day - other) < MIN_DAYS_APART for other in done):
        return Decision.no(_("The classes have moved up for this school year already."))
    return Decision.yes()


def first_of_september(today: datetime.date) -> datetime.date:
    """Return the next 1 September; in the first month of a school year still the one just gone."""
    this = datetime.date(today.year, 9, 1)
    return this if today < this + _PAST else datetime.date(today.year + 1, 9, 1)

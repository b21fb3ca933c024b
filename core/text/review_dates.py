"""Dates as a school types them: a day, a month, or a term (obligations L1, L19, C16).

A review date is shown exactly as it was typed and sorted by its last day. Nothing is ever invented: what cannot be
read as a date gives ``None``, so that the page can say "not stated".
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

Kind = Literal["day", "month", "term"]
Season = Literal["autumn", "spring", "summer"]
TermEnds = Callable[[str, int], date | None]

_MONTHS: Final = {
    name.lower(): number
    for number in range(1, 13)
    for name in (calendar.month_name[number], calendar.month_abbr[number])
} | {"sept": 9}
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?P<year>(?:19|20)\d{2}|'?\d{2})(?!\d)"
_LONG_YEAR = r"(?P<year>(?:19|20)\d{2})(?!\d)"
_SEASON = r"(?P<season>autumn|spring|summer)(?:\s+term)?,?\s+"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"

# In the order in which they are tried: the most telling shape first, so that "29 April 2021" is never read as a month.
_PATTERNS: Final[tuple[tuple[Kind, str], ...]] = (
    ("day", r"(?P<year>(?:19|20)\d{2})-(?P<monthnumber>\d{2})-(?P<day>\d{2})(?![\d-])"),
    ("day", r"(?P<day>\d{1,2})\s?(?P<sep>[/.\-])\s?(?P<monthnumber>\d{1,2})\s?(?P=sep)\s?" + _YEAR),
    ("day", _WEEKDAY + r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?" + _MONTH + r"[\s,-]*" + _YEAR),
    ("day", _MONTH + r"\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+" + _LONG_YEAR),
    (
        "term",
        _SEASON + r"(?P<year>(?:19|20)\d{2}|'\d{2})(?:\s?[/–-]\s?(?P<second>\d{2,4}))?(?!\d)",
    ),
    ("month", _MONTH + r"(?:[\s,-]+(?P<year>(?:19|20)\d{2}|'\d{2})|-(?P<short>\d{2}))(?!\d)"),
    ("month", r"(?P<monthnumber>\d{1,2})/(?P<year>(?:19|20)\d{2})(?!\d)"),
)
_SHAPES: Final = tuple((kind, re.compile(r"(?<![\w/.-])" + shape, re.IGNORECASE)) for kind, shape in _PATTERNS)

# Used only when the school's calendar does not know the term. Rules of thumb for English schools: the autumn term
# ends before Christmas, the spring term about Easter (taken as the end of March, whatever the year), the summer
# term in the second half of July. Each is the latest day that a reader would still count as that term.
_FALLBACK_ENDS: Final[dict[str, tuple[int, int]]] = {"autumn": (12, 31), "spring": (3, 31), "summer": (7, 31)}

_CYCLE_MONTHS: Final[tuple[tuple[str, int], ...]] = (
    (r"(?:every|each) (?:six|6) months|twice a year|six[- ]monthly", 6),
    (
        r"every (?:two|2) years|every (?:24|twenty[- ]four) months|biennial(?:ly)?|two[- ]year(?:ly)?|every other year",
        24,
    ),
    (r"every (?:three|3) years|every 36 months|three[- ]year(?:ly)?|triennial(?:ly)?", 36),
    (r"every (?:four|4) years|four[- ]year(?:ly)?", 48),
    (r"(?:every|each|once a|once every|per) term|termly", 4),
    (r"annual(?:ly)?|yearly|(?:every|each|once a|per) year|every (?:12|twelve) months|12[- ]monthly", 12),
)
_CYCLE: Final = tuple(
    (re.compile(r"(?:at least |no less than )?\b(?:" + words + r")\b", re.IGNORECASE), months)
    for words, months in _CYCLE_MONTHS
)


@dataclass(frozen=True)
class ReviewDate:
    """A date as typed. ``month`` and ``day`` are 0, ``season`` is "", where the typed words do not say them."""

    text: str
    kind: Kind
    year: int
    month: int = 0
    day: int = 0
    season: str = ""

    def __str__(self) -> str:
        return self.text

    def last_day(self, term_ends: TermEnds | None = None) -> date:
        """The day it sorts and reminds by (L1): itself, the last of its month, or the last day of its term.

        ``term_ends(season, year)`` asks the school's calendar, with season "autumn", "spring" or "summer" and the
        calendar year in which the term ends. Where it answers None: 31 December, 31 March or 31 July.
        """
        if self.kind == "day":
            return date(self.year, self.month, self.day)
        if self.kind == "month":
            return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])
        known = term_ends(self.season, self.year) if term_ends else None
        return known or date(self.year, *_FALLBACK_ENDS[self.season])


def parse(text: str) -> ReviewDate | None:
    """Read a whole string as one date; None when it is not one, is no date of the calendar, or says more than a date.

    UK order (day first). "29/04/23" is 2023; two-digit years from 80 belong to the last century.
    """
    cleaned = _tidy(text)
    for when, start, end in _candidates(cleaned):
        if start == 0 and end == len(cleaned):
            return when
    return None


def find(text: str) -> ReviewDate | None:
    """The first date inside a longer text, or None."""
    best: tuple[int, ReviewDate] | None = None
    for when, start, _end in _candidates(_tidy(text)):
        if best is None or start < best[0]:
            best = (start, when)
    return best[1] if best else None


def cycle_months(text: str) -> int | None:
    """Months of a review cycle written in words ("at least annually" is 12, "every two years" 24), or None."""
    cycle = _first_cycle(text)
    return cycle[1] if cycle else None


def cycle_words(text: str) -> str:
    """The words of the cycle as typed ("at least annually"), or an empty string."""
    cycle = _first_cycle(text)
    return cycle[0] if cycle else ""


def _first_cycle(text: str) -> tuple[str, int] | None:
    cleaned = _tidy(text)
    for pattern, months in _CYCLE:
        if match := pattern.search(cleaned):
            return match.group(), months
    return None


def _tidy(text: str) -> str:
    return " ".join(text.replace("\u2019", "'").split()).strip(" .,;:")


def _candidates(text: str) -> list[tuple[ReviewDate, int, int]]:
    """Every readable date in the text with its place, the most telling shape first, none inside another."""
    results: list[tuple[ReviewDate, int, int]] = []
    for kind, pattern in _SHAPES:
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for _, start, end in results):
                continue
            if when := _from_match(kind, match):
                results.append((when, match.start(), match.end()))
    return results


def _from_match(kind: Kind, match: re.Match[str]) -> ReviewDate | None:
    parts = match.groupdict()
    year = _year(parts["year"] or parts.get("short") or "")
    if kind == "term":
        season = parts["season"].lower()
        # "Spring 2022/23" is in the second half of that school year; "Autumn 2022/23" in the first.
        if parts["second"] and season != "autumn":
            year += 1
        return ReviewDate(match.group(), kind, year, season=season)
    month = int(parts["monthnumber"]) if parts.get("monthnumber") else _MONTHS[(parts.get("month") or "").lower()]
    if not 1 <= month <= 12:
        return None
    day = int(parts["day"]) if kind == "day" else 0
    if kind == "day" and not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return ReviewDate(match.group(), kind, year, month, day)


def _year(typed: str) -> int:
    digits = typed.strip("'")
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (1900 if int(digits) >= 80 else 2000)

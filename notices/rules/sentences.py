"""The table of ladders in plain sentences: for the settings page, and for the page of the handbook made from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notices.states.ladders import LADDERS, Anchor, Ladder, Unit, Who

_WHOLE = 100
_HALF = 50
_Step = tuple[str, int, str, bool]
"""Anchor, offset, unit, and whether it repeats."""


@dataclass(frozen=True, slots=True)
class LadderWords:
    """One ladder as a reader sees it: its name, who is told when, and the rules of the whole."""

    name: str
    words: str
    tells: tuple[tuple[str, str], ...]
    """(who, when) in the order of the table."""
    rules: tuple[str, ...]

    @property
    def sentences(self) -> list[str]:
        """Return "We tell the governors 30 days before the due day." for each of those who are told."""
        return [_("We tell %(who)s %(when)s.") % {"who": who, "when": when} for who, when in self.tells]


def ladder_words() -> list[LadderWords]:
    """Return every ladder in words, in the order of the table."""
    return [
        LadderWords(ladder.name, str(ladder.words), tuple(_tells(ladder)), tuple(_rules(ladder)))
        for ladder in LADDERS.values()
    ]


def _tells(ladder: Ladder) -> list[tuple[str, str]]:
    """Return (who, when); those who hear at the same moments are told in one line."""
    by_who: dict[Who, list[_Step]] = defaultdict(list)
    for rung in ladder.rungs:
        for who in rung.who:
            by_who[who].append((rung.anchor, rung.offset, rung.unit, False))
    if ladder.every is not None:
        for who in ladder.every.who:
            by_who[who].append((ladder.every.anchor, ladder.every.n, ladder.every.unit, True))
    by_steps: dict[tuple[_Step, ...], list[str]] = defaultdict(list)
    for who, steps in by_who.items():
        by_steps[tuple(steps)].append(str(who.label))
    return [(and_words(whos), and_words([_when(step) for step in steps])) for steps, whos in by_steps.items()]


def and_words(parts: Sequence[str]) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def _when(step: _Step) -> str:
    anchor, offset, unit, repeats = step
    if unit == Unit.PERCENT:
        return _share(offset, repeats)
    if repeats:
        return _("then every %(amount)s until it is done") % {"amount": _amount(unit, offset)}
    if offset == 0:
        return _("when the time is up") if unit == Unit.HOUR else _("on the due day")
    amount = _amount(unit, abs(offset))
    if anchor == Anchor.ASKED:
        return _("%(amount)s after it began") % {"amount": amount}
    if offset < 0:
        return _("%(amount)s before the due day") % {"amount": amount}
    return _("%(amount)s after the due day") % {"amount": amount}


def _share(percent: int, repeats: bool) -> str:
    if percent == _HALF:
        return _("when half of the time is over")
    if repeats:
        return _("each time that the time allowed runs out")
    return _("when %(percent)s percent of the time is over") % {"percent": percent}


def _amount(unit: str, count: int) -> str:
    if unit == Unit.SCHOOL_DAY:
        words = ngettext("%(count)s school day", "%(count)s school days", count)
    elif unit == Unit.WORKING_DAY:
        words = ngettext("%(count)s working day", "%(count)s working days", count)
    elif unit == Unit.HOUR:
        words = ngettext("%(count)s hour", "%(count)s hours", count)
    else:
        words = ngettext("%(count)s day", "%(count)s days", count)
    return words % {"count": count}


def _rules(ladder: Ladder) -> list[str]:
    found = [_("The first message goes out at once.")] if ladder.first else []
    if ladder.any_hour:
        found.append(_("Sent at any hour, on any day."))
    elif ladder.working_days:
        found.append(_("Sent on working days, in the school holidays too."))
    else:
        found.append(_("Sent on school days only. A day off moves it to the next school day."))
    if ladder.cap:
        words = ngettext(
            "Nobody gets more than %(cap)s reminder of one thing.",
            "Nobody gets more than %(cap)s reminders of one thing.",
            ladder.cap,
        )
        found.append(words % {"cap": ladder.cap})
    return found

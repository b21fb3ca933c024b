"""The reminder schedules in plain sentences: for the settings page, and for the page of the handbook made from them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.contributions.reminders import REMINDER_SCHEDULES, Anchor, ReminderSchedule, Unit, Who

_HALF = 50


class _Step(NamedTuple):
    """One moment of a schedule, whoever is told."""

    anchor: str
    offset: int
    unit: str
    repeats: bool = False
    with_the_week: bool = False


@dataclass(frozen=True, slots=True)
class ScheduleWords:
    """One schedule as a reader sees it: its name, who is told when, and the rules of the whole."""

    name: str
    words: str
    source: str
    runs: bool
    """Whether the feature is built, so that these messages are really sent."""
    tells: tuple[tuple[str, str], ...]
    """(who, when) lowest app first."""
    rules: tuple[str, ...]
    """What is particular about it; all else is sent on school days, what falls on a day off on the next one."""

    @property
    def sentences(self) -> list[str]:
        """Return "We tell the governors: 30 days before the due day." for each of those who are told."""
        return [_("We tell %(who)s: %(when)s.") % {"who": who, "when": when} for who, when in self.tells]


def schedule_words() -> list[ScheduleWords]:
    """Return every schedule in words, lowest app first."""
    return [
        ScheduleWords(
            name=schedule.name,
            words=str(schedule.words),
            source=schedule.source,
            runs=not schedule.planned,
            tells=tuple(_tells(schedule)),
            rules=tuple(_rules(schedule)),
        )
        for schedule in REMINDER_SCHEDULES.values()
    ]


def _tells(schedule: ReminderSchedule) -> list[tuple[str, str]]:
    """Return (who, when); those who are told at the same moments stand in one line."""
    by_who: dict[Who, list[_Step]] = defaultdict(list)
    for step in schedule.steps:
        for who in step.who:
            by_who[who].append(_Step(step.anchor, step.offset, step.unit))
    if schedule.every is not None:
        again = schedule.every
        for who in again.who:
            by_who[who].append(_Step(again.anchor, again.n, again.unit, True, again.with_the_week))
    by_steps: dict[tuple[_Step, ...], list[str]] = defaultdict(list)
    for who, steps in by_who.items():
        by_steps[tuple(steps)].append(str(who.label))
    return [(and_words(whos), and_words(_whens(steps))) for steps, whos in by_steps.items()]


def and_words(parts: Sequence[str]) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def _whens(steps: Sequence[_Step]) -> list[str]:
    """Return the moments in words; "14 and 7 days before the due day" where only the number differs."""
    words: list[str] = []
    alike: list[int] = []
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        alike.append(step.offset)
        if following is None or _sort_of(following) != _sort_of(step) or step.offset == 0:
            words.append(_when(step, alike, is_first=not words))
            alike = []
    return words


def _sort_of(step: _Step) -> tuple[str, str, bool, bool, bool]:
    return step.anchor, step.unit, step.repeats, step.offset < 0, step.offset == 0


def _when(step: _Step, offsets: Sequence[int], *, is_first: bool) -> str:
    if step.unit == Unit.PERCENT:
        return _share(step)
    amount = _amount(step.unit, [abs(offset) for offset in offsets])
    if step.with_the_week:
        return _("then on the first school day of each week until it is done")
    if step.repeats:
        return _("then every %(amount)s until it is done") % {"amount": amount}
    if step.offset == 0:
        return _("when the time is up") if step.unit == Unit.HOUR else _("on the due day")
    if step.anchor == Anchor.ASKED:
        return _("after %(amount)s") % {"amount": amount}
    if step.offset < 0:
        return _("%(amount)s before the due day") % {"amount": amount}
    words = _("%(amount)s after the due day") if is_first else _("%(amount)s after it")
    return words % {"amount": amount}


def _share(step: _Step) -> str:
    if step.repeats:
        return _("each time that the time allowed runs out")
    if step.offset == _HALF:
        return _("when half of the time is over")
    return _("when %(percent)s percent of the time is over") % {"percent": step.offset}


def _amount(unit: str, counts: Sequence[int]) -> str:
    words = {
        Unit.SCHOOL_DAY: ngettext("%(count)s school day", "%(count)s school days", counts[-1]),
        Unit.WORKING_DAY: ngettext("%(count)s working day", "%(count)s working days", counts[-1]),
        Unit.HOUR: ngettext("%(count)s hour", "%(count)s hours", counts[-1]),
    }
    usual = ngettext("%(count)s day", "%(count)s days", counts[-1])
    return words.get(Unit(unit), usual) % {"count": and_words([str(count) for count in counts])}


def _rules(schedule: ReminderSchedule) -> list[str]:
    sentences = [_("The first message goes out when it begins.")] if schedule.first else []
    if schedule.note:
        sentences.append(str(schedule.note))
    elif schedule.any_hour:
        sentences.append(_("Sent at any hour, on any day."))
    elif schedule.working_days:
        sentences.append(_("Sent on working days, in the school holidays too."))
    if schedule.cap:
        most = ngettext(
            "Nobody gets more than %(cap)s reminder of one thing.",
            "Nobody gets more than %(cap)s reminders of one thing.",
            schedule.cap,
        )
        sentences.append(most % {"cap": schedule.cap})
    return sentences

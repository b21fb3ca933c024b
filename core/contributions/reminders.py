"""What an app contributes to reminders: who is told of what, how long before or after, and how often at most.

Data only. The arithmetic is in ``notices.rules.reminder_schedules``. A step's name is part of its claim, so it never
changes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.contributions.messages import KINDS
from core.contributions.registry import References, Registry
from core.text.words import Words


class Unit(TextChoices):
    """In what a step, or a deadline, counts."""

    SCHOOL_DAY = "school_day", _("school days")
    WORKING_DAY = "working_day", _("working days")
    DAY = "day", _("days")
    """Calendar days; a step that falls on a day off moves to the next school day."""
    HOUR = "hour", _("hours")
    WORKING_HOUR = "working_hour", _("hours in which the school is open")
    MONTH = "month", _("months")
    PERCENT = "percent", _("percent of the time allowed")


class Anchor(TextChoices):
    """From when a step counts."""

    ASKED = "opened", _("when it was asked or came in")
    DUE = "due", _("when it is due")


class Who(TextChoices):
    """Whom a step tells."""

    PERSON = "person", _("the person who was asked")
    OWNER = "owner", _("the person who looks after it")
    HOLDER = "holder", _("the person who has it in hand")
    LINE_MANAGER = "line_manager", _("their line manager")
    HEADTEACHER = "headteacher", _("the headteacher")
    CHAIR = "chair", _("the chair of governors")
    CLERK = "clerk", _("the clerk")
    GOVERNORS = "governors", _("the governors")
    NEXT_IN_LINE = "next_in_line", _("the next in line")
    DSL = "dsl", _("the safeguarding leads")
    NAMED = "named", _("the role that the school has named")


@dataclass(frozen=True, slots=True)
class ReminderStep:
    """One step: ``offset`` units after its anchor (before it, if negative), whom it tells and with which message.

    Several rows may share a name: one moment that tells different people for different reasons.
    """

    name: str
    anchor: Anchor
    offset: int
    unit: Unit
    who: tuple[Who, ...]
    kind: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Every:
    """What goes on for as long as it takes: every ``n`` units after the anchor. ``name`` holds ``{n}``, from 1.

    ``with_the_week``: put off to the first school day of a week, so that it goes in one message with the weekly note.
    """

    unit: Unit
    n: int
    who: tuple[Who, ...]
    kind: str
    reason: str = ""
    name: str = "{n}"
    anchor: Anchor = Anchor.DUE
    with_the_week: bool = False


@dataclass(frozen=True, slots=True)
class ReminderSchedule:
    """All steps of one sort of duty, in order. ``source``: where the rule comes from.

    ``first``: the message that goes out at once when it begins; not a step, because no scheduled run sends it.
    ``cap``: how many reminders one person gets at most. ``working_days``: told in the school's holidays too, because
    the rule behind it counts working days. ``any_hour``: never held, neither by the hour nor by the day. ``note``: what
    else a reader should know. ``planned``: what will use it; until then no message of it is sent.
    """

    name: str
    words: Words
    source: str
    steps: tuple[ReminderStep, ...]
    every: Every | None = None
    cap: int | None = None
    any_hour: bool = False
    working_days: bool = False
    first: str = ""
    note: Words = ""
    planned: str = ""

    def references(self) -> References:
        """Name the kinds of message; what is planned may name one that is still to come."""
        kinds = [self.first, *(step.kind for step in self.steps), self.every.kind if self.every else ""]
        return [] if self.planned else [(KINDS, kind) for kind in kinds if kind]


@dataclass(frozen=True, slots=True)
class TimeAllowed:
    """How much time a schedule allows at a school, in a sentence for the page of reminders."""

    name: str
    words: Callable[[Any], str]

    def references(self) -> References:
        """Name the schedule."""
        return [(REMINDER_SCHEDULES, self.name)]


REMINDER_SCHEDULES = Registry(ReminderSchedule, variable="REMINDER_SCHEDULES", noun="schedule of reminders")
TIMES_ALLOWED = Registry(TimeAllowed, variable="TIMES_ALLOWED", noun="time allowed")


def before(days: int) -> str:
    """Return the name of a step so many days before."""
    return f"{days} days before" if days else "on the day"

"""When this school reminds whom, in words made from the table of reminder schedules: the page "Reminders"."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import ngettext

from core.contributions.messages import KINDS
from core.contributions.reminders import TIMES_ALLOWED
from core.text.words import Words
from notices.queries.message_kinds import writing_hours
from notices.rules.sentences import ScheduleWords, schedule_words
from notices.states.deadlines import DECIDE_WITHIN
from schools.models.schools import School


@dataclass(frozen=True, slots=True)
class Reminders:
    """The page. ``hours`` as :func:`writing_hours`; ``at_once``: the messages that go at any hour."""

    hours: dict[str, str | bool]
    at_once: Sequence[Words]
    schedules: Sequence[tuple[ScheduleWords, str]]
    """The schedules that run, each with how much time it allows ("" where everything has a due day)."""


def reminders(school: School) -> Reminders:
    """Return when this school reminds whom. Nothing about anybody, so every member may read it."""
    allowed = {name: time.words(school) for name, time in TIMES_ALLOWED.items()}
    return Reminders(
        hours=writing_hours(school),
        at_once=[kind.words for kind in KINDS.values() if kind.at_once],
        schedules=[(schedule, allowed.get(schedule.name, "")) for schedule in schedule_words() if schedule.runs],
    )


def decision_time_words(school: School) -> str:
    """Return how much time a decision is allowed, at every school the same."""
    words = ngettext("The time allowed is %(n)s school day.", "The time allowed is %(n)s school days.", DECIDE_WITHIN)
    return words % {"n": DECIDE_WITHIN}

"""The arithmetic of ladders and clocks: pure functions over the tables of ``notices.states`` and a calendar."""

from notices.rules.clocks import Pause, Reading, Span, due_after, due_at, left, part_at, read, span_of, stage_of
from notices.rules.deciding import decide_by
from notices.rules.ladders import Passed, passed, passed_by, rungs_passed
from notices.rules.running import Running, at_moment, in_order, on_day, paused_until, waiting, when_words, words_of

__all__ = [
    "Passed",
    "Pause",
    "Reading",
    "Running",
    "Span",
    "at_moment",
    "decide_by",
    "due_after",
    "due_at",
    "in_order",
    "left",
    "on_day",
    "part_at",
    "passed",
    "passed_by",
    "paused_until",
    "read",
    "rungs_passed",
    "span_of",
    "stage_of",
    "waiting",
    "when_words",
    "words_of",
]

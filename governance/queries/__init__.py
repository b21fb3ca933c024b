"""Reads for governors."""

from governance.queries.board import Board, board, concerns
from governance.queries.owed import READERS, notes_not_owed
from governance.queries.reviews import lives_of, review_calendar, review_tag, term_words
from governance.queries.running import WhatRuns, resets_running, what_runs
from governance.queries.week import SchoolWeek, own_week, school_week

__all__ = [
    "READERS",
    "Board",
    "SchoolWeek",
    "WhatRuns",
    "board",
    "concerns",
    "lives_of",
    "notes_not_owed",
    "own_week",
    "resets_running",
    "review_calendar",
    "review_tag",
    "school_week",
    "term_words",
    "what_runs",
]

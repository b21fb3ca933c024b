"""Reads about disclosures. What somebody may not see does not exist for them."""

from registers.queries.disclosures import (
    DisclosurePage,
    RegisterRow,
    decidable_by,
    is_own,
    may_read_register,
    nothing_signed,
    own,
    page_of,
    register,
    rule_clause,
    school_year,
    visible_to,
)
from registers.queries.evidence import digest_of_decision, digest_of_nothing
from registers.queries.home import done_for, todo_for, waiting_for
from registers.queries.owed import decisions_not_owed
from registers.queries.running import clock_of, clock_words, pauses_of, running_for
from registers.queries.yearly import AnswerYear, answer_year, unanswered, waiting_forms

__all__ = [
    "AnswerYear",
    "DisclosurePage",
    "RegisterRow",
    "answer_year",
    "clock_of",
    "clock_words",
    "decidable_by",
    "decisions_not_owed",
    "digest_of_decision",
    "digest_of_nothing",
    "done_for",
    "is_own",
    "may_read_register",
    "nothing_signed",
    "own",
    "page_of",
    "pauses_of",
    "register",
    "rule_clause",
    "running_for",
    "school_year",
    "todo_for",
    "unanswered",
    "visible_to",
    "waiting_for",
    "waiting_forms",
]

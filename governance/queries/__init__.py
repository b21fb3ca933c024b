"""Reads for governors."""

from governance.queries.board import Board, board, concerns
from governance.queries.reviews import lives_of, review_calendar, review_tag, term_words

__all__ = ["Board", "board", "concerns", "lives_of", "review_calendar", "review_tag", "term_words"]

"""What governors are shown, put together without a database."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from zoneinfo import ZoneInfo

import pytest

from governance.queries import board, deadlines, reviews
from governance.rules import Cell, hide_small, is_small
from ledger.states import Confidentiality
from notices.rules.deadlines import Deadline
from notices.states.deadlines import Stage
from policies.models import Policy
from policies.queries import review_dates
from policies.states import ReviewStatus
from schools.models.calendar import Term
from signoffs.models import Agreement, Round
from signoffs.queries.progress import Progress
from signoffs.states import Audience

TODAY = dt.date(2026, 11, 23)
AUTUMN = Term(season="autumn", starts=dt.date(2026, 9, 2), ends=dt.date(2026, 12, 18))
SPRING = Term(season="spring", starts=dt.date(2027, 1, 5), ends=dt.date(2027, 3, 26))


@pytest.mark.parametrize(
    ("day", "heading"),
    [
        (None, "No date set"),
        (TODAY - dt.timedelta(days=1), "Overdue"),
        (TODAY, "Autumn term 2026"),
        (AUTUMN.ends, "Autumn term 2026"),
        (dt.date(2026, 12, 27), "Autumn term 2026"),
        (SPRING.starts, "Spring term 2027"),
        (SPRING.ends, "Spring term 2027"),
        (SPRING.ends + dt.timedelta(days=1), "Later"),
    ],
)
def test_a_review_stands_under_its_term_and_a_holiday_under_the_term_before(day, heading):
    assert reviews._heading(day, TODAY, [AUTUMN, SPRING]) == heading


def test_a_day_before_the_first_term_is_later():
    assert reviews._heading(TODAY, TODAY, [SPRING]) == "Later"
    assert reviews._heading(TODAY, TODAY, []) == "Later"


def policy(status: ReviewStatus, *, early: bool = False) -> reviews.ReviewRow:
    tag = review_dates.ReviewTag(status, "", "")
    return reviews.ReviewRow(status=None, tag=tag, early="Something new" if early else "")


def test_the_board_is_asked_in_one_sentence_for_each_matter():
    late, undated, fine = (
        policy(status) for status in (ReviewStatus.OVERDUE, ReviewStatus.NO_DATE, ReviewStatus.UP_TO_DATE)
    )
    early = policy(ReviewStatus.UP_TO_DATE, early=True)
    assert board._asks([fine]) == []
    assert board._asks([late, undated, early]) == [
        "Note one overdue review.",
        "Set a review date for one policy.",
        "An early review is called for.",
    ]
    assert board._asks([late] * 2 + [undated] * 3 + [early] * 4) == [
        "Note 2 overdue reviews.",
        "Set a review date for 3 policies.",
        "4 early reviews are called for.",
    ]


@pytest.mark.parametrize(
    ("left", "total", "few_left", "nearly_all", "few_asked"),
    [
        (0, 20, False, False, False),
        (1, 20, True, True, False),
        (4, 20, True, True, False),
        (5, 20, False, False, False),
        (4, 19, True, False, False),
        (0, 5, False, False, False),
        (0, 4, False, False, True),
        (4, 4, True, False, True),
    ],
)
def test_few_people_left_or_asked_are_never_counted(left, total, few_left, nearly_all, few_asked):
    agreement = Agreement(policy=Policy(title="Online safety"), audience=Audience.STAFF)
    row = board.Signed(Round(agreement=agreement, due=TODAY), Progress(screen=total - left, total=total))
    assert (row.progress.left, row.signed) == (left, total - left)
    assert (row.few_left, row.nearly_all, row.few_asked) == (few_left, nearly_all, few_asked)


def test_concerns_show_the_last_two_terms_and_say_since_when_they_are_counted():
    older = Term(season="summer", starts=dt.date(2026, 4, 13), ends=dt.date(2026, 7, 22))
    counts = {older: Counter(), AUTUMN: Counter(school=7), SPRING: Counter(school=9, pupils=3)}
    shown = board.concerns(counts)
    assert shown.terms == [SPRING, AUTUMN]
    assert shown.since == AUTUMN
    assert shown.something_hidden
    assert not shown.none_yet
    _, (_, pupils), (_, other) = shown.rows
    assert pupils == [Cell(None, True), Cell(0)]
    assert [cell.shown for cell in other] == [0, 0]


def test_concerns_of_a_school_without_any_say_so():
    shown = board.concerns({AUTUMN: Counter()})
    assert (shown.none_yet, shown.since, shown.something_hidden) == (True, AUTUMN, False)
    nothing = board.concerns({})
    assert (nothing.terms, nothing.since, nothing.none_yet) == ([], None, True)


def deadline(stage: Stage, due: dt.date | dt.datetime) -> Deadline:
    return Deadline("sign_off", "Sign", "/", due, stage, "", Confidentiality.EVERYDAY)


@pytest.mark.parametrize(
    ("stage", "due", "tag_kind", "tag"),
    [
        (Stage.RUNNING, TODAY, "due", "Today"),
        (Stage.RUNNING, TODAY + dt.timedelta(days=1), "", str(Stage.RUNNING.label)),
        (Stage.RUNNING, dt.datetime(2026, 11, 23, 23, 30, tzinfo=dt.UTC), "due", "Today"),
        (Stage.LATE, TODAY, "overdue", str(Stage.LATE.label)),
        (Stage.PAUSED, TODAY, "waiting", str(Stage.PAUSED.label)),
    ],
)
def test_a_deadline_says_today_only_while_it_runs(stage, due, tag_kind, tag):
    row = deadlines._row(deadline(stage, due), TODAY, ZoneInfo("Europe/London"))
    assert (row.tag_kind, row.tag) == (tag_kind, tag)


def test_late_ones_are_counted_in_both_lists():
    late = deadlines._row(deadline(Stage.LATE, TODAY), TODAY, ZoneInfo("Europe/London"))
    fine = deadlines._row(deadline(Stage.RUNNING, TODAY), TODAY, ZoneInfo("Europe/London"))
    shown = deadlines.DeadlinesPage(everyday=[late, fine], confidential=[late])
    assert (shown.late, shown.total) == (2, 3)


def test_a_smallest_number_is_hidden_from_one_to_four():
    assert [is_small(count) for count in range(6)] == [False, True, True, True, True, False]
    assert [is_small(count, threshold=3) for count in range(4)] == [False, True, True, False]
    assert hide_small([[3, 9]], threshold=3) == [[Cell(3), Cell(9)]]
    assert hide_small([]) == []


def test_a_row_of_two_terms_hides_its_other_number():
    assert hide_small([[2, 9]]) == [[Cell(None, True), Cell(None)]]
    assert hide_small([[2, 0]]) == [[Cell(None, True), Cell(0)]]


def test_of_equal_numbers_the_first_is_hidden_too():
    assert hide_small([[6], [3], [6]]) == [[Cell(None)], [Cell(None, True)], [Cell(6)]]


def test_the_cycle_that_hides_least_is_chosen():
    table = [[2, 30, 9], [8, 7, 6]]
    shown = [[cell.shown for cell in line] for line in hide_small(table)]
    assert shown == [[None, 30, None], [None, 7, None]]


def test_where_zeros_leave_no_cycle_the_smallest_of_the_row_is_hidden():
    assert hide_small([[3, 9], [0, 5]]) == [[Cell(None, True), Cell(None)], [Cell(0), Cell(5)]]
    assert hide_small([[9, 3, 8], [0, 0, 5]]) == [
        [Cell(9), Cell(None, True), Cell(None)],
        [Cell(0), Cell(0), Cell(5)],
    ]

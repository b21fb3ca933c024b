"""The governors' board and the review calendar, as the page says it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from governance.queries import board, reviews
from incidents.services import reports
from incidents.states.workflow import FromKind
from policies.models import EarlyReview, VersionStatus
from policies.queries import review_dates
from policies.states import VersionState
from signoffs.queries import audience
from signoffs.services import signing as signoffs_signing
from tests.cast import Cast, Member, sign_in
from tests.signoffs.conftest import Desk

pytestmark = pytest.mark.django_db
Make = Callable[..., VersionStatus]
BOARD, REVIEWS = "/s/fernhill/board/", "/s/fernhill/reviews/"
INBOX = 4
"""Who hears concerns has their number in the menu of every page."""


def words_of(who: Member, url: str = BOARD) -> str:
    """Return what a page says, without its markup."""
    answer = sign_in(Client(), who).get(url)
    assert answer.status_code == 200
    main = re.search(r"<main.*?</main>", answer.content.decode(), re.DOTALL)
    assert main
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main.group())).split())


def queries_of(who: Member, url: str) -> int:
    client = sign_in(Client(), who)
    client.get(url)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def concern(cast: Cast, kind: str, times: int = 1) -> None:
    for _each in range(times):
        answers = {"about_kind": kind, "about": [], "story": "Heronmarker wrote something"}
        reports.send_report(school=cast.school, answers=answers, from_kind=FromKind.NO_NAME)


@pytest.mark.parametrize("url", [BOARD, REVIEWS])
def test_who_may_see_it(cast: Cast, url: str) -> None:
    opened = {
        name for name in ("head", "dsl", "chair", "governor", "clerk") if _status(getattr(cast, name), url) == 200
    }
    assert opened == {"head", "dsl", "chair", "governor", "clerk"}
    assert {_status(getattr(cast, name), url) for name in ("teacher", "office", "support")} <= {403, 200}
    assert (_status(cast.teacher, url), _status(cast.stranger_head, url)) == (403, 404)


def _status(who: Member, url: str) -> int:
    return int(sign_in(Client(), who).get(url).status_code)


@pytest.mark.obligation("W1", "L1", "L19", "C16")
def test_dates_stand_as_they_were_typed_and_a_tag_says_where_each_review_is(cast: Cast, in_force: Make) -> None:
    in_force("Online safety", "Autumn 2025", "March 2025")
    in_force("Social media", "Autumn 2027", "12 November 2026")
    in_force("Behaviour", "31 January 2027", "May 2026")
    in_force("Visitors")
    rows = [(row.status, row.tag.words) for row in board.board(cast.school, _today(cast)).policies]
    assert [(life.version.title, life.approved_text, life.next_review_text, words) for life, words in rows] == [
        ("Behaviour", "May 2026", "31 January 2027", "Due in 9 weeks"),
        ("Online safety", "March 2025", "Autumn 2025", "Overdue since 19 December 2025"),
        ("Social media", "12 November 2026", "Autumn 2027", "Up to date"),
        ("Visitors", "", "", "No date set"),
    ]
    said = words_of(cast.governor)
    assert "Visitors not stated no date set No date set" in said
    assert "Autumn term, as at Monday 23 November 2026" in said


def _today(cast: Cast) -> Any:
    return cast.school.today()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("22 November 2026", "Overdue since 22 November 2026"),
        ("23 November 2026", "Due today"),
        ("24/11/2026", "Due in 1 day"),
        ("30 November 2026", "Due in 1 week"),
        ("November 2026", "Due in 1 week"),
        ("22 February 2027", "Up to date"),
        ("21 February 2027", "Due in 12 weeks"),
    ],
)
def test_the_words_of_a_review(cast: Cast, in_force: Make, typed: str, words: str) -> None:
    status = in_force("Behaviour", typed)
    assert review_dates.review_tag(status.next_review_day, cast.school.today()).words == words


@pytest.mark.obligation("L18", "M1")
def test_what_the_board_asks_of_governors(cast: Cast, in_force: Make) -> None:
    assert "Nothing today." in words_of(cast.governor)
    in_force("Online safety", "Autumn 2025")
    status = in_force("Visitors")
    in_force("Social media", "Autumn 2027")
    in_force("Social media", "Autumn 2028", state=VersionState.PROPOSED, number=2)
    EarlyReview.objects.create(
        school=cast.school,
        policy=status.policy,
        cause="guidance",
        why="New",
        called_by=cast.head.person,
        called_at=status.proposed_at,
    )
    asked = words_of(cast.governor).partition("We ask of you")[2].partition("Policies")[0]
    assert asked.strip() == (
        "Approve: Social media (version 2) Note one overdue review. Set a review date for one policy. "
        "An early review is called for."
    )


def test_numbers_of_a_round_and_none_when_few_are_left(cast: Cast, desk: Desk) -> None:
    desk.round()
    row = board.board(cast.school, cast.school.today()).signed[0]
    total = row.progress.total
    assert (row.signed, row.progress.left, row.few_left) == (0, total, False)
    said = words_of(cast.governor)
    assert f"{row.round.agreement.policy.title} Staff · closes " in said
    assert f"0 of {total}" in said


def test_few_left_is_said_without_a_number(cast: Cast, desk: Desk) -> None:
    opened = desk.round()
    total = board.board(cast.school, cast.school.today()).signed[0].progress.total
    members = [who for who in cast.staff() if audience.is_asked(opened, who.actor.roles)]
    for who in members[: total - 2]:
        signoffs_signing.sign(round=opened, by=who.actor, ticked={0}, name=who.name)
    signed = words_of(cast.governor).partition("Signed ")[2].partition(" Concerns by term")[0]
    assert signed == (f"Social media policy Staff · closes 3 December Fewer than 5 of {total} left")


def test_concerns_are_counted_by_term_and_small_numbers_hidden(cast: Cast, in_force: Make) -> None:
    assert "No concern is on record. We count from the Autumn term 2026." in words_of(cast.governor)
    concern(cast, "post", 7)
    concern(cast, "pupils", 2)
    said = words_of(cast.governor).partition("Concerns by term")[2]
    assert said.strip().startswith(
        "Kind Autumn 2026 Summer 2026 Posts about the school or staff 5 or more 0 "
        "Between pupils fewer than 5 0 Everything else 0 0"
    )
    assert "Heron" not in said


@pytest.mark.parametrize("url", [BOARD, REVIEWS])
@pytest.mark.parametrize(("role", "most"), [("governor", 12), ("clerk", 12), ("chair", 12 + INBOX)])
def test_the_same_few_queries_for_one_policy_and_for_thirty(
    cast: Cast, desk: Desk, in_force: Make, url: str, role: str, most: int
) -> None:
    who = getattr(cast, role)
    desk.round()
    desk.family_round()
    in_force("Policy 0", "Autumn 2025")
    one = queries_of(who, url)
    for number in range(1, 30):
        in_force(f"Policy {number}", "Autumn 2027")
    concern(cast, "post", 3)
    assert queries_of(who, url) == one
    assert one <= most


@pytest.mark.obligation("L1", "M1", "L18")
def test_the_calendar_goes_by_term_with_no_date_on_top(cast: Cast, in_force: Make) -> None:
    for title, typed in (
        ("Behaviour", "31 January 2027"),
        ("Visitors", ""),
        ("Photos", "Autumn 2026"),
        ("Safety", "July 2025"),
        ("Phones", "Autumn 2027"),
        ("Email", "30 December 2026"),
        ("Far", "May 2040"),
    ):
        in_force(title, typed)
    groups = reviews.review_calendar(cast.clerk.actor)
    assert [(group.words, [row.status.policy.title for row in group.rows]) for group in groups] == [
        ("No date set", ["Visitors"]),
        ("Overdue", ["Safety"]),
        ("Autumn term 2026", ["Photos", "Email"]),
        ("Spring term 2027", ["Behaviour"]),
        ("Autumn term 2027", ["Phones"]),
        ("Later", ["Far"]),
    ]


def test_only_writers_can_start_a_review_from_the_calendar(cast: Cast, in_force: Make) -> None:
    in_force("Behaviour", "31 January 2027")
    assert "Start review" in words_of(cast.clerk, REVIEWS)
    assert "Start review" not in words_of(cast.governor, REVIEWS)
    client = sign_in(Client(), cast.clerk)
    assert client.post("/s/fernhill/policies/behaviour/review/").status_code == 302
    assert "Go on with the draft" in words_of(cast.clerk, REVIEWS)


def test_a_proposed_version_is_on_its_way_in_the_calendar(cast: Cast, in_force: Make) -> None:
    in_force("Behaviour", "31 January 2027")
    in_force("Behaviour", "31 January 2028", state=VersionState.PROPOSED, number=2)
    said = words_of(cast.clerk, REVIEWS)
    assert "Version 2 : Waiting for approval" in said
    assert "Start review" not in said

"""Decisions about policies, without a database."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from policies.queries.redline import redline_clauses, redline_words
from policies.rules import (
    match_keys,
    may_approve,
    may_return,
    older_editions,
    place_section,
    review_status,
    section_mark,
    signers_now,
)
from policies.states import ReviewStatus, VersionState

DUE = dt.date(2027, 3, 1)


@pytest.mark.parametrize(
    ("days", "status"),
    [
        (91, ReviewStatus.UP_TO_DATE),
        (90, ReviewStatus.DUE_SOON),
        (0, ReviewStatus.DUE_SOON),
        (-1, ReviewStatus.OVERDUE),
    ],
)
def test_a_review_is_due_soon_for_90_days_and_overdue_after_its_day(days: int, status: ReviewStatus) -> None:
    assert review_status(DUE, DUE - dt.timedelta(days=days)) is status


def test_a_policy_without_a_date_is_neither_due_nor_overdue() -> None:
    assert review_status(None, DUE) is ReviewStatus.NO_DATE


def clause(key: str, heading: str, text: str = "", number: str = "") -> dict[str, str]:
    return {"key": key, "heading": heading, "text": text, "number": number}


def test_clauses_of_a_new_file_keep_their_keys_by_heading_and_by_likeness() -> None:
    old = [
        clause("a", "Purpose", "Be kind"),
        clause("b", "Friends", "Staff do not connect with past pupils under 16"),
        clause("c", "", "Nobody shares a picture of a child without a yes"),
    ]
    new = [
        clause("1", "friends", "Something quite different"),
        clause("2", "", "Nobody shares any picture of a child without a yes"),
        clause("3", "Why", "Be very loud and do not care at all"),
    ]
    assert [one["key"] for one in match_keys(old, new)] == ["b", "c", "3"]


@given(st.lists(st.tuples(st.sampled_from("abc "), st.text("xy ", max_size=9)), max_size=6))
def test_no_key_is_ever_given_twice(parts: list[tuple[str, str]]) -> None:
    old = [clause(f"old{n}", heading, text) for n, (heading, text) in enumerate(parts)]
    new = [clause(f"new{n}", heading, text) for n, (heading, text) in enumerate(reversed(parts))]
    keys = [one["key"] for one in match_keys(old, new)]
    assert len(keys) == len(set(keys)) == len(new)


def test_a_section_is_moved_added_and_stays() -> None:
    a, b, c = (clause(key, key) for key in "abc")
    assert [one["key"] for one in place_section([a, b, c], c, 1)] == ["c", "a", "b"]
    assert [one["key"] for one in place_section([a, b], c, None)] == ["a", "b", "c"]
    assert [one["key"] for one in place_section([a, b], a | {"text": "new"}, None)] == ["a", "b"]
    assert [one["key"] for one in place_section([a, b, c], a, 99)] == ["b", "c", "a"]


def test_the_mark_of_a_section_changes_with_its_words() -> None:
    assert section_mark(clause("a", "One", "x")) == section_mark(clause("b", "One", "x"))
    assert section_mark(clause("a", "One", "x")) != section_mark(clause("a", "One", "y"))


@pytest.mark.obligation("L18")
def test_every_holder_signs_where_the_school_says_so_else_one_of_each_role() -> None:
    holders = {"chair": ["c"], "headteacher": ["h1", "h2"]}
    every = [("chair", "c"), ("headteacher", "h1"), ("headteacher", "h2")]
    assert signers_now([], set(), holders, every_holder=True) == every
    assert signers_now([], set(), holders, every_holder=False) == [("chair", "c"), ("headteacher", "h1")]


def test_given_approvals_stay_when_holders_change() -> None:
    before = [["chair", "old"], ["headteacher", "h"]]
    given_so_far = {("headteacher", "h")}
    holders = {"chair": ["new"], "headteacher": ["h2"]}
    assert signers_now(before, given_so_far, holders, every_holder=False) == [("headteacher", "h"), ("chair", "new")]


def actor(person: str, *roles: str) -> SimpleNamespace:
    return SimpleNamespace(person=SimpleNamespace(pk=person), roles=set(roles))


def test_an_approval_needs_the_role_still_held() -> None:
    status = SimpleNamespace(state=VersionState.PROPOSED, signers=[["chair", "c"]])
    assert may_approve(status, actor("c", "chair"), set())
    assert not may_approve(status, actor("c", "governor"), set())
    assert not may_approve(status, actor("c", "chair"), {("chair", "c")})
    assert not may_return(status, actor("x", "chair"))
    assert not may_return(SimpleNamespace(state=VersionState.PUBLISHED, signers=[["chair", "c"]]), actor("c", "chair"))


@pytest.mark.obligation("M26")
def test_an_older_edition_is_flagged_once_another_policy_cites_a_newer_one() -> None:
    cited = [("Keeping children safe", "2025"), ("keeping children safe", "September 2026"), ("Prevent duty", "")]
    assert older_editions(cited) == {("Keeping children safe", "2025")}


def test_the_redline_marks_words_and_never_blanks() -> None:
    parts = redline_words("pupils under 16 on\npersonal accounts", "pupils under 18 on personal accounts")
    assert [(part.kind, part.text) for part in parts if part.kind != "same"] == [("removed", "16"), ("added", "18")]


@given(st.text("ab \n<>", max_size=60), st.text("ab \n<>", max_size=60))
def test_the_redline_holds_every_word_of_both_texts(old: str, new: str) -> None:
    parts = redline_words(old, new)
    for kind, text in (("removed", old), ("added", new)):
        kept = " ".join(part.text for part in parts if part.kind in ("same", kind))
        assert kept.split() == text.split()


def test_a_huge_clause_is_shown_whole_instead_of_compared() -> None:
    parts = redline_words("the " * 3000, "the " * 2999 + "end")
    assert [part.kind for part in parts if part.text.strip()] == ["removed", "added"]


def test_the_redline_never_becomes_html() -> None:
    old = [SimpleNamespace(key=1, number="1", heading="A", text="safe words")]
    new = [SimpleNamespace(key=1, number="1", heading="A", text="safe <script>alert(1)</script> words")]
    html = engines["django"].get_template("policies/_redline.html").render({"redline": redline_clauses(old, new)})
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "Added:" in html

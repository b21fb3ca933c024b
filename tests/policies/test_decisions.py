"""Who may propose, approve, return and review, and what may happen to a version. Without a database."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from core.contributions.roles import PERMISSIONS
from policies.rules import (
    match_keys,
    may_approve,
    may_call_review,
    may_propose,
    may_return,
    older_editions,
    review_status,
    section_mark,
    signers_now,
)
from policies.states import DUE_SOON_DAYS, VERSION, ReviewStatus, VersionState

TODAY = dt.date(2026, 9, 14)


def draft(title: str = "Online safety", text: str = "Be kind", heading: str = "", changes: str = "A word") -> Any:
    return SimpleNamespace(title=title, clauses=[{"text": text, "heading": heading}], changes=changes)


def status(state: str, *signers: tuple[str, str]) -> Any:
    return SimpleNamespace(state=state, signers=[list(one) for one in signers])


def actor(person: str, *roles: str, permissions: tuple[str, ...] = ()) -> Any:
    return SimpleNamespace(
        person=SimpleNamespace(pk=person), roles=set(roles), may=lambda permission: permission in permissions
    )


def test_a_draft_with_a_title_and_a_section_is_proposed() -> None:
    assert may_propose(draft(), in_force=True).allowed
    assert may_propose(draft(text="", heading="Purpose"), in_force=True).allowed


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"title": " "}, "The policy has no title yet. Enter one."),
        ({"text": " ", "heading": "\n"}, "The policy has no text yet. Add at least one section."),
        ({"changes": ""}, "Write in one to five lines what has changed."),
        ({"title": "", "text": "", "changes": ""}, "The policy has no title yet. Enter one."),
    ],
)
def test_what_a_draft_still_lacks_is_said(wrong: dict, reason: str) -> None:
    assert may_propose(draft(**wrong), in_force=True).reason == reason


def test_a_first_version_has_changed_nothing() -> None:
    assert may_propose(draft(changes=""), in_force=False).allowed
    empty = SimpleNamespace(title="Online safety", clauses=[], changes="")
    assert may_propose(empty, in_force=False).reason == "The policy has no text yet. Add at least one section."


@pytest.mark.parametrize("state", VersionState)
def test_only_a_proposed_version_is_approved(state: str) -> None:
    decision = may_approve(status(state, ("chair", "c")), actor("c", "chair"), set())
    proposed = state == VersionState.PROPOSED
    assert (decision.allowed, decision.reason) == (
        proposed,
        "" if proposed else "This version is not waiting for approval.",
    )


@pytest.mark.parametrize(
    ("who", "given", "reason"),
    [
        (actor("x", "chair"), set(), "Your approval is not asked for."),
        (actor("c", "governor"), set(), "Your approval is not asked for."),
        (actor("c"), set(), "Your approval is not asked for."),
        (actor("c", "chair"), {("chair", "c")}, "You have approved this version."),
        (actor("c", "chair"), {("headteacher", "c")}, ""),
        (actor("c", "chair"), {("chair", "x")}, ""),
    ],
)
def test_whoever_is_asked_approves_once_in_the_role_they_hold(who: Any, given: set, reason: str) -> None:
    assert may_approve(status("proposed", ("chair", "c"), ("headteacher", "h")), who, given).reason == reason


def test_who_signs_in_two_roles_has_approved_once_both_are_given() -> None:
    both = status("proposed", ("chair", "c"), ("headteacher", "c"))
    me = actor("c", "chair", "headteacher")
    assert may_approve(both, me, {("chair", "c")}).allowed
    assert not may_approve(both, me, {("chair", "c"), ("headteacher", "c")}).allowed


@pytest.mark.parametrize("state", VersionState)
def test_changes_are_asked_for_until_a_version_is_in_force(state: str) -> None:
    decision = may_return(status(state, ("chair", "c")), actor("c", "chair"))
    assert decision.allowed is (state in (VersionState.PROPOSED, VersionState.APPROVED))
    assert not may_return(status(state, ("chair", "c")), actor("x", "chair")).allowed
    assert not may_return(status(state, ("chair", "c")), actor("c", "governor")).allowed


@pytest.mark.parametrize("permission", [*PERMISSIONS])
def test_an_early_review_is_called_by_those_who_write_approve_or_oversee(permission: str) -> None:
    callers = {"policy.draft", "policy.approve", "board.see"}
    decision = may_call_review(actor("x", permissions=(permission,)))
    assert (decision.allowed, decision.reason) == (
        permission in callers,
        "" if permission in callers else "Your role cannot do this.",
    )


@pytest.mark.parametrize(
    ("days", "status"),
    [
        (-1, ReviewStatus.OVERDUE),
        (0, ReviewStatus.DUE_SOON),
        (DUE_SOON_DAYS, ReviewStatus.DUE_SOON),
        (DUE_SOON_DAYS + 1, ReviewStatus.UP_TO_DATE),
    ],
)
def test_the_borders_of_a_review(days: int, status: ReviewStatus) -> None:
    assert review_status(TODAY + dt.timedelta(days=days), TODAY) is status
    assert DUE_SOON_DAYS == 90


def test_a_role_that_has_approved_is_not_asked_again_unless_every_holder_signs() -> None:
    holders = {"headteacher": ["h1", "h2"]}
    given = {("headteacher", "h2")}
    before = [("headteacher", "h1"), ("headteacher", "h2")]
    assert signers_now(before, given, holders, every_holder=False) == [("headteacher", "h2")]
    assert signers_now(before, given, holders, every_holder=True) == [("headteacher", "h2"), ("headteacher", "h1")]


@pytest.mark.parametrize(
    ("rows", "old"),
    [
        ([("KCSIE", "2025"), ("KCSIE", "September 2026")], {("KCSIE", "2025")}),
        ([("KCSIE", "2025"), (" kcsie ", "2026")], {("KCSIE", "2025")}),
        ([("KCSIE", "2025"), ("Prevent", "2026")], set()),
        ([("KCSIE", "2026"), ("KCSIE", "2026")], set()),
        ([("KCSIE", ""), ("KCSIE", "2026")], set()),
        ([("Guide", "3 of 2025"), ("Guide", "4 of 2025")], {("Guide", "3 of 2025")}),
    ],
)
def test_an_edition_is_old_once_a_later_one_is_cited(rows: list, old: set) -> None:
    assert older_editions(rows) == old


def section(key: str, heading: str, text: str = "", number: str = "") -> dict[str, str]:
    return {"key": key, "heading": heading, "text": text, "number": number}


def keys(old: list[dict], new: list[dict]) -> list[str]:
    return [one["key"] for one in match_keys(old, new)]


def test_of_two_sections_with_one_heading_the_number_decides() -> None:
    old = [section("a", "Pupils", "x", "2"), section("b", "Pupils", "y", "5")]
    assert keys(old, [section("1", " PUPILS ", "z", "5"), section("2", "Pupils", "z", "9")]) == ["b", "a"]


def test_sections_without_a_heading_are_never_matched_by_it() -> None:
    assert keys([section("a", "", "one two three")], [section("1", "", "four five six")]) == ["1"]


@pytest.mark.parametrize(("common", "key"), [(6, "a"), (5, "1")])
def test_six_words_of_ten_make_the_same_section(common: int, key: str) -> None:
    words = [f"w{n}" for n in range(10)]
    other = words[:common] + [f"o{n}" for n in range(10 - common)]
    assert keys([section("a", "", " ".join(words))], [section("1", "", " ".join(other))]) == [key]


def test_the_most_alike_goes_first_and_each_key_is_given_once() -> None:
    old = [section("a", "", "one two three four five")]
    new = [section("1", "", "one two three four six"), section("2", "", "one two three four five")]
    assert keys(old, new) == ["1", "a"]


def test_matching_changes_neither_list() -> None:
    old, new = [section("a", "Purpose")], [section("1", "Purpose")]
    match_keys(old, new)
    assert (old, new) == ([section("a", "Purpose")], [section("1", "Purpose")])


def test_the_mark_of_a_section_counts_number_heading_and_text() -> None:
    one = section("a", "Purpose", "Be kind", "1")
    marks = {section_mark(one | change) for change in ({}, {"number": "2"}, {"heading": "Why"}, {"text": "Be loud"})}
    assert len(marks) == 4
    assert section_mark(one | {"key": "b"}) == section_mark(one)


MOVES = {
    VersionState.PROPOSED: {"approve", "return"},
    VersionState.APPROVED: {"return", "publish"},
    VersionState.PUBLISHED: {"replace", "withdraw"},
    VersionState.RETURNED: set(),
    VersionState.REPLACED: set(),
    VersionState.WITHDRAWN: set(),
}


@pytest.mark.parametrize("state", VersionState)
def test_what_may_happen_in_each_state(state: str) -> None:
    assert set(VERSION.names_from(state)) == MOVES[state]


@pytest.mark.parametrize(
    ("name", "target", "permission", "verb", "notice"),
    [
        ("approve", "approved", "policy.approve", "policy.approved", None),
        ("return", "returned", "policy.approve", "policy.returned", "policy_returned"),
        ("publish", "published", "policy.publish", "policy.published", "policy_published"),
        ("replace", "replaced", "policy.publish", "policy.replaced", None),
        ("withdraw", "withdrawn", "policy.publish", "policy.withdrawn", None),
    ],
)
def test_who_moves_a_version_where_and_what_is_written_and_told(
    name: str, target: str, permission: str, verb: str, notice: str | None
) -> None:
    move = VERSION.find(name)
    assert (move.target, move.permission, move.verb, move.notice) == (target, permission, verb, notice)

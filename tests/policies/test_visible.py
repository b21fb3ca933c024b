"""Which policies, versions and drafts somebody may open."""

from __future__ import annotations

from typing import Any

import pytest

from policies.queries.versions import visible_drafts, visible_to, visible_versions
from policies.services import approving, drafts, publishing

READERS = ("teacher", "support", "dsl", "deputy")
WRITERS = ("office", "head", "chair")


@pytest.fixture
def shelf(desk: Any) -> Any:
    """One policy in force with a draft of its next version, one that waits for approval, one draft of a new policy."""
    desk.in_force = desk.published("B Online safety")
    desk.next_draft = desk.draft("B Online safety", age=18, policy=desk.in_force.policy)
    desk.waiting = desk.proposed("A Bullying")
    desk.new_draft = desk.draft("C Remote learning")
    return desk


def titles(rows: Any) -> list[str]:
    return [str(row) if not hasattr(row, "title") else row.title for row in rows]


@pytest.mark.parametrize("who", READERS)
def test_readers_open_what_is_in_force_and_nothing_before_it(shelf: Any, who: str) -> None:
    actor = getattr(shelf.cast, who).actor
    assert list(visible_to(actor)) == [shelf.in_force.policy]
    assert list(visible_versions(actor)) == [shelf.in_force]
    assert list(visible_drafts(actor)) == []


@pytest.mark.parametrize("who", WRITERS)
def test_those_who_write_or_approve_see_what_waits_too(shelf: Any, who: str) -> None:
    actor = getattr(shelf.cast, who).actor
    assert {row.pk for row in visible_to(actor)} == {shelf.in_force.policy_id, shelf.waiting.policy_id}
    assert set(visible_versions(actor)) == {shelf.in_force, shelf.waiting}


def test_drafts_are_for_those_who_write(shelf: Any) -> None:
    assert set(visible_drafts(shelf.cast.office.actor)) == {shelf.next_draft, shelf.new_draft}
    for who in (*READERS, "chair", "governor"):
        assert list(visible_drafts(getattr(shelf.cast, who).actor)) == []


def test_a_draft_that_was_sent_is_open_no_longer(shelf: Any) -> None:
    draft = drafts.save_draft(
        draft=shelf.next_draft,
        changes={"in_short": ["Be kind."], "changes": ["The age."]},
        revision=shelf.next_draft.revision,
        by=shelf.office,
    )
    approving.propose(draft=draft, by=shelf.office)
    assert list(visible_drafts(shelf.office)) == [shelf.new_draft]


@pytest.mark.parametrize("who", ["stranger", "stranger_head"])
def test_another_school_sees_nothing_of_it(shelf: Any, who: str) -> None:
    actor = getattr(shelf.cast, who).actor
    assert [list(rows(actor)) for rows in (visible_to, visible_versions, visible_drafts)] == [[], [], []]


def test_a_policy_with_two_versions_stands_in_the_list_once(shelf: Any) -> None:
    second = shelf.approved("B Online safety", age=17, policy=shelf.in_force.policy)
    assert [row.pk for row in visible_to(shelf.cast.teacher.actor)] == [shelf.in_force.policy_id]
    publishing.publish(version=second, by=shelf.office)
    assert [row.pk for row in visible_to(shelf.cast.teacher.actor)] == [shelf.in_force.policy_id]
    assert set(visible_versions(shelf.cast.teacher.actor)) == {shelf.in_force, second}

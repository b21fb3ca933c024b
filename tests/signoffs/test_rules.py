"""Decisions about signing, asking and reminding, without a database."""

from __future__ import annotations

import datetime as dt

import pytest

from core.errors import Refused
from signoffs import rules
from signoffs.states import Group, Permission, QuestionKind, RoundState

TODAY = dt.date(2026, 11, 23)
AGREEMENT = {"kind": "agreement", "text": "I will follow it"}
NOTICE = {"kind": "acknowledgement", "text": "I know that the school checks its computers"}
DECLARATION = {"kind": "declaration", "text": "My accounts are set to friends only"}


def days(count: int) -> dt.date:
    """Return the day so many days from today."""
    return TODAY + dt.timedelta(days=count)


@pytest.mark.parametrize(
    ("state", "asked", "replaced", "reason"),
    [
        (RoundState.OPEN, True, False, ""),
        (RoundState.OPEN, False, False, "You are not asked to sign this policy."),
        (RoundState.CLOSED, True, False, "This round is closed. Ask the school office."),
        (RoundState.DRAFT, True, False, "This round is closed. Ask the school office."),
        (RoundState.OPEN, True, True, "This policy has changed since we asked you. Look at the new version first."),
        (RoundState.CLOSED, False, True, "You are not asked to sign this policy."),
    ],
)
def test_signing_needs_an_open_round_that_asks_for_this_text(state, asked, replaced, reason):
    decision = rules.may_sign(state=state, asked=asked, replaced=replaced)
    assert (decision.allowed, decision.reason) == (not reason, reason)


def test_each_agreement_and_notice_is_ticked_and_a_declaration_may_be_left():
    statements = [AGREEMENT, NOTICE, DECLARATION]
    assert [row["ticked"] for row in rules.clean_statements(statements, {0, 1})] == [True, True, False]
    assert rules.clean_statements(statements, {0, 1, 2})[2] == {**DECLARATION, "ticked": True}
    for ticked in ({0}, {1}, {2}, {0, 2}, {1, 2}, set()):
        with pytest.raises(Refused, match="Tick the box"):
            rules.clean_statements(statements, ticked)


def test_a_name_is_kept_with_single_spaces_and_never_without_letters():
    assert rules.clean_name("  Tess \t  Carver ") == "Tess Carver"
    assert rules.clean_name("x" * 120) == "x" * 120
    for name in ("", " \t "):
        with pytest.raises(Refused, match="Enter your name"):
            rules.clean_name(name)
    with pytest.raises(Refused, match="120"):
        rules.clean_name("x" * 121)


def test_a_wording_has_one_to_three_statements_of_which_one_is_ticked():
    spaced = {"kind": "agreement", "text": "  I will \n follow it "}
    assert rules.clean_wording([spaced]) == [AGREEMENT]
    assert rules.clean_wording([NOTICE]) == [NOTICE]
    assert rules.clean_wording([DECLARATION, AGREEMENT, NOTICE]) == [DECLARATION, AGREEMENT, NOTICE]
    assert rules.clean_wording([AGREEMENT, {"kind": "declaration", "text": "  "}]) == [AGREEMENT]
    for wording in ([], [{"kind": "agreement", "text": " "}], [AGREEMENT] * 4):
        with pytest.raises(Refused, match="one to three"):
            rules.clean_wording(wording)
    with pytest.raises(Refused, match="everybody ticks"):
        rules.clean_wording([DECLARATION])
    with pytest.raises(ValueError):
        rules.clean_wording([{"kind": "promise", "text": "x"}])


def test_groups_become_the_roles_they_are_made_of():
    helpers = rules.clean_roles([Group.HELPERS])
    assert helpers == ["contractor", "volunteer"]
    both = rules.clean_roles([Group.HELPERS, Group.GOVERNORS, Group.HELPERS])
    assert both == sorted({*helpers, *rules.clean_roles([Group.GOVERNORS])})
    with pytest.raises(Refused, match="Choose who signs"):
        rules.clean_roles([])


def test_a_question_about_pictures_may_be_left():
    assert [rules.clean_pictures(answer) for answer in ("yes", "no", "", "perhaps")] == [
        {"pictures": "yes"},
        {"pictures": "no"},
        {},
        {},
    ]


def test_a_question_needs_words_and_a_wish_for_paper_none():
    assert rules.clean_text(QuestionKind.QUESTION, " Why? \n") == "Why?"
    assert rules.clean_text(QuestionKind.PAPER, "  ") is None
    assert rules.clean_text(QuestionKind.CALL, " after four ") == "after four"
    assert rules.clean_text(QuestionKind.QUESTION, "x" * 4001) == "x" * 4000
    with pytest.raises(Refused, match="Write your question"):
        rules.clean_text(QuestionKind.QUESTION, "  ")


@pytest.mark.parametrize(
    ("due", "reason"),
    [
        (days(-1), "Enter a day that lies ahead"),
        (days(0), "Enter a day that lies ahead"),
        (days(1), ""),
        (days(366), ""),
        (days(367), "Enter a day within the next year"),
    ],
)
def test_a_round_is_due_on_a_day_of_the_coming_year(due, reason):
    opening = rules.may_open(permissions={Permission.ROUND_OPEN}, due=due, today=TODAY)
    longer = rules.may_extend(state=RoundState.OPEN, due=days(-5), wanted=due, today=TODAY)
    for decision in (opening, longer):
        assert (decision.allowed, decision.reason) == (not reason, reason)


def test_only_a_role_with_the_right_opens_a_round():
    decision = rules.may_open(permissions={Permission.ROUND_CHASE}, due=days(1), today=TODAY)
    assert (decision.allowed, decision.reason) == (False, "Your role cannot open a round.")


@pytest.mark.parametrize(
    ("state", "due", "wanted", "reason"),
    [
        (RoundState.OPEN, days(3), days(4), ""),
        (RoundState.OPEN, days(3), days(3), "Enter a later day than the one people know"),
        (RoundState.OPEN, days(3), days(2), "Enter a later day than the one people know"),
        (RoundState.CLOSED, days(3), days(4), "This round is not open."),
        (RoundState.DRAFT, days(3), days(4), "This round is not open."),
    ],
)
def test_people_are_given_longer_than_they_had(state, due, wanted, reason):
    decision = rules.may_extend(state=state, due=due, wanted=wanted, today=TODAY)
    assert (decision.allowed, decision.reason) == (not reason, reason)


@pytest.mark.parametrize(
    ("state", "opened", "reminded_today", "reason"),
    [
        (RoundState.OPEN, days(-3), False, ""),
        (RoundState.OPEN, days(-2), False, "People were asked less than 3 days ago. Wait a little."),
        (RoundState.OPEN, days(0), True, "People were asked less than 3 days ago. Wait a little."),
        (RoundState.OPEN, days(-9), True, "A reminder has gone out today."),
        (RoundState.CLOSED, days(-9), False, "This round is not open."),
    ],
)
def test_a_reminder_by_hand_waits_three_days_and_goes_once_a_day(state, opened, reminded_today, reason):
    decision = rules.may_remind(state=state, opened=opened, today=TODAY, reminded_today=reminded_today)
    assert (decision.allowed, decision.reason) == (not reason, reason)


def test_a_question_is_answered_by_one_of_the_roles_the_school_names():
    assert rules.may_answer(roles={"teacher", "office"}, answering=["headteacher", "office"]).allowed
    decision = rules.may_answer(roles={"teacher"}, answering=["headteacher", "office"])
    assert (decision.allowed, decision.reason) == (False, "Somebody else answers this.")

"""The rules of a case, one by one, without a database."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest

from incidents import rules
from incidents.states.kinds import KINDS
from incidents.states.routes import ANY_HOUR, ROUTES
from incidents.states.workflow import CASE, OPEN, Danger, State

ME, OTHER, THIRD = (UUID(int=n) for n in range(1, 4))
DAY = dt.date(2026, 9, 14)
MOMENT = dt.datetime(2026, 9, 14, 9, 30, 40, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(("days", "allowed"), [(-1, False), (0, False), (1, True), (90, True)])
def test_a_case_waits_for_a_day_that_lies_ahead(days: int, allowed: bool) -> None:
    decision = rules.may_wait(Danger.TODAY, DAY + dt.timedelta(days=days), DAY)
    assert (decision.allowed, decision.reason) == (allowed, "" if allowed else "Enter a day after today.")


def test_danger_now_waits_for_no_day_and_says_so_first() -> None:
    for day in (DAY, DAY + dt.timedelta(days=1)):
        assert rules.may_wait(Danger.NOW, day, DAY).reason == "A case with danger now cannot wait."
    assert [rules.may_wait(danger, DAY + dt.timedelta(days=1), DAY).allowed for danger in Danger] == [
        False,
        True,
        True,
        True,
    ]


def test_a_case_is_passed_to_somebody_else_on_the_list() -> None:
    assert rules.may_pass_on(OTHER, ME, [OTHER]).allowed
    assert rules.may_pass_on(OTHER, ME, [THIRD]).reason == "Choose a person from the list."
    assert rules.may_pass_on(OTHER, ME, []).reason == "Choose a person from the list."
    assert rules.may_pass_on(ME, ME, [ME, OTHER]).reason == "Choose somebody else. You hold this case."


@pytest.mark.parametrize(
    ("state", "allowed"), [("new", False), ("taken", True), ("waiting", True), ("passed", False), ("closed", False)]
)
def test_a_case_closes_only_while_it_is_held(state: str, allowed: bool) -> None:
    decision = rules.may_close(state, True, 0, "")
    assert (decision.allowed, decision.reason) == (allowed, "" if allowed else "Take this case first.")


@pytest.mark.parametrize("state", State)
def test_only_the_holder_closes(state: str) -> None:
    decision = rules.may_close(state, False, 0, "because")
    assert decision.reason == "Only the person who holds a case can close it."


@pytest.mark.parametrize(
    ("unread", "why", "allowed"),
    [(0, "", True), (1, "", False), (1, " \n", False), (1, "It was thanks", True), (9, "", False)],
)
def test_an_unread_message_needs_a_reason(unread: int, why: str, allowed: bool) -> None:
    decision = rules.may_close(State.TAKEN, True, unread, why)
    assert decision.allowed is allowed
    assert decision.reason.startswith("" if allowed else "The reporter wrote and has no answer yet.")


def test_the_second_person_is_not_the_first_under_any_entry() -> None:
    assert rules.may_confirm_closing(OTHER, {ME}).allowed
    assert rules.may_confirm_closing(ME, {ME}).reason == "A second person must confirm this."
    assert not rules.may_confirm_closing(OTHER, {ME, OTHER}).allowed


@pytest.mark.parametrize(
    ("tries", "of_school", "heard"),
    [(0, 0, True), (4, 199, True), (5, 0, False), (6, 0, False), (0, 200, False), (0, 201, False), (5, 200, False)],
)
def test_the_fifth_wrong_try_and_the_two_hundredth_of_a_school_are_the_last(
    tries: int, of_school: int, heard: bool
) -> None:
    assert rules.may_try(tries, of_school) is heard


@pytest.mark.parametrize(("seconds", "counts"), [(0, False), (299, False), (300, True), (301, True)])
def test_a_page_opened_again_within_five_minutes_is_one_look(seconds: int, counts: bool) -> None:
    assert rules.is_new_view(MOMENT, MOMENT + dt.timedelta(seconds=seconds)) is counts
    assert rules.is_new_view(None, MOMENT)


def test_nothing_stored_holds_a_second() -> None:
    assert rules.whole_minute(MOMENT) == dt.datetime(2026, 9, 14, 9, 30, tzinfo=dt.UTC)


def test_every_route_about_safety_is_looked_at_at_any_hour() -> None:
    assert {name: rules.first_look_kind(name, Danger.TODAY) for name in ROUTES} == {
        name: "first_response" if name in ANY_HOUR else "first_response_hours" for name in ROUTES
    }
    assert set(ROUTES) - ANY_HOUR == {"post", "support", "support_leads", "support_leaders"}
    assert {rules.first_look_kind(name, Danger.NOW) for name in ROUTES} == {"first_response"}


@pytest.mark.parametrize(
    ("route", "values", "notified"),
    [
        ("child", {"safeguarding_also": ["line_manager"]}, True),
        ("child", {"safeguarding_also": ["named_persons"]}, False),
        ("child", {}, False),
        ("child", {"post_line_manager": True}, False),
        ("post", {"post_line_manager": True}, True),
        ("post", {"post_line_manager": False}, False),
        ("post", {"safeguarding_also": ["line_manager"]}, False),
        *(
            (route, {"post_line_manager": True, "safeguarding_also": ["line_manager"]}, False)
            for route in sorted(set(ROUTES) - {"child", "post"})
        ),
    ],
)
def test_the_line_manager_hears_of_a_child_or_a_post_and_never_of_an_allegation(
    route: str, values: dict, notified: bool
) -> None:
    assert rules.notifies_line_manager(values, route) is notified


MOVES = {
    State.NEW: {"take"},
    State.TAKEN: {"take_over", "pass_on", "wait", "close"},
    State.WAITING: {"take_over", "pass_on", "go_on", "close"},
    State.PASSED: {"take", "take_over"},
    State.CLOSED: {"reopen"},
}


@pytest.mark.parametrize("state", State)
def test_what_may_happen_in_each_state(state: State) -> None:
    assert set(CASE.names_from(state)) == MOVES[state]
    assert (state in OPEN) is (state is not State.CLOSED)


@pytest.mark.parametrize(
    ("name", "target", "verb", "notice"),
    [
        ("take", "taken", "case.taken", None),
        ("take_over", "taken", "case.taken_over", None),
        ("pass_on", "passed", "case.passed_on", "concern_alert"),
        ("wait", "waiting", "case.waits", None),
        ("go_on", "taken", "case.goes_on", None),
        ("close", "closed", "case.closed", None),
        ("reopen", "taken", "case.reopened", None),
    ],
)
def test_every_move_of_a_case_is_for_those_who_hear_concerns(
    name: str, target: str, verb: str, notice: str | None
) -> None:
    move = CASE.find(name)
    assert (move.target, move.permission, move.verb, move.notice) == (target, "case.receive", verb, notice)


def test_a_case_opens_new_and_alerts_whoever_hears() -> None:
    move = CASE.find("open")
    assert (move.sources, move.target, move.permission) == ((), "new", "")
    assert (move.verb, move.notice) == ("case.opened", "concern_alert")


def test_what_each_kind_of_report_is_to_the_school() -> None:
    notified = {
        kind: (spec.route, str(spec.danger.value), spec.public, spec.second_person, spec.group)
        for kind, spec in KINDS.items()
    }
    assert notified == {
        "danger": ("child", "1_now", True, False, "other"),
        "child": ("child", "2_today", True, False, "other"),
        "pupils": ("child", "2_today", True, False, "pupils"),
        "adult": ("adult", "2_today", True, True, "other"),
        "post": ("post", "3_week", True, False, "school"),
        "support": ("support", "4_info", True, False, "other"),
        "unsure": ("child", "2_today", True, False, "other"),
        "extremism": ("child", "2_today", False, False, "other"),
        "contact_child": ("child", "3_week", False, False, "other"),
        "contact_parent": ("post", "3_week", False, False, "other"),
        "contact_staff": ("adult", "2_today", False, True, "other"),
        "press": ("post", "2_today", False, False, "other"),
    }

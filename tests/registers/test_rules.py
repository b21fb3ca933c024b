"""The rules of the register, one by one, without a database."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest

from core.errors import Refused
from registers import rules
from registers.states import DECIDED, DISCLOSURE, MEANINGS, TAG_KINDS, Permission, State

HEAD, SECOND_HEAD, CHAIR, OTHER = (UUID(int=n) for n in range(1, 5))
DECIDER = {"route": "headteacher", "roles": {"headteacher"}, "permissions": {Permission.DISCLOSURE_DECIDE}}
DAY = dt.date(2026, 11, 23)
SETTINGS = {
    "present_pupils_as_friends": "never",
    "past_pupils_as_friends": "under_age_never",
    "past_pupil_age": 16,
    "parents_as_friends": "declare",
    "before_means": "request",
}


def test_who_holds_the_role_and_the_right_decides() -> None:
    assert rules.may_decide(**DECIDER, about_oneself=False).allowed


def test_nobody_decides_about_themselves_whatever_they_hold() -> None:
    everything = {"route": "headteacher", "roles": {"headteacher", "chair"}, "permissions": set(Permission)}
    decision = rules.may_decide(**everything, about_oneself=True)
    assert (decision.allowed, decision.reason) == (False, "This is about yourself. Somebody else decides.")


def test_that_it_is_about_oneself_is_said_before_anything_else() -> None:
    decision = rules.may_decide(route="chair", roles=(), permissions=(), about_oneself=True)
    assert decision.reason == "This is about yourself. Somebody else decides."


@pytest.mark.parametrize(
    "change",
    [
        {"roles": {"chair"}},
        {"roles": set()},
        {"route": "chair"},
        {"permissions": set()},
        {"permissions": set(Permission) - {Permission.DISCLOSURE_DECIDE}},
    ],
    ids=["another role", "no role", "another route", "no right", "every right but this"],
)
def test_the_role_it_was_sent_to_and_the_right_are_both_needed(change: dict) -> None:
    decision = rules.may_decide(**DECIDER | change, about_oneself=False)
    assert (decision.allowed, decision.reason) == (False, "Somebody else decides on this.")


@pytest.mark.parametrize(
    ("heads", "chairs", "selves", "route"),
    [
        ([HEAD], [CHAIR], [OTHER], "headteacher"),
        ([HEAD], [CHAIR], [HEAD], "chair"),
        ([HEAD, SECOND_HEAD], [CHAIR], [HEAD], "chair"),
        ([], [CHAIR], [OTHER], "chair"),
        ([HEAD], [CHAIR], [CHAIR], "headteacher"),
        ([HEAD], [], [OTHER], "headteacher"),
        ([HEAD], [CHAIR], [OTHER, HEAD], "chair"),
    ],
    ids=[
        "the headteacher for everybody",
        "the chair for a headteacher",
        "the chair for a co-headteacher",
        "the chair for a vacant headship",
        "the headteacher for the chair",
        "a vacant chair is not missed",
        "the chair for a headteacher under another entry",
    ],
)
def test_the_role_that_decides(heads: list[UUID], chairs: list[UUID], selves: list[UUID], route: str) -> None:
    assert rules.route_for({"headteacher": heads, "chair": chairs}, selves) == route


@pytest.mark.parametrize(
    ("heads", "chairs", "selves"),
    [
        ([], [], [OTHER]),
        ([HEAD], [], [HEAD]),
        ([HEAD, SECOND_HEAD], [], [HEAD]),
        ([HEAD], [HEAD], [HEAD]),
        ([], [CHAIR], [CHAIR]),
        ([HEAD], [CHAIR], [HEAD, CHAIR]),
    ],
    ids=[
        "nobody is there",
        "a headteacher without a chair",
        "one co-headteacher never decides on the other",
        "one person holds both",
        "a chair without a headteacher",
        "two entries of one person hold both",
    ],
)
def test_nothing_is_sent_to_nobody(heads: list[UUID], chairs: list[UUID], selves: list[UUID]) -> None:
    with pytest.raises(Refused, match="Nobody at the school can decide"):
        rules.route_for({"headteacher": heads, "chair": chairs}, selves)


@pytest.mark.parametrize(
    ("about", "keys"),
    [
        ("present_pupil", ["present_pupils_as_friends", "before_means"]),
        ("past_pupil", ["past_pupils_as_friends", "before_means"]),
        ("parent", ["parents_as_friends", "before_means"]),
        ("other", ["parents_as_friends", "before_means"]),
        (
            None,
            ["present_pupils_as_friends", "past_pupils_as_friends", "parents_as_friends", "before_means"],
        ),
    ],
)
def test_the_rule_that_is_quoted_is_the_one_for_this_kind_of_person(about: str | None, keys: list[str]) -> None:
    assert [line.key for line in rules.rule_in_force(SETTINGS, about)] == keys


def test_the_age_of_a_past_pupil_is_said_only_where_the_school_counts_it() -> None:
    def says(value: str) -> str:
        return rules.rule_in_force(SETTINGS | {"past_pupils_as_friends": value}, "past_pupil")[0].says

    assert says("under_age_never") == "Never while they are under 16."
    assert says("as_present") == "The same as for present pupils."


def test_a_cited_rule_has_a_digest_that_changes_with_any_word_of_it() -> None:
    line = rules.RuleLine("parents_as_friends", "Parents", "Declare it.")
    cited = rules.cite([line])
    assert cited["lines"] == [["parents_as_friends", "Parents", "Declare it."]]
    others = [
        rules.cite([]),
        rules.cite([line, line]),
        rules.cite([rules.RuleLine("before_means", "Parents", "Declare it.")]),
        rules.cite([rules.RuleLine("parents_as_friends", "Carers", "Declare it.")]),
        rules.cite([rules.RuleLine("parents_as_friends", "Parents", "Never.")]),
    ]
    assert len({cited["digest"], *(other["digest"] for other in others)}) == 6
    assert rules.cite([line])["digest"] == cited["digest"]


@pytest.mark.parametrize("text", ["", " ", "\n\t "])
def test_only_blanks_are_no_words(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        rules.clean_words(text, "Say who it is")
    assert refusal.value.reason == "Say who it is"


def test_words_are_trimmed_and_cut_at_the_limit() -> None:
    assert rules.clean_words("  Marigold \n", "x") == "Marigold"
    assert rules.clean_words("x" * (rules.LONGEST + 1), "x") == "x" * rules.LONGEST


def test_a_link_that_stays_needs_its_limits_and_one_that_ends_does_not() -> None:
    with pytest.raises(Refused, match="Say how you will limit it"):
        rules.clean_limits("keep", "  ")
    assert rules.clean_limits("keep", " No posts about school ") == "No posts about school"
    assert rules.clean_limits("remove", "  ") is None
    assert rules.clean_limits("remove", " By Friday ") == "By Friday"


def check(outcome: str, conditions: str = "", note: str = "", review_on: dt.date | None = None) -> None:
    rules.check_decision(outcome=outcome, conditions=conditions, note=note, review_on=review_on, today=DAY)


@pytest.mark.parametrize("outcome", ["allow", "refuse"])
def test_a_plain_answer_needs_no_words_to_the_person(outcome: str) -> None:
    check(outcome)


def test_conditions_and_a_question_need_words_of_their_own() -> None:
    with pytest.raises(Refused, match="condition"):
        check("conditions", conditions=" ", note="a note is no condition")
    with pytest.raises(Refused, match="what you want to know"):
        check("more", conditions="a condition is no question", note=" ")
    check("conditions", conditions="No private messages.")
    check("more", note="Since when?")


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, True), (1, False), (365, False)])
def test_a_review_day_lies_ahead(days: int, refused: bool) -> None:
    day = DAY + dt.timedelta(days=days)
    if refused:
        with pytest.raises(Refused, match="lies ahead"):
            check("allow", review_on=day)
    else:
        check("allow", review_on=day)


MOVES = {
    State.SENT: {"more", "allow", "conditions", "refuse", "end"},
    State.MORE_NEEDED: {"add", "end"},
    State.ALLOWED: {"allow", "conditions", "refuse", "end"},
    State.ALLOWED_WITH_CONDITIONS: {"allow", "conditions", "refuse", "end"},
    State.NOT_ALLOWED: {"allow", "conditions", "refuse", "end"},
    State.ENDED: set(),
}


@pytest.mark.parametrize("state", State)
def test_what_may_happen_in_each_state(state: State) -> None:
    assert set(DISCLOSURE.names_from(state)) == MOVES[state]


@pytest.mark.parametrize(
    ("name", "target", "permission", "verb", "notice"),
    [
        ("send", "sent", "disclosure.make", "disclosure.sent", "decision_needed"),
        ("more", "more_needed", "disclosure.decide", "disclosure.decided", "disclosure_answered"),
        ("add", "sent", "disclosure.make", "disclosure.added", "decision_needed"),
        ("allow", "allowed", "disclosure.decide", "disclosure.decided", "disclosure_answered"),
        ("conditions", "allowed_with_conditions", "disclosure.decide", "disclosure.decided", "disclosure_answered"),
        ("refuse", "not_allowed", "disclosure.decide", "disclosure.decided", "disclosure_answered"),
        ("end", "ended", "disclosure.make", "disclosure.ended", None),
    ],
)
def test_who_moves_a_form_where_and_what_is_written_and_told(
    name: str, target: str, permission: str, verb: str, notice: str | None
) -> None:
    move = DISCLOSURE.find(name)
    assert (move.target, str(move.permission), move.verb, move.notice) == (target, permission, verb, notice)


def test_every_state_has_its_sentence_and_its_look() -> None:
    assert set(MEANINGS) == set(TAG_KINDS) == set(State)
    assert {state for state in State if TAG_KINDS[state] in ("done", "overdue")} == set(DECIDED)

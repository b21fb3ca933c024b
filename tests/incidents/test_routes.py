"""Who hears of it: the decision table, over every combination."""

from __future__ import annotations

import itertools
import uuid

import pytest

from core.errors import Refused
from incidents import rules
from incidents.rules import Answers, SchoolFacts, route
from incidents.states.kinds import KINDS
from incidents.states.routes import OFFICE_ROLES, ROUTES, Office

NAMES = ("head", "dsl", "deputy", "deputy2", "chair", "exec", "officer", "trust_dsl", "senior")
ID = {name: uuid.uuid5(uuid.NAMESPACE_DNS, name) for name in NAMES}
WHO = {value: key for key, value in ID.items()}
ALONE = {"headteacher": ("head",), "dsl": ("dsl",), "deputy_dsl": ("deputy", "deputy2"), "chair": ("chair",)}
TRUST = ALONE | {"executive_head": ("exec",), "named_officer": ("officer",), "trust_safeguarding": ("trust_dsl",)}
EVERY_ABOUT = [frozenset(some) for n in range(len(Office) + 1) for some in itertools.combinations(Office.values, n)]


def facts(holders=ALONE, *, away=(), covers=None, same=(), excluded=(), **settings) -> SchoolFacts:
    """Make the facts of a school out of short names."""
    return SchoolFacts(
        holders={role: tuple(ID[name] for name in names) for role, names in holders.items()},
        main_entries={ID[name]: ID[other] for name, other in same},
        away={ID[name]: ID[(covers or {})[name]] if name in (covers or {}) else None for name in away},
        excluded=frozenset(ID[name] for name in excluded),
        settings=settings,
    )


def heard(result) -> list[str]:
    return [WHO[seat.person] for seat in result.readers]


def line(result) -> list[list[str]]:
    return [[WHO[seat.person] for seat in tier] for tier in result.next_in_line]


@pytest.mark.obligation("M17", "O4", "M6", "L10", "C14", "M21")
@pytest.mark.parametrize(
    "kind, about, now, then",
    [
        ("child", "", ["dsl", "deputy", "deputy2"], [["head"]]),
        ("danger", "", ["dsl", "deputy", "deputy2"], [["head"]]),
        ("unsure", "", ["dsl", "deputy", "deputy2"], [["head"]]),
        ("pupils", "", ["dsl", "deputy", "deputy2"], [["head"]]),
        ("extremism", "", ["dsl", "deputy", "deputy2"], [["head"]]),
        ("contact_child", "", ["dsl", "deputy", "deputy2"], [["head"]]),
        ("adult", "", ["head"], [["dsl"], ["chair"]]),
        ("contact_staff", "", ["head"], [["dsl"], ["chair"]]),
        ("post", "", ["head"], [["dsl"], ["deputy", "deputy2"], ["chair"]]),
        ("press", "", ["head"], [["dsl"], ["deputy", "deputy2"], ["chair"]]),
        ("contact_parent", "", ["head"], [["dsl"], ["deputy", "deputy2"], ["chair"]]),
        ("support", "", ["head"], [["dsl"], ["deputy", "deputy2"]]),
        ("child", "headteacher", ["chair"], []),
        ("adult", "headteacher", ["chair"], []),
        ("adult", "headteacher dsl deputy", ["chair"], []),
        ("adult", "dsl", ["head", "deputy", "deputy2"], [["chair"]]),
        ("child", "deputy", ["head", "dsl"], [["chair"]]),
        ("child", "dsl deputy", ["head"], [["chair"]]),
        ("child", "chair", ["dsl", "deputy", "deputy2"], [["head"]]),
        ("adult", "chair", ["head"], [["dsl"]]),
        ("adult", "headteacher chair", [], []),
    ],
)
def test_a_school_that_stands_alone(kind, about, now, then):
    result = route(facts(), Answers(kind, frozenset(about.split())))
    assert heard(result) == now
    assert line(result) == then


@pytest.mark.parametrize(
    "kind, about, now, then",
    [
        ("child", "", ["dsl", "deputy", "deputy2"], [["head"], ["trust_dsl"], ["exec"], ["officer"]]),
        ("adult", "headteacher", ["exec"], [["officer"], ["chair"], ["trust_dsl"]]),
        ("adult", "headteacher chair", ["exec"], [["officer"]]),
        ("adult", "dsl", ["head", "deputy", "deputy2"], [["exec"], ["officer"], ["trust_dsl"], ["chair"]]),
    ],
)
def test_a_school_of_a_trust(kind, about, now, then):
    result = route(facts(TRUST), Answers(kind, frozenset(about.split())))
    assert heard(result) == now
    assert line(result) == then


@pytest.mark.parametrize("holders", [ALONE, TRUST], ids=["alone", "trust"])
def test_whoever_a_report_is_about_hears_of_none(holders):
    for kind, about in itertools.product(KINDS, EVERY_ABOUT):
        result = route(facts(holders), Answers(kind, about))
        named = {name for office in about for name in holders.get(OFFICE_ROLES[office], ())}
        notified = {*heard(result), *itertools.chain.from_iterable(line(result))}
        assert notified & named == set(), (kind, about)


def test_everybody_counts_once_in_a_line():
    for kind, about in itertools.product(KINDS, EVERY_ABOUT):
        result = route(facts(TRUST), Answers(kind, about))
        notified = [*heard(result), *itertools.chain.from_iterable(line(result))]
        assert len(notified) == len(set(notified)), (kind, about)


def test_one_person_with_two_posts_counts_once():
    small = {"headteacher": ("head",), "dsl": ("head",), "deputy_dsl": ("deputy",), "chair": ("chair",)}
    result = route(facts(small), Answers("child"))
    assert heard(result) == ["head", "deputy"]
    assert line(result) == []


def test_one_human_with_two_entries_counts_once_and_is_kept_out_under_both():
    same = facts(same=[("dsl", "head")])
    assert heard(route(same, Answers("child"))) == ["dsl", "deputy", "deputy2"]
    assert line(route(same, Answers("child"))) == []
    assert heard(route(same, Answers("child", frozenset({"headteacher"})))) == ["chair"]
    assert heard(route(same, Answers("adult", frozenset({"dsl"})))) == ["deputy", "deputy2"]


def test_a_barred_person_hears_of_nothing():
    result = route(facts(excluded=["dsl", "head"]), Answers("child"))
    assert heard(result) == ["deputy", "deputy2"]
    assert line(result) == []


def test_while_the_first_are_away_the_next_in_line_hears_too():
    result = route(facts(away=["head"]), Answers("adult"))
    assert heard(result) == ["head", "dsl"]
    assert [seat.why for seat in result.readers] == ["first", "next_in_line"]
    assert line(result) == [["chair"]]


def test_one_of_several_away_changes_nothing():
    result = route(facts(away=["dsl"]), Answers("child"))
    assert heard(result) == ["dsl", "deputy", "deputy2"]
    assert line(result) == [["head"]]


def test_a_cover_hears_in_place_of_the_next():
    result = route(facts(away=["head"], covers={"head": "deputy2"}), Answers("adult"))
    assert [(WHO[s.person], s.role) for s in result.readers] == [("head", "headteacher"), ("deputy2", "cover")]
    assert line(result) == [["dsl"], ["chair"]]


def test_a_cover_whom_it_is_about_hears_nothing():
    result = route(facts(away=["chair"], covers={"chair": "head"}), Answers("adult", frozenset({"headteacher"})))
    assert heard(result) == ["chair"]
    assert not result.somebody_is_there


@pytest.mark.obligation("C7", "W6")
@pytest.mark.parametrize(
    "value, now",
    [("dsl", ["dsl", "deputy", "deputy2"]), ("one_of", ["dsl", "deputy", "deputy2"]), ("headteacher", ["head"])],
)
def test_a_childs_attempt_to_befriend_staff_goes_where_the_school_says(value, now):
    assert heard(route(facts(friend_attempt_by_child=value), Answers("contact_child"))) == now


@pytest.mark.obligation("M17", "L17")
def test_no_setting_takes_the_safeguarding_leads_out_of_a_concern_about_a_child():
    odd = {
        "friend_attempt_by_child": "headteacher",
        "staff_misuse": "senior_leadership",
        "safeguarding_also": ["named_persons"],
    }
    for kind in ("danger", "child", "pupils", "unsure", "extremism"):
        assert heard(route(facts(**odd), Answers(kind))) == ["dsl", "deputy", "deputy2"]


def test_the_form_is_open_when_every_way_reaches_somebody():
    assert rules.form_open(facts())
    assert rules.form_open(facts(TRUST))


@pytest.mark.parametrize("missing", ["dsl", "headteacher", "chair", "deputy_dsl"])
def test_a_vacancy_closes_the_form_only_where_a_way_reaches_nobody(missing):
    holders = {role: names for role, names in ALONE.items() if role != missing}
    assert bool(rules.form_open(facts(holders))) is (missing in ("dsl", "deputy_dsl"))


def test_a_vacant_chair_is_bridged_by_a_known_officer_of_the_council():
    holders = {role: names for role, names in ALONE.items() if role != "chair"}
    assert not rules.form_open(facts(holders))
    assert rules.form_open(facts(holders, lado_contact="LADO, 01234 111 222"))


def test_nobody_for_children_closes_the_form_whatever_is_entered():
    holders = {"chair": ("chair",)}
    assert not rules.form_open(facts(holders, lado_contact="LADO, 01234 111 222"))


def test_a_chair_away_without_cover_closes_the_form_and_a_cover_opens_it():
    assert not rules.form_open(facts(away=["chair"]))
    assert rules.form_open(facts(TRUST, away=["chair"]))
    assert rules.form_open(facts(away=["chair"], covers={"chair": "exec"}))


def test_the_reason_for_a_closed_form_is_the_sentence_of_the_route():
    holders = {role: names for role, names in ALONE.items() if role != "chair"}
    assert str(ROUTES["head"].sentence) in rules.form_open(facts(holders)).reason


@pytest.mark.obligation("W12", "M11")
@pytest.mark.parametrize(
    "text",
    [
        "password: Fluffy",
        "The Password = x",
        "his pass-word is Fluffy12",
        "PIN 4321",
        "pin number: 99881",
        "login: ivy7",
        "pwd:abc",
        "passcode is “secret”",
        "The PIN is 0000",
    ],
)
def test_a_text_that_hands_over_a_credential_is_noticed(text):
    assert rules.contains_credential(text)


@pytest.mark.parametrize(
    "text",
    [
        "They shared the class password with others",
        "Her password is known to all",
        "I changed my PIN",
        "pinned at 4321 High Street",
        "He asked for my password.",
        "a PIN pad in the hall",
        "log in at 8",
        "spinning 1234",
    ],
)
def test_ordinary_words_are_let_through(text):
    assert not rules.contains_credential(text)


def test_every_choice_of_who_it_is_about_is_tried_before_the_form_opens():
    assert {answers.about for answers in rules.COMBINATIONS} == set(EVERY_ABOUT)


@pytest.mark.parametrize(
    ("wanted", "held", "allowed"),
    [
        ([], set(), True),
        (["dsl"], {"dsl"}, True),
        (["dsl", "chair"], {"chair"}, True),
        (["dsl", "chair"], set(), False),
    ],
)
def test_a_choice_of_route_needs_somebody_in_one_of_its_posts(wanted, held, allowed):
    assert rules.may_change_routes(facts(), facts(), wanted, held).allowed is allowed


def test_a_choice_of_route_that_breaks_another_is_refused_and_an_old_fault_is_not():
    broken = facts(holders={"headteacher": ("head",)})
    assert not rules.may_change_routes(facts(), broken, ["headteacher"], {"headteacher"}).allowed
    assert rules.may_change_routes(broken, broken, ["headteacher"], {"headteacher"}).allowed


@pytest.mark.obligation("W12")
def test_a_text_with_a_credential_is_refused_with_what_to_do():
    rules.check_credentials("Unkind words in a chat", None, "")
    with pytest.raises(Refused, match="Take the password or PIN out"):
        rules.check_credentials("Unkind words in a chat", "PIN 4321")

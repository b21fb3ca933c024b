"""Who may open which form, list and decision: never one's own, under no entry of the same person."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from core.errors import Refused
from people.services import assignments
from people.states.roles import Role
from registers.models import Disclosure
from registers.queries import disclosures
from registers.services import deciding, declaring
from registers.services.deciding import Wanted

ANSWERS = {
    "kind": "old_friend",
    "about": "parent",
    "before": "yes",
    "plan": "remove",
    "who": "A friend",
    "since": "since school",
    "platforms": "Chirper",
}
ALLOW = Wanted("allow", reasons="Friends for thirty years")


@pytest.fixture
def forms(clock: Any, cast: Any) -> dict[str, Disclosure]:
    """Forms of a teacher (to the headteacher), of the headteacher (to the chair) and of the deputy."""
    clock.set(dt.datetime(2026, 11, 23, 9, 0))
    return {who: declaring.declare(by=getattr(cast, who).actor, **ANSWERS) for who in ("teacher", "head", "deputy")}


def same(row: Any, other: Any) -> None:
    row.person.same_as = other.person
    row.person.save(update_fields=["same_as"])


def seen(cast: Any, forms: dict[str, Disclosure], who: str) -> tuple[set[str], set[str]]:
    """Return whose forms somebody may open, and whose they may decide on."""
    names = {form.pk: name for name, form in forms.items()}
    actor = getattr(cast, who).actor
    opened, decided = disclosures.visible_to(actor), disclosures.decidable_by(actor)
    return {names[form.pk] for form in opened}, {names[form.pk] for form in decided}


@pytest.mark.parametrize(
    ("who", "opened", "decided"),
    [
        ("teacher", {"teacher"}, set()),
        ("deputy", {"deputy"}, set()),
        ("head", {"teacher", "head", "deputy"}, {"teacher", "deputy"}),
        ("chair", {"head"}, {"head"}),
        ("support", set(), set()),
        ("office", set(), set()),
        ("admin", set(), set()),
        ("governor", set(), set()),
        ("dsl", set(), set()),
        ("stranger", set(), set()),
        ("stranger_head", set(), set()),
    ],
)
def test_one_opens_ones_own_and_what_one_decides(cast, forms, who: str, opened: set, decided: set) -> None:
    assert seen(cast, forms, who) == (opened, decided)


def test_a_decider_does_not_decide_on_their_own_under_another_entry(cast, forms) -> None:
    same(cast.teacher, cast.head)
    assert seen(cast, forms, "head") == ({"head", "deputy"}, {"deputy"})
    with pytest.raises(Refused, match="about yourself"):
        deciding.decide(disclosure=forms["teacher"], by=cast.head.actor, wanted=ALLOW)
    with pytest.raises(Refused, match="about yourself"):
        deciding.take(disclosure=forms["teacher"], by=cast.head.actor)
    assert Disclosure.objects.for_school(cast.school).get(pk=forms["teacher"].pk).state == "sent"


def test_nobody_decides_on_their_own_form_whatever_roles_they_gain(cast, forms) -> None:
    for role in (Role.HEADTEACHER, Role.CHAIR):
        assignments.give_role(person=cast.teacher.person, school=cast.school, role=role)
    assert "teacher" not in seen(cast, forms, "teacher")[1]
    with pytest.raises(Refused, match="about yourself"):
        deciding.decide(disclosure=forms["teacher"], by=cast.teacher.actor, wanted=ALLOW)


def test_rights_do_not_follow_the_same_person(cast, forms) -> None:
    same(cast.office, cast.head)
    assert seen(cast, forms, "office") == (set(), set())


def test_who_loses_the_role_decides_no_more(cast, forms) -> None:
    assignments.end_role(person=cast.head.person, school=cast.school, role=Role.HEADTEACHER)
    assert seen(cast, forms, "head") == ({"head"}, set())


def test_the_list_is_read_by_the_headteacher_and_the_named_deputy_while_named(cast, forms, clock) -> None:
    assert [
        disclosures.may_read_register(getattr(cast, who).actor) for who in ("head", "deputy", "chair", "teacher")
    ] == [
        True,
        False,
        False,
        False,
    ]
    duty = {"person": cast.deputy.person, "school": cast.school, "kind": "disclosure_register", "source": "school:1"}
    assignments.give_duty(**duty)
    assert disclosures.may_read_register(cast.deputy.actor)
    assert not disclosures.may_read_register(cast.dsl.actor)
    assignments.end_duty(**duty)
    assert not disclosures.may_read_register(cast.deputy.actor)


def test_the_list_holds_nothing_that_was_sent_to_the_chair(cast, forms) -> None:
    assert {row.pk for row in disclosures.register(cast.head.actor)} == {
        forms["teacher"].pk,
        forms["deputy"].pk,
    }

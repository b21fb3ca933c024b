"""Who acts, and the refusal."""

from __future__ import annotations

import pytest

from core.actor import Actor, enforce
from core.decision import Decision
from core.errors import Refused

SOMEBODY = Actor(
    person="a person",
    school="a school",
    name="Jo Bloggs",
    roles=frozenset({"teacher"}),
    permissions=frozenset({"policies.read"}),
    is_staff=True,
    is_governing=False,
)


def test_an_actor_may_what_one_of_the_roles_permits_and_nothing_else():
    assert SOMEBODY.may("policies.read")
    assert not SOMEBODY.may("people.manage")


def test_an_actor_has_a_role_when_one_of_those_asked_for_is_held():
    assert SOMEBODY.has_role("office", "teacher")
    assert not SOMEBODY.has_role("office", "chair")
    assert not SOMEBODY.has_role()


def test_a_no_is_a_refusal_for_somebody_and_not_for_the_portal_itself():
    no = Decision.no("Ask the office.")
    with pytest.raises(Refused, match="Ask the office"):
        enforce(SOMEBODY, no)
    enforce(None, no)
    enforce(SOMEBODY, Decision.yes())
    enforce(SOMEBODY, None)

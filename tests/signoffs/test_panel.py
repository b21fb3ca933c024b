"""What a policy's page says about signing it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from signoffs.queries import signing as signing_queries
from signoffs.services import rounds, signing
from tests.cast import sign_in

pytestmark = pytest.mark.django_db


def said(cast: Any, version: Any, who: str = "teacher") -> tuple[str, str, int | None] | None:
    panel = signing_queries.policy_panel(getattr(cast, who).actor, version.policy, version)
    return panel and (panel.words, panel.kind, panel.since and panel.since.number)


@pytest.mark.obligation("L4")
def test_a_policy_page_asks_to_sign_then_says_it_is_signed_then_asks_again(desk: Any, cast: Any) -> None:
    first = desk.policy()
    assert said(cast, first) is None
    opened = desk.round(first)
    assert said(cast, first) == ("Sign by Thursday 3 December.", "attention", None)
    signing.sign(round=opened, by=cast.teacher.actor, ticked={0}, name="Tess")
    assert said(cast, first) == ("You signed version 1 on Monday 23 November.", "done", 1)
    second = desk.policy(policy=first.policy, text="Be very kind online.")
    assert said(cast, second) == ("You signed version 1 on Monday 23 November.", "done", 1)
    rounds.close_round(round=desk.again(opened), by=cast.office.actor)
    desk.round(second)
    assert said(cast, second) == ("Sign by Thursday 3 December.", "attention", 1)


def test_somebody_who_is_not_asked_sees_nothing(desk: Any, cast: Any) -> None:
    version = desk.policy()
    desk.round(version)
    assert said(cast, version, "governor") is None


def test_the_page_has_the_button_and_what_changed_since(desk: Any, cast: Any) -> None:
    version = desk.policy()
    opened = desk.round(version)
    page = sign_in(Client(), cast.teacher).get(version.policy.get_absolute_url()).content.decode()
    assert f'<a class="button" href="/s/fernhill/sign/{opened.pk}/">Sign this policy</a>' in page

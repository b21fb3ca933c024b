"""Step 3: a member of staff discloses a friend who is a parent; the headteacher decides."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.stories import steps

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("js", [True, False])
def test_a_friend_who_is_a_parent(enter, cast, letters, js):
    steps.step_3(enter, cast, letters)


@pytest.mark.parametrize("js", [True, False])
def test_nothing_to_declare_is_an_answer(enter, cast, js):
    teacher = enter(cast.teacher)
    teacher.goto(f"/s/{cast.school.slug}/disclosures/")
    steps.press(teacher, "Sign: nothing to declare")
    expect(teacher.get_by_role("alert")).to_contain_text("Tick the box to show that there is nothing to declare")
    teacher.get_by_role("checkbox").check()
    steps.press(teacher, "Sign: nothing to declare")
    expect(teacher.get_by_role("status")).to_contain_text("Signed: nothing to declare.")

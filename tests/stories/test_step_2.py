"""Step 2: staff sign and get a certificate; a parent opens a private link and signs for three children at once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from signoffs.models import Signature
from tests.signoffs.conftest import Desk
from tests.stories import steps

pytestmark = pytest.mark.browser
TITLE = "Social media policy"


@pytest.mark.parametrize("js", [True, False])
def test_a_teacher_and_a_parent_sign(enter, cast, letters, js):
    Desk(cast).policy(TITLE)
    steps.step_2(enter, cast, letters, TITLE)
    rows = Signature.objects.for_school(cast.school)
    assert (rows.filter(pupil=None).count(), rows.exclude(pupil=None).count()) == (1, 3)
    assert rows.exclude(pupil=None).values("batch").distinct().count() == 1
    assert len(letters(cast.parent)) == 2


@pytest.mark.parametrize("js", [True, False])
def test_the_link_works_twice_and_each_carer_has_their_own(enter, cast, letters, js):
    desk = Desk(cast)
    desk.family_round(desk.policy(TITLE))
    (letter,) = letters(cast.parent)
    (other,) = letters(cast.carer)
    first = enter()
    steps.sign_as_family(first, steps.link_in(letter), cast)
    again = enter()
    again.goto(steps.link_in(letter))
    steps.press(again, "Open the form")
    steps.heading(again, "You have signed")
    assert Signature.objects.for_school(cast.school).count() == 3
    second = enter()
    second.goto(steps.link_in(other))
    steps.press(second, "Open the form")
    expect(second.get_by_role("main")).not_to_contain_text("Pat Quill")


@pytest.mark.parametrize("js", [True, False])
def test_the_certificate_can_be_opened_again(enter, cast, js):
    desk = Desk(cast)
    desk.round(desk.policy(TITLE))
    teacher = enter(cast.teacher)
    reference = steps.sign_as_staff(teacher, cast, TITLE)
    steps.follow(teacher, "Go to your list")
    steps.follow(teacher, re.compile("^Certificate"))
    expect(teacher.get_by_role("main")).to_contain_text(reference)

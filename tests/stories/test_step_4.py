"""Step 4: a concern is reported, routed by the school's data, acted on and closed; the reporter reads how it goes."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.stories import steps

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("js", [True, False])
def test_a_parent_reports_without_a_name_and_comes_back(enter, cast, sign_in, js):
    steps.step_4(enter, cast, sign_in)


@pytest.mark.parametrize("js", [True, False])
def test_a_parent_reports_with_a_name(enter, cast, sign_in, js):
    reference, _words = steps.report(enter(), cast, kind="Unkind words or pictures", name="Pat Quill")
    dsl = enter(cast.dsl)
    dsl.goto(f"/s/{cast.school.slug}/concerns/{reference}/")
    expect(dsl.get_by_role("main")).to_contain_text("Pat Quill")
    expect(dsl.get_by_role("main")).to_contain_text("07700 900 123")


@pytest.mark.parametrize("js", [True, False])
def test_a_concern_about_the_headteacher_goes_to_the_chair_alone(enter, cast, sign_in, js):
    kind = "Something an adult at the school did"
    reference, _words = steps.report(enter(), cast, kind=kind, about="The headteacher")
    assert steps.who_can_read(sign_in, cast, reference) == [cast.chair.name]


@pytest.mark.parametrize("js", [True, False])
def test_a_member_of_staff_records_a_concern_on_one_page(enter, cast, sign_in, js):
    teacher = enter(cast.teacher)
    steps.home(teacher, cast)
    steps.follow(teacher, "Report a concern")
    teacher.get_by_label("What is it about?").select_option(label="A child is hurt, scared or at risk")
    teacher.get_by_label("None of these").check()
    teacher.get_by_label("What happened?").fill(steps.STORY)
    teacher.get_by_label("The child's own words").fill("It made me sad.")
    teacher.get_by_label("I keep this confidential").check()
    steps.press(teacher, "Send my report")
    steps.heading(teacher, "We have your report")
    reference = teacher.locator("#reference").inner_text()
    assert steps.who_can_read(sign_in, cast, reference) == [cast.dsl.name, cast.deputy.name]

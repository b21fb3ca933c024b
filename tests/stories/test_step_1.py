"""Step 1: a policy comes in from a real file, is looked over, approved and published."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from policies.models import Version
from tests.stories import steps

pytestmark = pytest.mark.browser
TEXT = Path("policies/demo/staff-acceptable-use-agreement.md")


@pytest.mark.parametrize("js", [True, False])
def test_a_policy_from_a_word_file_to_its_readers(enter, cast, js):
    steps.step_1(enter, cast)
    version = Version.objects.for_school(cast.school).select_related("status").get()
    assert (version.title, version.number, version.status.state) == (steps.TITLE, 1, "published")
    assert [clause.heading for clause in version.clauses.order_by("position") if clause.heading] == [
        "Introduction",
        "Writing to families",
        "Group chats",
        "Checking this policy",
    ] or version.clauses.count() >= 3


@pytest.mark.parametrize("js", [True, False])
def test_a_text_file_states_what_it_does_not_hold(enter, cast, js):
    office = enter(cast.office)
    office.goto(f"/s/{cast.school.slug}/policies/import/")
    office.get_by_label("Choose the file").set_input_files("tests/fixtures/policies/clubs-nothing-stated.txt")
    steps.press(office, "Check the file")
    steps.heading(office, "Rules for after-school clubs")
    expect(office.get_by_role("main")).to_contain_text("Not stated in the file:")

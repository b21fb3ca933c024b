"""What goes wrong in real life: a clear message, nothing half done, nothing twice."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from incidents.models.reports import Report
from policies.models import Draft
from signoffs.models import Signature
from signoffs.services import rounds
from tests.signoffs.conftest import Desk
from tests.stories import steps

pytestmark = pytest.mark.browser
TITLE = "Social media policy"
both = pytest.mark.parametrize("js", [True, False])


@both
def test_two_tabs_sign_once(enter, cast, js):
    round = Desk(cast).round(Desk(cast).policy(TITLE))
    first = enter(cast.teacher)
    second = first.context.new_page()
    for page in (first, second):
        page.goto(f"/s/{cast.school.slug}/sign/{round.pk}/")
        page.get_by_label("I have read this policy and I will follow it").check()
    for page in (first, second):
        steps.press(page, "Sign this policy")
        steps.heading(page, "You have signed")
    assert steps.reference_of(first) == steps.reference_of(second)
    assert Signature.objects.for_school(cast.school).count() == 1


@both
def test_a_double_click_signs_once(enter, cast, js):
    round = Desk(cast).round(Desk(cast).policy(TITLE))
    page = enter(cast.teacher)
    page.goto(f"/s/{cast.school.slug}/sign/{round.pk}/")
    page.get_by_label("I have read this policy and I will follow it").check()
    page.get_by_role("button", name="Sign this policy").dblclick()
    steps.heading(page, "You have signed")
    assert Signature.objects.for_school(cast.school).count() == 1


@both
def test_a_link_opened_by_somebody_who_is_signed_in_signs_for_its_owner(enter, cast, letters, js):
    Desk(cast).family_round(Desk(cast).policy(TITLE))
    (letter,) = letters(cast.parent)
    steps.sign_as_family(enter(cast.teacher), steps.link_in(letter), cast)
    signers = Signature.objects.for_school(cast.school).values_list("person", flat=True)
    assert set(signers) == {cast.parent.person.pk}


@both
def test_an_ended_link_offers_a_new_one_and_says_nothing_about_the_address(enter, cast, letters, clock, js):
    Desk(cast).family_round(Desk(cast).policy(TITLE))
    (letter,) = letters(cast.parent)
    clock.advance(days=400)
    said = []
    for address in ("pat.quill@fernhill.example", "nobody@nowhere.example"):
        page = enter()
        page.goto(steps.link_in(letter))
        steps.press(page, "Open the form")
        steps.heading(page, "This link does not work any more")
        page.get_by_label("Your e-mail address").fill(address)
        steps.press(page, "Send me a new link")
        said.append(page.get_by_role("main").inner_text())
    assert said[0] == said[1]


@both
def test_a_report_of_spaces_is_not_sent(enter, cast, js):
    page = enter()
    page.goto(f"/s/{cast.school.slug}/report/q/about/")
    page.get_by_label("I am not sure").check()
    steps.press(page, "Continue")
    page.get_by_label("None of these").check()
    steps.press(page, "Continue")
    page.get_by_label("In your own words").fill("   \n   ")
    steps.press(page, "Continue")
    expect(page.get_by_role("alert")).to_contain_text("Tell us what happened")
    expect(page).to_have_title(re.compile("^Error:"))
    assert Report.objects.for_school(cast.school).count() == 0


@both
@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("big.docx", b"PK\x03\x04" + b"0" * (30 * 1024 * 1024), "The file must be smaller than 10 MB"),
        ("broken.docx", b"PK\x03\x04 this is no Word file", ""),
        ("empty.txt", b"", ""),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + b"0" * 200, ""),
    ],
)
def test_a_file_that_cannot_be_a_policy_says_what_to_do(enter, cast, tmp_path, name, data, words, js):
    file = tmp_path / name
    file.write_bytes(data)
    office = enter(cast.office)
    office.goto(f"/s/{cast.school.slug}/policies/import/")
    office.get_by_label("Choose the file").set_input_files(file)
    steps.press(office, "Check the file")
    expect(office.get_by_role("alert")).to_contain_text(words or "There is a problem")
    assert Draft.objects.for_school(cast.school).count() == 0


@both
def test_an_expired_code_says_so_and_another_one_comes(enter, cast, letters, clock, js):
    page = enter()
    page.goto("/accounts/login/code/")
    page.get_by_role("textbox").first.fill(cast.teacher.user.email)
    steps.press(page, "Send me a code")
    page.get_by_label("Code").fill("000000")
    steps.press(page, "Continue")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    expect(page.get_by_label("Code")).to_be_visible()


@both
def test_signing_after_the_round_was_closed(enter, cast, js):
    desk = Desk(cast)
    round = desk.round(desk.policy(TITLE))
    page = enter(cast.teacher)
    page.goto(f"/s/{cast.school.slug}/sign/{round.pk}/")
    page.get_by_label("I have read this policy and I will follow it").check()
    rounds.close_round(round=round, by=cast.office.actor)
    steps.press(page, "Sign this policy")
    steps.heading(page, "This round is closed")
    assert Signature.objects.for_school(cast.school).count() == 0

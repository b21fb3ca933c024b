"""The gallery and the drawn screens in a real browser: axe, no sideways scroll, policy kept, scripts optional."""

import re

import pytest
from playwright.sync_api import expect

from core.pages.gallery import SCREENS
from tests.browser_axe import bring, violations

pytestmark = pytest.mark.browser
PAGES = ["", "?state=error", "?state=messages", "home/?state=long", *[f"{name}/" for name in SCREENS]]
WIDTHS = (320, 1280)


def test_axe_complains_of_what_is_wrong(browser):
    page = browser.new_page()
    page.set_content("<html lang=en><title>A</title><main><h1>A</h1><img src=x><p style='color:#ccc'>pale</p></main>")
    assert {rule for rule, _places in violations(page)} == {"image-alt", "color-contrast"}
    page.evaluate("document.querySelector('img').alt = 'A crest'")
    assert violations(page) == [("color-contrast", ['<p style="color:#ccc">pale</p>'])]
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_gallery_is_open_to_everybody(browser, live, scheme):
    for width in WIDTHS:
        context = browser.new_context(base_url=live, viewport={"width": width, "height": 800}, color_scheme=scheme)
        bring(context)
        page = context.new_page()
        said = []
        page.on(
            "console",
            lambda message, said=said: said.append(message.text) if message.type in ("error", "warning") else None,
        )
        for address in PAGES:
            assert page.goto(f"/gallery/{address}").status == 200
            assert (address, width, violations(page)) == (address, width, [])
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
            assert page.locator("h1").count() == 1
        assert said == []
        context.close()


def test_error_summary_has_the_focus_and_leads_to_the_field(browser, live):
    for scripts in (True, False):
        context = browser.new_context(base_url=live, java_script_enabled=scripts)
        page = context.new_page()
        page.goto("/gallery/?state=error")
        assert page.title() == "Error: Gallery - Oakfield Primary School"
        assert page.locator(".errors").evaluate("box => box === document.activeElement")
        page.get_by_role("link", name="That day is not in the calendar").click()
        expect(page).to_have_url(re.compile("#id_since_0$"))
        context.close()


def test_tick_all_ticks_every_child(browser, live):
    page = browser.new_page(base_url=live)
    page.goto("/gallery/family/")
    page.get_by_role("button", name="Tick all").click()
    expect(page.locator("input[type=checkbox]:checked")).to_have_count(3)
    page.close()


def test_cover_hides_the_page_and_gives_it_back(browser, live):
    page = browser.new_page(base_url=live)
    page.goto("/gallery/case/")
    page.get_by_role("link", name="Cover screen").click()
    expect(page).to_have_title("Screen covered")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("button", name="Show the page again").click()
    expect(page).to_have_title("Concern KTM-4QX - Oakfield Primary School")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.close()


def test_leaving_puts_another_page_in_the_place_of_this_one(browser, live):
    page = browser.new_page(base_url=live)
    page.goto("/gallery/home/")
    page.goto("/gallery/report/")
    page.get_by_role("button", name="Leave this page").last.click()
    page.wait_for_url("**/accessibility/")
    page.go_back()
    assert page.url.endswith("/gallery/home/")
    page.close()


def test_leaving_is_the_first_stop_of_the_keyboard(browser, live):
    page = browser.new_page(base_url=live)
    page.goto("/gallery/report/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Leave this page"
    page.close()


def test_on_paper_everything_is_black_on_white_even_from_a_dark_screen(browser, live):
    page = browser.new_page(base_url=live, color_scheme="dark")
    page.goto("/gallery/board/")
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.evaluate("[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]")
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert not page.locator(".nav").is_visible()
    assert not page.locator(".foot").is_visible()
    page.close()


def test_chosen_colours_beat_the_device(browser, live):
    context = browser.new_context(base_url=live, color_scheme="dark")
    page = context.new_page()
    page.goto("/gallery/home/")
    with page.expect_navigation():
        page.get_by_role("button", name="Light").click()
    assert page.url.endswith("/gallery/home/")
    expect(page.locator("body")).to_have_css("background-color", "rgb(251, 247, 240)")
    context.close()


def test_keyboard_focus_is_never_hidden_and_always_drawn(browser, live):
    page = browser.new_page(base_url=live, viewport={"width": 360, "height": 640})
    page.goto("/gallery/sign/")
    for _step in range(25):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => { const at = document.activeElement; if (at === document.body) return true;
            const box = at.getBoundingClientRect(), own = getComputedStyle(at), label = at.labels && at.labels[0];
            const card = label && getComputedStyle(label, "::before").outlineStyle === "solid";
            const row = getComputedStyle(at, "::after").outlineStyle === "solid";
            const ring = own.outlineStyle === "solid" || card || row;
            return ring && box.bottom > 0 && box.top < innerHeight; }"""
        )
        assert seen
    page.close()

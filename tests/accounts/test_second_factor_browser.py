"""A passkey in a real browser, with an authenticator that Chromium plays; and the app with a secret that is pasted."""

from __future__ import annotations

import re
import time
from urllib.parse import urlparse

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
HOME = "/s/fernhill/concerns/"


def with_authenticator(page: Page) -> None:
    """Give the browser a lock of its own, as a laptop has one."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    options |= {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def first_step(page: Page, email: str, to: str = HOME) -> None:
    """Sign in with the code from an e-mail, on the way to a page."""
    page.goto(f"/accounts/login/code/?next={to}")
    page.get_by_label("Your school e-mail address").fill(email)
    with page.expect_navigation():
        page.get_by_role("button", name="Send me a code").click()
    code = re.findall(r"^\s*(\d{6})\s*$", mail.outbox[-1].body, re.MULTILINE)[-1]
    page.get_by_label("Code").fill(code)
    with page.expect_navigation():
        page.get_by_role("button", name="Continue").click()


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


@pytest.fixture
def enter(browser, live, settings):
    """``enter(js)``: a phone at the live server under a name that a passkey can be made for."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    opened = []

    def new(js: bool = True) -> Page:
        base = f"http://localhost:{urlparse(live).port}"
        context = browser.new_context(base_url=base, java_script_enabled=js, viewport={"width": 360, "height": 740})
        context.set_default_timeout(15_000)
        opened.append(context)
        return context.new_page()

    yield new
    for context in opened:
        context.close()


def test_a_passkey_is_set_up_and_opens_the_next_sign_in(enter, cast):
    page = enter()
    with_authenticator(page)
    first_step(page, cast.dsl.user.email)
    heading(page, "Set up a second step")
    with page.expect_navigation():
        page.get_by_role("link", name="Set up a passkey").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Set up the passkey").click()
    heading(page, "Recovery codes")
    expect(page.locator("#codes li")).to_have_count(10)
    with page.expect_navigation():
        page.get_by_role("button", name="I have saved them").click()
    heading(page, "Concerns")
    page.context.clear_cookies()
    first_step(page, cast.dsl.user.email)
    with page.expect_navigation():
        page.get_by_role("button", name="Use a passkey").click()
    heading(page, "Concerns")


def test_an_app_is_set_up_without_scripts(enter, cast):
    page = enter(js=False)
    first_step(page, cast.head.user.email)
    with page.expect_navigation():
        page.get_by_role("link", name="Set up the app").click()
    expect(page.get_by_role("img", name="A square for the camera of your phone")).to_be_visible()
    secret = page.locator("#totp-key").inner_text()
    page.get_by_label("Code from your app").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    with page.expect_navigation():
        page.get_by_role("button", name="Set up the app").click()
    heading(page, "Recovery codes")
    with page.expect_navigation():
        page.get_by_role("button", name="I have saved them").click()
    heading(page, "Concerns")

"""Signing in with an e-mailed code on a phone, with and without scripts, in our words."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False])
def test_a_teacher_signs_in_with_a_code(browser, live, cast, settings, scripts):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    context = browser.new_context(base_url=live, java_script_enabled=scripts, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto("/accounts/login/code/")
    page.get_by_role("button", name="Send me a code").click()
    expect(page).to_have_title(re.compile("^Error: Sign in"))
    expect(page.locator(".errors a")).to_have_text(["Enter your e-mail address"])
    page.get_by_label("Your school e-mail address").fill(cast.teacher.user.email)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".errors a")).to_have_count(1)
    code = re.findall(r"^\s*(\d{6})\s*$", mail.outbox[-1].body, re.MULTILINE)[-1]
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(f"**/s/{cast.school.slug}/")
    expect(page.locator(".brand .meta")).to_have_text("Class teacher")
    context.close()

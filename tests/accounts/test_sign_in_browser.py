"""A passkey alone opens an account, also one whose address two people read; and four presses with a paper code."""

from __future__ import annotations

from urllib.parse import urlparse

import pytest
from django.core import mail
from playwright.sync_api import expect

from accounts.services import printed_codes
from people.services import assignments, persons
from people.states.roles import Role
from tests.accounts.test_second_factor_browser import first_step, with_authenticator

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(browser, live, settings):
    """A phone at the live server under a name that a passkey can be made for."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    base = f"http://localhost:{urlparse(live).port}"
    context = browser.new_context(base_url=base, viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


def test_a_passkey_opens_the_account_when_the_address_does_not(phone, cast):
    with_authenticator(phone)
    first_step(phone, cast.teacher.user.email, "/accounts/2fa/webauthn/add/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Set up a passkey")
    with phone.expect_navigation():
        phone.get_by_role("button", name="Set up the passkey").click()
    with phone.expect_navigation():
        phone.get_by_role("button", name="I have saved them").click()
    persons.add_person(school=cast.school, first_name="Tom", last_name="Carver", email=cast.teacher.user.email)
    phone.context.clear_cookies()
    mail.outbox.clear()
    phone.goto("/accounts/login/code/?next=/s/fernhill/")
    with phone.expect_navigation():
        phone.get_by_role("link", name="Use my password or a passkey").click()
    with phone.expect_navigation():
        phone.get_by_role("button", name="Use a passkey").click()
    phone.goto("/s/fernhill/")
    expect(phone.locator(".brand .meta")).to_have_text("Class teacher")
    assert mail.outbox == []


def test_four_presses_with_a_code_on_paper(phone, cast):
    person = persons.add_person(school=cast.school, first_name="Zoë", last_name="Reed")
    assignments.give_role(person=person, school=cast.school, role=Role.SUPPORT)
    code = printed_codes.print_code(person=person, school=cast.school)
    phone.goto("/s/fernhill/staffroom/")
    phone.get_by_label("Your name").fill("Zoe Reed")
    phone.get_by_label("Your code").fill(code)
    with phone.expect_navigation():
        phone.get_by_role("button", name="Sign in").click()
    expect(phone.locator(".brand .meta")).to_have_text("Support staff")

"""What the browser stories share: a Monday in term, a browser for each person, and the mail that came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest

MONDAY = dt.datetime(2026, 11, 23, 9, 0)
PHONE = {"width": 360, "height": 740}


@pytest.fixture(autouse=True)
def monday(clock: Any) -> None:
    """Every story begins at 9am on a Monday in term."""
    clock.set(MONDAY)


@pytest.fixture
def enter(browser: Any, live: str, js: bool, sign_in: Any) -> Iterator[Callable[..., Any]]:
    """``enter(somebody)`` opens a browser of their own, signed in; ``enter()`` one of nobody. No page may complain."""
    opened, said = [], []

    def new(who: Any = None) -> Any:
        context = browser.new_context(base_url=live, java_script_enabled=js, locale="en-GB", viewport=PHONE)
        context.set_default_timeout(10_000)
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        return sign_in(page, who) if who is not None else page

    yield new
    for context in opened:
        context.close()
    # Chromium writes an answer of 4xx into the console too: those are looked at by the tests that want them.
    assert [text for text in said if "Failed to load resource" not in text] == []


@pytest.fixture
def letters(live: str, settings: Any) -> Callable[..., list[Any]]:
    """``letters(member, kind)``: deliver what is due, and return what came to that person's address, oldest first."""
    settings.EMAIL_BACKEND = "notices.backends.DemoMailbox"

    def come(to: Any, subject: str = "") -> list[Any]:
        from notices.models import DemoMail
        from notices.services.delivery.sending import deliver
        from people.queries.directory import email_of

        deliver()
        rows = DemoMail.objects.filter(to=email_of(to.person, to.school), subject__icontains=subject)
        return list(rows.order_by("at", "message_id"))

    return come

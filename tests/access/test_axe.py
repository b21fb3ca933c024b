"""Every screen of the tour, light, dark and at 320 px: open to everybody, one heading, no complaint of the browser."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from tests.browser_axe import bring, violations

pytestmark = pytest.mark.browser
PARTS = 6
SAME_TITLE = {"-error", "-danger", "-found"}
"""Another state of the same page keeps its title."""
PICTURES = os.environ.get("LOOK_PICTURES", "")


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any, database_name: str) -> Iterator[tuple[str, list[Any], dict]]:
    """Load the demo once into this process's database, and serve it: (address, screens, session keys by user)."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.db import connections
    from django.test import Client, override_settings
    from django.test.testcases import LiveServerThread

    from demo.load import load
    from demo.tour import tour
    from tests import database
    from tests.cast import enter

    hosts = ["127.0.0.1", "localhost", "testserver"]
    with django_db_blocker.unblock(), override_settings(ALLOWED_HOSTS=hosts):
        server = LiveServerThread("127.0.0.1", StaticFilesHandler, connections_override=None)
        server.daemon = True
        server.start()
        server.is_ready.wait()
        screens = tour(load(staff=3, families=6))
        keys = {}
        for user, bare in {(screen.user, screen.bare) for screen in screens if screen.user is not None}:
            keys[user.pk, bare] = enter(Client(), user, bare=bare)
        yield f"http://127.0.0.1:{server.port}", screens, keys
        server.terminate()
        connections.close_all()
        database.clone(database_name)


class Visitor:
    """One browser for all screens of a test. A browser for each screen cost more than all that axe looks at.

    Each screen finds no cookie but its own session; only style, font and script stay, which anybody may keep.
    """

    def __init__(self, browser: Any, demo: Any) -> None:
        self.browser = browser
        self.base, _screens, self.keys = demo
        self.said: list[str] = []
        self.open()

    def open(self) -> None:
        """Open the browser's one page."""
        self.context = self.browser.new_context(base_url=self.base, locale="en-GB", reduced_motion="reduce")
        self.context.route(lambda address: not address.startswith(self.base), lambda route: route.fulfill(status=204))
        self.context.set_default_timeout(10_000)
        bring(self.context)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def open_anew(self) -> None:
        """Leave a page that is stuck behind."""
        self.context.close()
        self.open()

    def arrive(self, screen: Any) -> Any:
        """Open a screen on a light and wide screen and do its steps; returns the page."""
        from django.conf import settings

        self.said.clear()
        self.context.clear_cookies()
        if screen.user is not None:
            key = self.keys[screen.user.pk, screen.bare]
            self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": self.base}])
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": 1280, "height": 900})
        answer = self.page.goto(screen.path)
        if answer.status != screen.status:
            self.said.append(f"answered {answer.status}, not {screen.status}")
        for step in screen.steps:
            step(self.page)
        return self.page


def faults(page: Any) -> list[Any]:
    """Return what is wrong with a page in its three looks."""
    found: list[Any] = [("light", *one) for one in violations(page)]
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 320, "height": 800})
    found += [("dark and small", *one) for one in violations(page)]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found += [("sideways", wide)] if wide > 0 else []
    headings = page.locator("h1").count()
    found += [("h1", headings)] if headings != 1 else []
    language = page.locator("html").get_attribute("lang")
    found += [("lang", language)] if language not in ("en", "en-gb", "en-GB") else []
    return found


@pytest.mark.parametrize("part", range(PARTS))
def test_every_screen_is_open_to_everybody(browser, demo, part):
    _base, screens, _keys = demo
    visitor = Visitor(browser, demo)
    wrong: list[str] = []
    titles: dict[str, set[str]] = defaultdict(set)
    for screen in screens[part::PARTS]:
        stuck = False
        try:
            found = faults(visitor.arrive(screen))
        except Exception as problem:  # one broken screen must not hide the others
            stuck = True
            found = [("stuck", str(problem).splitlines()[0][:200])]
        page = visitor.page
        quiet = ("Failed to load resource",)
        found += [("console", text) for text in visitor.said if not text.startswith(quiet)]
        wrong += [f"{screen.name}: {fault}" for fault in found]
        if not any(screen.name.endswith(end) for end in SAME_TITLE):
            titles[page.title()].add(
                resolve(urlsplit(page.url).path).view_name if screen.status == 200 else screen.name
            )
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"{screen.name}.png"), full_page=True)
        if stuck:
            visitor.open_anew()
    visitor.context.close()
    assert "\n".join(wrong) == ""
    assert {title: pages for title, pages in titles.items() if len(pages) > 1} == {}

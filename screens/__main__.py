"""``./portal screenshots [NAME …]``: load the demo into a database of its own, open every screen, take its picture."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
os.environ["DJANGO_SETTINGS_MODULE"] = "schoolsocial.settings"
os.environ["PORTAL_MODE"] = "test"

SIZES = {"phone": (360, 740), "desktop": (1280, 900)}
THEMES = ("light", "dark")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]


def chromium() -> str:
    """Return where the browser is."""
    for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"):
        if Path(path).exists():
            return path
    sys.exit("No Chromium found. Install it: apt-get install -y chromium")


def prepare() -> str:
    """Make a database with the demo in it and return its name; it is dropped at the end."""
    import django

    from tests import database

    name = f"screens_{os.getpid()}"
    # First the address: what is cloned depends on the settings, and they read it once.
    os.environ["DATABASE_URL"] = database.web_url(name)
    database.clone(name)
    django.setup()
    return name


def serve() -> Any:
    """Start a live server in this process."""
    from django.conf import settings
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.test.testcases import LiveServerThread

    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    return server


def shoot(base: str, folder: Path, wanted: list[str]) -> int:
    """Open each screen of the tour in each size and theme; returns how many pictures were taken."""
    from django.conf import settings
    from django.test import Client
    from playwright.sync_api import sync_playwright

    from demo.load import load
    from demo.tour import tour
    from tests.cast import enter

    screens = [screen for screen in tour(load()) if not wanted or any(word in screen.name for word in wanted)]
    taken = 0
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=QUIET)
        for size, (width, height) in SIZES.items():
            for theme in THEMES:
                for screen in screens:
                    context = browser.new_context(
                        base_url=base, locale="en-GB", viewport={"width": width, "height": height}, color_scheme=theme
                    )
                    # An answer of "no content" keeps the page that wants to lead out of the portal.
                    context.route(lambda address: not address.startswith(base), lambda route: route.fulfill(status=204))
                    if screen.user is not None:
                        value = enter(Client(), screen.user, bare=screen.bare)
                        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": base}
                        context.add_cookies([cookie])
                    page = context.new_page()
                    answer = page.goto(screen.path)
                    for step in screen.steps:
                        step(page)
                    if answer is None or answer.status not in (200, screen.status):
                        print(f"{screen.name}: {answer.status if answer else 'no answer'} at {screen.path}")
                    page.screenshot(path=folder / f"{screen.name}-{size}-{theme}.png", full_page=True)
                    taken += 1
                    context.close()
        browser.close()
    return taken


def main() -> int:
    """Do all of it."""
    from tests import database

    folder = Path(os.environ.get("PORTAL_VAR", "var")) / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    name = prepare()
    server = serve()
    try:
        taken = shoot(f"http://127.0.0.1:{server.port}", folder, sys.argv[1:])
    finally:
        server.terminate()
        from django.db import connections

        connections.close_all()
        database.drop(name)
    print(f"{taken} pictures in {folder}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

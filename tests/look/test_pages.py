"""Every page that links lead to, as each role, on a phone: open to everybody, calm, with one main heading.

A crawl needs no list: a new page is looked at as soon as something links to it.
"""

from __future__ import annotations

import os
from collections import Counter, deque
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from incidents.services import reports
from incidents.states.workflow import FromKind
from tests.access.world import World, make_world
from tests.browser_axe import bring, violations

pytestmark = pytest.mark.browser
SKIPPED = ("/pdf/", "/download", "/static/", "/recovery-codes/download/")
EACH_VIEW = 1  # of the pages that one view draws, so many are looked at for each role
ROLES = ("head", "dsl", "office", "teacher", "governor")
PHONE = 320
PICTURES = os.environ.get("LOOK_PICTURES", "")


def links(page: Any, base: str) -> list[str]:
    """Return the addresses of this portal that the page links to, without fragment."""
    found = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
    inside = [urlsplit(address) for address in found if address.startswith(base + "/")]
    return [part.path + (f"?{part.query}" if part.query else "") for part in inside]


def view_of(link: str) -> str:
    """Return the name of the view behind an address; the address itself when there is none."""
    try:
        return resolve(urlsplit(link).path).view_name
    except Resolver404:
        return link


def picture(page: Any, who: str, address: str) -> None:
    """Keep a picture when somebody asked for it: LOOK_PICTURES=folder."""
    if PICTURES:
        name = address.strip("/").replace("/", "_").replace("?", "-")[:100] or "front"
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.screenshot(path=str(Path(PICTURES) / f"{who}-{name}-{width}.png"), full_page=True)


def faults_of(page: Any, answer: Any) -> list[Any]:
    """Return what is wrong with the page that is open."""
    found: list[Any] = []
    if answer is not None and answer.status >= 400:
        return [("status", answer.status)]
    for width in (1280, PHONE):
        page.set_viewport_size({"width": width, "height": 800})
        sideways = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found += [("sideways", width, sideways)] if sideways > 0 else []
        if width == PHONE:
            found += [("axe", *one) for one in violations(page)]
    headings = page.locator("h1").count()
    mains = page.locator("main .button:not(.second):not(.danger):not(.small):visible").count()
    found += [("h1", headings)] if headings != 1 else []
    found += [("main buttons", mains)] if mains > 1 else []
    return found


NEEDED = "main form[method=post] :is(input[required]:not([type=hidden]), textarea[required])"
EMPTY = """form => { form.querySelectorAll("input:not([type=hidden]), textarea").forEach(field => {
  if (field.type === "checkbox" || field.type === "radio") field.checked = false; else field.value = ""; });
  form.requestSubmit(form.querySelector('button[type=submit], button:not([type])')); }"""


def faults_when_wrong(page: Any) -> list[Any]:
    """Send the page's form empty; returns what is wrong with the answer: it must say so on top and in the title."""
    field = page.locator(NEEDED).first
    if not field.count():
        return []
    with page.expect_navigation():
        field.locator("xpath=ancestor::form").evaluate(EMPTY)
    if not page.locator(".errors").count():
        return [("no error summary", page.url)]
    named = [] if page.title().startswith("Error:") else [("title", page.title())]
    led = page.eval_on_selector_all(
        ".errors a", "all => all.map(a => a.hash).filter(hash => !document.getElementById(hash.slice(1)))"
    )
    return faults_of(page, None) + named + ([("leads nowhere", led)] if led else [])


def crawl(context: Any, base: str, start: list[str], who: str) -> str:
    """Open every page that links lead to from ``start``; returns what is wrong, one line each, or nothing."""
    bring(context)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    waiting, seen = deque(start), set(start)
    drawn: Counter[str] = Counter()
    wrong: list[str] = []
    while waiting:
        address = waiting.popleft()
        answer = page.goto(base + address)
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        found = faults_of(page, answer) + [("console", text) for text in said]
        said.clear()
        wrong += [f"{address} {fault}" for fault in found]
        for link in links(page, base):
            if link not in seen and not any(part in link for part in SKIPPED):
                seen.add(link)
                view = view_of(link)
                drawn[view] += 1
                if drawn[view] <= EACH_VIEW:
                    waiting.append(link)
        picture(page, who, address)
        wrong += [f"{address} sent empty: {fault}" for fault in faults_when_wrong(page)]
        said.clear()
    return "\n".join(wrong)


@pytest.fixture
def world(live: str) -> World:
    """A school where one of everything exists, and a report that nobody has taken."""
    made = make_world()
    answers = {"about_kind": "post", "story": "A long and unkind post about the school. " * 20}
    reports.send_report(school=made.cast.school, answers=answers, from_kind=FromKind.NO_NAME)
    return made


@pytest.mark.parametrize("who", ROLES)
def test_what_a_role_can_reach_is_open_to_everybody(browser, live, world, sign_in, who):
    context = browser.new_context(locale="en-GB", accept_downloads=False)
    page = context.new_page()
    sign_in(page, getattr(world.cast, who))
    page.close()
    assert crawl(context, live, [f"/s/{world.cast.school.slug}/{part}" for part in ("", "policies/")], who) == ""
    context.close()


def test_what_nobody_in_particular_can_reach_is_open_to_everybody(browser, live, world):
    context = browser.new_context(locale="en-GB")
    slug = world.cast.school.slug
    start = [
        "/",
        f"/s/{slug}/",
        f"/s/{slug}/report/",
        f"/s/{slug}/report/mine/",
        "/accounts/login/code/",
        f"/f/{world.args['token']}/",
    ]
    assert crawl(context, live, start, "nobody") == ""
    context.close()


def test_a_page_that_is_not_there_helps(browser, live, world):
    page = browser.new_page(base_url=live)
    assert page.goto("/nowhere/").status == 404
    assert page.locator("h1").inner_text() == "We cannot find that page"
    assert violations(page) == []
    page.close()

"""An office with a file and four minutes: upload, look over, import in four clicks."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from people.queries.directory import staff_at
from people.queries.families import pupils_at
from roll.models.imports import PeopleImport
from roll.services.importing import lifecycle
from tests.stories import steps
from tests.stories.test_keyboard import tab_to

pytestmark = pytest.mark.browser
# Another folder of lists can be tried: PEOPLE_SAMPLES=folder.
FOLDER = Path(os.environ.get("PEOPLE_SAMPLES", "tests/fixtures/people"))
FILES = sorted([*FOLDER.glob("*.csv"), *FOLDER.glob("*.xlsx")], key=lambda file: (file.suffix, file.name))
IMPORT = re.compile(r"^Import [\d,]+ (people|person)$")
MOST_CLICKS = 4


class Mouse:
    """Somebody who counts every click."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.clicks = 0

    def follow(self, name: str) -> None:
        steps.follow(self.page, name)
        self.clicks += 1

    def choose(self, file: Path) -> None:
        self.page.get_by_label("Choose the file").set_input_files(file)
        self.clicks += 1

    def press(self, name: Any) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name).click()
        self.clicks += 1


def bring_in(page: Any, cast: Any, file: Path) -> int:
    """Bring one file in from the list of people; returns the clicks."""
    page.goto(f"/s/{cast.school.slug}/people/")
    mouse = Mouse(page)
    mouse.follow("Bring a list in")
    mouse.choose(file)
    mouse.press("Check the file")
    steps.heading(page, "Check the list before it comes in")
    mouse.press(IMPORT)
    steps.heading(page, re.compile(r"^[\d,]+ (people are|person is) in$"))
    return mouse.clicks


def take_back(cast: Any) -> None:
    """Leave the school as it was, so that the next file finds nobody of its own."""
    done = PeopleImport.objects.for_school(cast.school).get(state="done")
    lifecycle.undo(imported=done, by=cast.admin.actor)


@pytest.mark.parametrize("js", [True, False])
def test_every_file_comes_in_with_four_clicks(enter, cast, js):
    page = enter(cast.admin)
    files = FILES[-2:] if js else FILES  # each file without scripts; with them one of pupils and the one of staff
    before = (pupils_at(cast.school).count(), staff_at(cast.school).count())
    clicks = {}
    for file in files:
        clicks[file.name] = bring_in(page, cast, file)
        take_back(cast)
        assert (pupils_at(cast.school).count(), staff_at(cast.school).count()) == before
    assert [file.suffix for file in FILES] == [".csv", ".csv", ".csv", ".xlsx"]
    assert list(clicks) == [file.name for file in files]
    assert max(clicks.values()) <= MOST_CLICKS, clicks
    _wait_for_a_long_one(page, cast, js)


def _wait_for_a_long_one(page: Any, cast: Any, js: bool) -> None:
    """Where scripts run the page of a long list looks again by itself; elsewhere a button does it."""
    found = PeopleImport.objects.for_school(cast.school).order_by("made_at").last()
    row = PeopleImport.objects.for_school(cast.school).filter(pk=found.pk)
    row.update(state="reading", done=400, total=1200)
    page.goto(f"/s/{cast.school.slug}/people/import/{found.pk}/")
    for done, words in ((400, "400 of 1,200 rows"), (800, "800 of 1,200 rows")):
        row.update(done=done)
        if not js:
            steps.press(page, "Look again")
        expect(page.get_by_role("main")).to_contain_text(words)
    row.update(state="undone")
    if not js:
        steps.press(page, "Look again")
    steps.heading(page, "This list is undone")


@pytest.mark.parametrize("js", [False])
def test_by_keyboard_and_back_again(enter, cast, js):
    page = enter(cast.office)
    page.goto(f"/s/{cast.school.slug}/people/import/")
    page.get_by_label("Choose the file").set_input_files(next(file for file in FILES if "pupil" in file.name))
    for button, following in (
        ("Check the file", "Check the list before it comes in"),
        ("Import", re.compile("are in$")),
    ):
        tab_to(page, button)
        page.keyboard.press("Enter")
        steps.heading(page, following)
    assert pupils_at(cast.school).count() > len(cast.children)
    for name, following in (("Undo this list", "Undo this list"), ("Undo this list", "This list is undone")):
        tab_to(page, name)
        page.keyboard.press("Enter")
        steps.heading(page, following)
    expect(page.get_by_role("main")).to_contain_text("Olive Marsh undid it")
    assert pupils_at(cast.school).count() == len(cast.children)

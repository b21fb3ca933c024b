"""What the tour is made of: a screen, and what is done on its page before it is looked at."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from demo.people import DemoSchool

Step = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen: ``steps`` are done on the opened page (Playwright) one after the other before it is looked at.

    ``bare``: the session has not shown the second step.
    """

    name: str
    path: str
    user: Any = None
    status: int = 200
    steps: tuple[Step, ...] = ()
    bare: bool = False


def leave_by(page: Any, control: Any) -> None:
    """Click what leads to another page, and wait for that page: a click alone comes back too soon."""
    with page.expect_navigation():
        control.click()


def press(name: str) -> Step:
    """Return a step that presses the button of this name and waits for the page it leads to."""
    return lambda page: leave_by(page, page.get_by_role("button", name=name, exact=True).first)


def settle(page: Any) -> None:
    """Wait until the page has nothing more to fetch."""
    page.wait_for_load_state("networkidle")


def follow(name: str) -> Step:
    """Return a step that follows the link of this name."""
    return lambda page: leave_by(page, page.get_by_role("link", name=name).first)


def send_empty(page: Any) -> None:
    """Press the main button of the page without filling in anything."""
    leave_by(page, page.locator("main form button.button:not(.second):not(.danger)").first)


def tick(label: str) -> Step:
    """Return a step that ticks the box, or chooses the answer, of this name."""
    return lambda page: page.get_by_label(label).first.check()


def write(label: str, text: str) -> Step:
    """Return a step that fills in a field."""
    return lambda page: page.get_by_label(label).first.fill(text)


def as_cast(place: DemoSchool, key: str, screens: Iterable[Screen]) -> list[Screen]:
    """Give the screens the account of one of the cast and the school's part of the address."""
    user = place.cast[key].user
    return [replace(screen, path=f"/s/{place.school.slug}/{screen.path}", user=user) for screen in screens]

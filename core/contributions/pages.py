"""What an app contributes to pages of other apps: the home page, the menu, the page of deadlines, a policy's page."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from core.actor import Actor
from core.contributions.registry import Registry
from core.pages.todo import Todo
from core.text.words import Words

Source = Callable[[Actor], Iterable[Todo]]


@dataclass(frozen=True, slots=True)
class HomeSource:
    """What somebody has to do, waits for and has done, for the home page.

    ``words`` names the source on the page when it cannot be read; sources are asked in the order of ``place``.
    """

    name: str
    words: Words
    place: int
    todo: Source | None = None
    waiting: Source | None = None
    done: Source | None = None


class DeadlinesFor(Protocol):
    """Returns the ``notices.rules.deadlines.Deadline`` rows of an actor."""

    def __call__(self, actor: Actor, *, now: dt.datetime) -> Iterable[Any]:
        """Return the deadlines of the actor."""


@dataclass(frozen=True, slots=True)
class DeadlineSource:
    """The deadlines that an app has for somebody, for the page of deadlines and for the weekly note."""

    name: str
    deadlines: DeadlinesFor


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A line of the menu, in the order of ``place``.

    ``name`` is the name of the address, which gets the school's slug. ``permission`` shows the line ("" shows it to
    every member), and so does ``shown`` when it is given. ``count`` says how many things wait there.
    """

    name: str
    words: Words
    place: int
    permission: str = ""
    shown: Callable[[Actor], bool] | None = None
    count: Callable[[Actor], int] | None = None


@dataclass(frozen=True, slots=True)
class PolicyPanel:
    """A box above the text of a policy: ``panel`` gets actor, policy and version, and returns a box or None."""

    name: str
    panel: Callable[[Actor, Any, Any], Any]


HOME_SOURCES = Registry(HomeSource, variable="HOME_SOURCES", noun="source of the home page")
DEADLINE_SOURCES = Registry(DeadlineSource, variable="DEADLINE_SOURCES", noun="source of deadlines")
MENU_ENTRIES = Registry(MenuEntry, variable="MENU_ENTRIES", noun="menu entry")
POLICY_PANELS = Registry(PolicyPanel, variable="POLICY_PANELS", noun="panel of a policy's page")

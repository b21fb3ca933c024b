"""The home page: each app says what this person has to do, waits for, and has done."""

import logging
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from core import clock
from core.contributions.pages import HOME_SOURCES, Todo
from core.errors import error_place
from core.text.words import Words
from people.queries import absence

logger = logging.getLogger("portal.home")
DONE_SHOWN = 3


@dataclass(slots=True)
class Home:
    """Everything the page shows. ``missing`` names the parts that could not be read."""

    greeting: str
    away: list[absence.Away] = field(default_factory=list)
    todo: list[Todo] = field(default_factory=list)
    waiting: list[Todo] = field(default_factory=list)
    done: list[Todo] = field(default_factory=list)
    missing: list[Words] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        """Return how long all open jobs take together."""
        return sum(one.minutes for one in self.todo)


def greeting(hour: int) -> str:
    """Return the greeting for an hour of the day at the school."""
    if hour < 12:
        return _("Good morning")
    return _("Good afternoon") if hour < 18 else _("Good evening")


def build(actor: Any) -> Home:
    """Ask every app; a part that fails is named on the page and does not take the others down."""
    home = Home(greeting(clock.now().astimezone(ZoneInfo(actor.school.timezone)).hour))
    sources = sorted(HOME_SOURCES.values(), key=lambda source: source.place)
    for part in ("todo", "waiting", "done"):
        found: list[Todo] = getattr(home, part)
        for source in sources:
            ask = getattr(source, part)
            try:
                with transaction.atomic():
                    found += ask(actor) if ask else ()
            except DatabaseError as problem:  # one part of many: it is named on the page
                logger.error("home: %s of %s failed: %s", part, source.name, error_place(problem))
                if source.words not in home.missing:
                    home.missing.append(source.words)
    home.away = absence.away_for(actor)
    far = clock.today(actor.school.timezone).replace(year=9000)
    home.todo.sort(key=lambda one: one.due or far)
    del home.done[DONE_SHOWN:]
    return home

"""One line of somebody's home page. Each app answers ``queries.todo_for(actor)`` with a list of these."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Todo:
    """A job, a wait or a thing done. Holds no name and no word of a concern."""

    title: str
    url: str
    why: str = ""
    tag_kind: str = "waiting"
    tag_text: str = ""
    minutes: int = 0
    due: dt.date | None = None
    link_text: str = ""

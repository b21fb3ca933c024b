"""One line of somebody's home page. Apps contribute a ``HomeSource`` that returns a list of these."""

import datetime as dt
from dataclasses import dataclass

from core.text.words import Words


@dataclass(frozen=True, slots=True)
class Todo:
    """A job, a wait or a thing done. Holds no name and no word of a concern."""

    title: Words
    url: str
    why: Words = ""
    tag_kind: str = "waiting"
    tag_text: Words = ""
    minutes: int = 0
    due: dt.date | None = None
    link_text: Words = ""

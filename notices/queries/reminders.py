"""When this school reminds whom, in words made from the table of ladders: the page "Reminders"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import ngettext

from notices.queries.plain import writing_hours
from notices.rules.sentences import LadderWords, ladder_words
from notices.states import KINDS
from notices.states.ladders import DECIDE_WITHIN
from people import queries as people


@dataclass(frozen=True, slots=True)
class Reminders:
    """The page. ``hours`` as :func:`writing_hours`; ``at_once``: the messages that go at any hour."""

    hours: dict[str, Any]
    at_once: Sequence[Any]
    ladders: Sequence[tuple[LadderWords, str]]
    """The ladders that run, each with how much time it allows ("" where everything has a due day)."""


def reminders(school: Any) -> Reminders:
    """Return when this school reminds whom. Nothing about anybody, so every member may read it."""
    allowed = _allowed(school)
    return Reminders(
        hours=writing_hours(school),
        at_once=[kind.words for kind in KINDS.values() if kind.at_once],
        ladders=[(one, allowed.get(one.name, "")) for one in ladder_words() if one.runs],
    )


def _allowed(school: Any) -> dict[str, str]:
    minutes = int(people.setting(school, "first_look_minutes"))
    look = ngettext("The time allowed is %(n)s minute.", "The time allowed is %(n)s minutes.", minutes)
    days = ngettext("The time allowed is %(n)s school day.", "The time allowed is %(n)s school days.", DECIDE_WITHIN)
    return {"first_response": look % {"n": minutes}, "decision": days % {"n": DECIDE_WITHIN}}

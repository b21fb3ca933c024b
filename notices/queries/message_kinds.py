"""Small reads: the history of reminders, links, claims, and what the page "Is this e-mail real?" lists."""

from __future__ import annotations

import datetime as dt
from typing import Any

from core.contributions.messages import KINDS
from core.text.dates import time_words
from ledger.states import Confidentiality
from notices.models import Claim
from people.queries import settings


def claimed(school: Any, *, kind: str, due: dt.date) -> set[Any]:
    """Return the ids of the people for whom any step of a schedule has been claimed for this due day."""
    rows = Claim.objects.for_school(school).filter(kind=kind, due=due)
    return set(rows.values_list("person_id", flat=True))


def mail_kinds(*, urgent: bool = False) -> list[Any]:
    """Return the words for every sort of e-mail a school sends, for the page "Is this e-mail real?".

    ``urgent``: only those that come at any hour; else only those that wait for the school's hours.
    """
    shown = (
        kind
        for kind in KINDS.values()
        if Confidentiality.EVERYDAY in kind.confidentialities and kind.name != "test_mail"
    )
    return [kind.words for kind in shown if kind.at_once == urgent]


def writing_hours(school: Any) -> dict[str, Any]:
    """Return the hours in which the school writes, as words: "opens", "closes", and whether on school days only."""
    opens, closes = (dt.time.fromisoformat(settings.setting(school, name)) for name in ("opens_at", "closes_at"))
    on_school_days = settings.setting(school, "looks_on") == "school_days"
    return {"opens": time_words(opens), "closes": time_words(closes), "school_days": on_school_days}

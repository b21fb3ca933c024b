"""The kinds of message and the hours of writing, in words for the pages that explain them."""

import datetime as dt

from core.contributions.messages import KINDS
from core.text.dates import time_words
from core.text.words import Words
from ledger.states import Confidentiality
from schools.models.schools import School
from schools.queries import settings


def mail_kinds(*, urgent: bool = False) -> list[Words]:
    """Return the words for every sort of e-mail a school sends, for the page "Is this e-mail real?".

    ``urgent``: only those that come at any hour; else only those that wait for the school's hours.
    """
    shown = (
        kind
        for kind in KINDS.values()
        if Confidentiality.EVERYDAY in kind.confidentialities and kind.name != "test_mail"
    )
    return [kind.words for kind in shown if kind.at_once == urgent]


def writing_hours(school: School) -> dict[str, str | bool]:
    """Return the hours in which the school writes, as words: "opens", "closes", and whether on school days only."""
    opens, closes = (dt.time.fromisoformat(settings.setting(school, name)) for name in ("opens_at", "closes_at"))
    on_school_days = settings.setting(school, "looks_on") == "school_days"
    return {"opens": time_words(opens), "closes": time_words(closes), "school_days": on_school_days}

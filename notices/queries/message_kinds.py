"""The kinds of message, the hours of writing and the reminders, in words for the pages that explain them."""

import datetime as dt

from django.utils.translation import ngettext

from core.contributions.messages import KINDS
from core.contributions.reminders import TIMES_ALLOWED
from core.text.dates import time_words
from core.text.words import Words
from ledger.states import Confidentiality
from notices.rules.sentences import schedule_words
from notices.states.deadlines import DECIDE_WITHIN
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


def reminders(school: School) -> dict[str, object]:
    """Return when this school reminds whom: the hours of writing, what goes at any hour, and the schedules that run.

    Each schedule has how much time it allows beside it ("" where everything has a due day). Nothing is about anybody,
    so every member may read it.
    """
    allowed = {name: time.words(school) for name, time in TIMES_ALLOWED.items()}
    return {
        "hours": writing_hours(school),
        "at_once": [kind.words for kind in KINDS.values() if kind.at_once],
        "schedules": [(schedule, allowed.get(schedule.name, "")) for schedule in schedule_words() if schedule.runs],
    }


def decision_time_words(school: School) -> str:
    """Return how much time a decision is allowed, at every school the same."""
    words = ngettext("The time allowed is %(n)s school day.", "The time allowed is %(n)s school days.", DECIDE_WITHIN)
    return words % {"n": DECIDE_WITHIN}

"""By when a decision is asked for: one sum for the message, the page and the reminder."""

import datetime as dt
from collections.abc import Iterable

from core.errors import OutsideCalendar
from notices.rules.clocks import Pause, due_at, span_of
from schools.queries.school_time import Week


def decide_by(started: dt.datetime, *, week: Week | None, pauses: Iterable[Pause] = ()) -> dt.date | None:
    """Return the day by which a decision is asked for before we remind once (three school days, L18, M10).

    None without a calendar, beyond it, and while an open pause stands before the day.
    """
    try:
        due = due_at(span_of("decision"), started, week=week, pauses=pauses) if week else None
    except OutsideCalendar:
        return None
    return week.day_of(due) if week and due else None

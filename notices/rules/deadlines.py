"""A deadline as a page shows it: one line with its words, the same wherever it stands. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.contributions.clocks import CLOCKS
from core.errors import OutsideCalendar
from core.text.dates import day_words, time_words
from ledger.states import Confidentiality
from notices.rules.clocks import Pause, Reading, read, span_of
from notices.states.clocks import Stage
from schools.queries.week import Week

Words = str | Promise
Due = dt.datetime | dt.date | None


@dataclass(frozen=True, slots=True)
class Deadline:
    """One clock that runs for somebody, as a line of a page.

    ``title`` holds no name and no category; ``words`` say when, or since when.
    """

    clock: str
    title: str
    url: str
    due: Due
    stage: Stage
    words: str
    confidentiality: str = Confidentiality.EVERYDAY

    @property
    def is_late(self) -> bool:
        """Say whether its moment has passed."""
        return self.stage is Stage.LATE

    @property
    def kind(self) -> str:
        """What sort of clock it is, in words."""
        return str(CLOCKS[self.clock].words)


def _local(due: dt.datetime | dt.date, zone: ZoneInfo) -> tuple[dt.date, str]:
    """Return the day of a due moment at the school, and its time in words; "" for a day without one."""
    if isinstance(due, dt.datetime):
        local = due.astimezone(zone)
        return local.date(), time_words(local.time())
    return due, ""


def when_words(due: dt.datetime | dt.date, *, now: dt.datetime, zone: ZoneInfo) -> str:
    """Return "3pm today", "3pm on Monday 14 September"; for a day without a time "today", "Monday 14 September"."""
    day, time = _local(due, zone)
    today = now.astimezone(zone).date()
    if day == today:
        return _("%(time)s today") % {"time": time} if time else _("today")
    words = day_words(day, today=today)
    return _("%(time)s on %(day)s") % {"time": time, "day": words} if time else words


def late_words(due: dt.datetime | dt.date, *, now: dt.datetime, zone: ZoneInfo) -> str:
    """Return "late since Friday 11 September, 3pm", "late since 3pm today", or the day alone."""
    day, time = _local(due, zone)
    today = now.astimezone(zone).date()
    if day == today and time:
        return _("late since %(time)s today") % {"time": time}
    words = day_words(day, today=today)
    return (
        _("late since %(day)s, %(time)s") % {"day": words, "time": time}
        if time
        else (_("late since %(day)s") % {"day": words})
    )


def paused_words(until: dt.date | None = None, *, now: dt.datetime, zone: ZoneInfo) -> str:
    """Return why a clock stands still, and until when where somebody said so."""
    if until is None:
        return _("paused: waiting for somebody outside")
    day = day_words(until, today=now.astimezone(zone).date())
    return _("paused: waiting until %(day)s") % {"day": day}


def waits_words(since: dt.datetime, *, now: dt.datetime, zone: ZoneInfo) -> str:
    """Return "waiting since Friday 4 September", for what has no day of its own."""
    day, today = since.astimezone(zone).date(), now.astimezone(zone).date()
    return _("waiting since %(day)s") % {"day": _("today") if day == today else day_words(day, today=today)}


def words_of(clock: str, due: dt.datetime | dt.date, stage: Stage, *, now: dt.datetime, zone: ZoneInfo) -> str:
    """Return the sentence of a clock that runs or is late: "answer by 3pm today". KeyError for no such clock."""
    if stage is Stage.LATE:
        return late_words(due, now=now, zone=zone)
    return str(CLOCKS[clock].by) % {"when": when_words(due, now=now, zone=zone)}


def on_day(
    clock: str,
    due: dt.date,
    *,
    title: Words,
    url: str,
    now: dt.datetime,
    zone: ZoneInfo,
    confidentiality: str = Confidentiality.EVERYDAY,
) -> Deadline:
    """Return the line of a clock whose day somebody set: late from the day after."""
    stage = Stage.LATE if due < now.astimezone(zone).date() else Stage.RUNNING
    return Deadline(
        clock, str(title), url, due, stage, words_of(clock, due, stage, now=now, zone=zone), confidentiality
    )


def at_moment(
    clock: str,
    reading: Reading,
    *,
    title: Words,
    url: str,
    now: dt.datetime,
    zone: ZoneInfo,
    confidentiality: str = Confidentiality.EVERYDAY,
) -> Deadline:
    """Return the line of a clock that was read."""
    due, stage = reading.due, reading.stage
    if due is None or stage is Stage.PAUSED:
        words = paused_words(now=now, zone=zone)
    else:
        words = words_of(clock, due, stage, now=now, zone=zone)
    return Deadline(clock, str(title), url, due, stage, words, confidentiality)


def waiting(
    clock: str,
    since: dt.datetime,
    *,
    title: Words,
    url: str,
    now: dt.datetime,
    zone: ZoneInfo,
    confidentiality: str = Confidentiality.EVERYDAY,
) -> Deadline:
    """Return the line of what waits without a day of its own."""
    return Deadline(
        clock, str(title), url, None, Stage.RUNNING, waits_words(since, now=now, zone=zone), confidentiality
    )


def counted(
    clock: str, since: dt.datetime, *, week: Week | None, now: dt.datetime, pauses: Iterable[Pause] = (), **about: Any
) -> Deadline:
    """Return the line of a clock that counts from ``since``; beyond the school's calendar it waits without a day."""
    try:
        reading = read(span_of(clock), since, week=week, now=now, pauses=pauses) if week else None
    except OutsideCalendar:
        reading = None
    return at_moment(clock, reading, now=now, **about) if reading else waiting(clock, since, now=now, **about)


def paused_until(
    clock: str,
    day: dt.date,
    *,
    title: Words,
    url: str,
    now: dt.datetime,
    zone: ZoneInfo,
    confidentiality: str = Confidentiality.EVERYDAY,
) -> Deadline:
    """Return the line of a clock that somebody stopped until a day: paused, due on the day, late from the day after."""
    if day <= now.astimezone(zone).date():
        return on_day(clock, day, title=title, url=url, now=now, zone=zone, confidentiality=confidentiality)
    return Deadline(clock, str(title), url, day, Stage.PAUSED, paused_words(day, now=now, zone=zone), confidentiality)


def in_order(rows: Iterable[Deadline], zone: ZoneInfo) -> list[Deadline]:
    """Return lines late first, then running, then paused; within each what is due soonest, what has no day last."""

    def key(row: Deadline) -> tuple[str, dt.datetime, str]:
        due = row.due
        if due is None:
            return row.stage, dt.datetime.max.replace(tzinfo=dt.UTC), row.title
        if not isinstance(due, dt.datetime):
            due = dt.datetime.combine(due, dt.time(23, 59), tzinfo=zone)
        return row.stage, due.astimezone(dt.UTC), row.title

    return sorted(rows, key=key)

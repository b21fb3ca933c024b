"""A deadline as a page shows it: one row with its words, the same wherever it stands. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.contributions.deadlines import DEADLINE_KINDS
from core.errors import OutsideCalendar
from core.text.dates import day_words, time_words
from ledger.states import Confidentiality
from notices.rules.due_dates import Pause, due_at, span_of, stage_of
from notices.states.deadlines import Stage
from schools.queries.week import Week

Words = str | Promise
Due = dt.datetime | dt.date


@dataclass(frozen=True, slots=True)
class Deadline:
    """One deadline that somebody has, as a row of a page.

    ``kind`` names its ``DeadlineKind``; ``title`` holds no name and no category; ``words`` say when, or since when.
    """

    kind: str
    title: str
    url: str
    due: Due | None
    stage: Stage
    words: str
    confidentiality: str = Confidentiality.EVERYDAY

    @property
    def is_late(self) -> bool:
        """Say whether its moment has passed."""
        return self.stage is Stage.LATE

    @property
    def kind_words(self) -> str:
        """What sort of deadline it is, in words."""
        return str(DEADLINE_KINDS[self.kind].words)


@dataclass(frozen=True, slots=True)
class DeadlineSubject:
    """What a deadline is about, and the moment and the time zone in which it is read."""

    title: Words
    url: str
    now: dt.datetime
    zone: ZoneInfo
    confidentiality: str = Confidentiality.EVERYDAY

    @property
    def today(self) -> dt.date:
        """The day at the school."""
        return self.now.astimezone(self.zone).date()

    def deadline(self, kind: str, due: Due | None, stage: Stage, words: str) -> Deadline:
        """Return a deadline of this subject."""
        return Deadline(kind, str(self.title), self.url, due, stage, words, self.confidentiality)


def words_of(kind: str, due: Due, stage: Stage, *, now: dt.datetime, zone: ZoneInfo) -> str:
    """Return "answer by 3pm today", "review by Monday 14 September", or since when it is late.

    A day without a time has none in its words either. Raises KeyError for no such kind.
    """
    local = due.astimezone(zone) if isinstance(due, dt.datetime) else None
    day, time = (local.date(), time_words(local.time())) if local else (due, "")
    today = now.astimezone(zone).date()
    is_today, words = day == today, {"time": time, "day": day_words(day, today=today)}
    if stage is Stage.LATE:
        if is_today and time:
            return _("late since %(time)s today") % words
        return (_("late since %(day)s, %(time)s") if time else _("late since %(day)s")) % words
    if is_today:
        when = _("%(time)s today") % words if time else _("today")
    else:
        when = _("%(time)s on %(day)s") % words if time else words["day"]
    return str(DEADLINE_KINDS[kind].by) % {"when": when}


def on_day(kind: str, due: dt.date, about: DeadlineSubject) -> Deadline:
    """Return a deadline whose day somebody set: late from the day after."""
    stage = Stage.LATE if due < about.today else Stage.RUNNING
    return about.deadline(kind, due, stage, words_of(kind, due, stage, now=about.now, zone=about.zone))


def at_moment(kind: str, due: dt.datetime | None, about: DeadlineSubject, pauses: Iterable[Pause] = ()) -> Deadline:
    """Return a deadline with its moment, or without one (``due`` None) while an open pause stands before it."""
    stage = stage_of(due, about.now, pauses)
    if due is None or stage is Stage.PAUSED:
        return about.deadline(kind, due, stage, _("paused: waiting for somebody outside"))
    return about.deadline(kind, due, stage, words_of(kind, due, stage, now=about.now, zone=about.zone))


def counted_from(
    kind: str, since: dt.datetime, about: DeadlineSubject, *, week: Week | None, pauses: Iterable[Pause] = ()
) -> Deadline:
    """Return a deadline that counts from a moment; without a calendar, or beyond it, since when it waits."""
    stops = list(pauses)
    try:
        if week is not None:
            return at_moment(kind, due_at(span_of(kind), since, week=week, pauses=stops), about, stops)
    except OutsideCalendar:
        pass
    day = since.astimezone(about.zone).date()
    words = _("today") if day == about.today else day_words(day, today=about.today)
    return about.deadline(kind, None, Stage.RUNNING, _("waiting since %(day)s") % {"day": words})


def paused_until(kind: str, day: dt.date, about: DeadlineSubject) -> Deadline:
    """Return a deadline that somebody put off until a day: paused, due on the day, late from the day after."""
    if day <= about.today:
        return on_day(kind, day, about)
    words = _("paused: waiting until %(day)s") % {"day": day_words(day, today=about.today)}
    return about.deadline(kind, day, Stage.PAUSED, words)


def in_order(rows: Iterable[Deadline], zone: ZoneInfo) -> list[Deadline]:
    """Return deadlines late first, then running, then paused; within each what is due soonest, without a day last."""

    def key(row: Deadline) -> tuple[str, dt.datetime, str]:
        due = row.due
        if due is None:
            return row.stage, dt.datetime.max.replace(tzinfo=dt.UTC), row.title
        if not isinstance(due, dt.datetime):
            due = dt.datetime.combine(due, dt.time(23, 59), tzinfo=zone)
        return row.stage, due.astimezone(dt.UTC), row.title

    return sorted(rows, key=key)

"""What is running: every clock of every app, as far as one reader may know of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from core.contributions.pages import DEADLINE_SOURCES
from ledger.states import Confidentiality
from notices.rules.clocks import Reading, stage_of
from notices.rules.deadlines import Deadline, at_moment, in_order
from notices.states.clocks import Stage
from people.queries import second_step
from people.queries.acting import Actor

LOOKS = {Stage.LATE: "overdue", Stage.RUNNING: "", Stage.PAUSED: "waiting"}
"""What runs and is not due today carries no tag, so that the others stand out."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its clock, and the tag that says where it stands."""

    clock: Deadline
    look: str
    tag: str


@dataclass(frozen=True, slots=True)
class WhatRuns:
    """The page. Late first, then by due; what is confidential stands apart."""

    everyday: Sequence[Line]
    confidential: Sequence[Line]

    @property
    def late(self) -> int:
        """How many are late, of those that this reader sees."""
        return sum(one.clock.is_late for one in (*self.everyday, *self.confidential))

    @property
    def total(self) -> int:
        """How many this reader sees."""
        return len(self.everyday) + len(self.confidential)


def what_runs(actor: Actor, *, now: dt.datetime | None = None) -> WhatRuns:
    """Return every clock that runs for ``actor``: each app answers from what they may see, so nothing else counts.

    A constant number of queries, however many clocks.
    """
    moment, zone = now or clock.now(), ZoneInfo(actor.school.timezone)
    found = [one for source in DEADLINE_SOURCES.values() for one in source.running(actor, now=moment)]
    today = moment.astimezone(zone).date()
    rows = [_line(one, today, zone) for one in in_order(found, zone)]
    return WhatRuns(
        everyday=[row for row in rows if row.clock.confidentiality != Confidentiality.CONFIDENTIAL],
        confidential=[row for row in rows if row.clock.confidentiality == Confidentiality.CONFIDENTIAL],
    )


def _line(one: Deadline, today: dt.date, zone: ZoneInfo) -> Line:
    due = one.due.astimezone(zone).date() if isinstance(one.due, dt.datetime) else one.due
    if one.stage is Stage.RUNNING and due == today:
        return Line(one, "due", _("Today"))
    return Line(one, LOOKS[one.stage], str(one.stage.label))


def resets_running(actor: Actor, *, now: dt.datetime) -> list[Deadline]:
    """Return the lost second steps that wait for this person; no name, as everywhere in a list of work."""
    zone = ZoneInfo(actor.school.timezone)
    return [
        at_moment(
            "step_reset",
            Reading(one.until_at, stage_of(one.until_at, now)),
            title=_("Help a colleague with a second step"),
            url=reverse("people:reset_confirm", args=[actor.school.slug, one.pk]),
            now=now,
            zone=zone,
        )
        for one in second_step.resets_for(actor)
    ]

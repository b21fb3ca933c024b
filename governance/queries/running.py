"""The page of deadlines: every clock of every app, as far as one reader may know of it."""

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
from notices.rules.deadlines import Running, at_moment, in_order
from notices.states.clocks import Stage
from people.queries import second_step
from people.queries.acting import Actor

LOOKS = {Stage.LATE: "overdue", Stage.RUNNING: "", Stage.PAUSED: "waiting"}
"""What runs and is not due today carries no tag, so that the others stand out."""


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """One row: its clock, and the tag that says where it stands."""

    clock: Running
    look: str
    tag: str


@dataclass(frozen=True, slots=True)
class WhatRuns:
    """The page. Late first, then by due; what is confidential stands apart."""

    everyday: Sequence[DeadlineRow]
    confidential: Sequence[DeadlineRow]

    @property
    def late(self) -> int:
        """How many are late, of those that this reader sees."""
        return sum(row.clock.is_late for row in (*self.everyday, *self.confidential))

    @property
    def total(self) -> int:
        """How many this reader sees."""
        return len(self.everyday) + len(self.confidential)


def what_runs(actor: Actor, *, now: dt.datetime | None = None) -> WhatRuns:
    """Return every clock that runs for ``actor``: each app answers from what they may see, so nothing else counts.

    A constant number of queries, however many clocks.
    """
    moment, zone = now or clock.now(), ZoneInfo(actor.school.timezone)
    clocks = [running for source in DEADLINE_SOURCES.values() for running in source.running(actor, now=moment)]
    today = moment.astimezone(zone).date()
    rows = [_row(running, today, zone) for running in in_order(clocks, zone)]
    return WhatRuns(
        everyday=[row for row in rows if row.clock.confidentiality != Confidentiality.CONFIDENTIAL],
        confidential=[row for row in rows if row.clock.confidentiality == Confidentiality.CONFIDENTIAL],
    )


def _row(running: Running, today: dt.date, zone: ZoneInfo) -> DeadlineRow:
    due = running.due.astimezone(zone).date() if isinstance(running.due, dt.datetime) else running.due
    if running.stage is Stage.RUNNING and due == today:
        return DeadlineRow(running, "due", _("Today"))
    return DeadlineRow(running, LOOKS[running.stage], str(running.stage.label))


def resets_running(actor: Actor, *, now: dt.datetime) -> list[Running]:
    """Return the lost second steps that wait for this person; no name, as everywhere in a list of work."""
    zone = ZoneInfo(actor.school.timezone)
    return [
        at_moment(
            "step_reset",
            Reading(reset.until_at, stage_of(reset.until_at, now)),
            title=_("Help a colleague with a second step"),
            url=reverse("people:reset_confirm", args=[actor.school.slug, reset.pk]),
            now=now,
            zone=zone,
        )
        for reset in second_step.resets_for(actor)
    ]

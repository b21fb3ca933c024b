"""The page of deadlines: every clock of every app, as far as one reader may know of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.queries import second_step
from core import clock
from core.contributions.pages import DEADLINE_SOURCES
from ledger.states import Confidentiality
from notices.rules.clocks import Reading, stage_of
from notices.rules.deadlines import Deadline, at_moment, in_order
from notices.states.clocks import Stage
from people.queries.acting import Actor

LOOKS = {Stage.LATE: "overdue", Stage.RUNNING: "", Stage.PAUSED: "waiting"}
"""What runs and is not due today carries no tag, so that the others stand out."""


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """One row: its clock, and the tag that says where it stands."""

    clock: Deadline
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
    deadlines = [row for source in DEADLINE_SOURCES.values() for row in source.deadlines(actor, now=moment)]
    today = moment.astimezone(zone).date()
    rows = [_row(deadline, today, zone) for deadline in in_order(deadlines, zone)]
    return WhatRuns(
        everyday=[row for row in rows if row.clock.confidentiality != Confidentiality.CONFIDENTIAL],
        confidential=[row for row in rows if row.clock.confidentiality == Confidentiality.CONFIDENTIAL],
    )


def _row(deadline: Deadline, today: dt.date, zone: ZoneInfo) -> DeadlineRow:
    due = deadline.due.astimezone(zone).date() if isinstance(deadline.due, dt.datetime) else deadline.due
    if deadline.stage is Stage.RUNNING and due == today:
        return DeadlineRow(deadline, "due", _("Today"))
    return DeadlineRow(deadline, LOOKS[deadline.stage], str(deadline.stage.label))


def resets_running(actor: Actor, *, now: dt.datetime) -> list[Deadline]:
    """Return the lost second steps that wait for this person; no name, as everywhere in a list of work."""
    zone = ZoneInfo(actor.school.timezone)
    return [
        at_moment(
            "step_reset",
            Reading(reset.until_at, stage_of(reset.until_at, now)),
            title=_("Help a colleague with a second step"),
            url=reverse("accounts:reset_confirm", args=[actor.school.slug, reset.pk]),
            now=now,
            zone=zone,
        )
        for reset in second_step.resets_for(actor)
    ]

"""What is running: every clock of every app, as far as one reader may know of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from incidents import queries as incidents
from ledger.states import Room
from notices.rules import Reading, Running, at_moment, in_order, stage_of
from notices.states import Stage
from people import queries as people
from people.queries import Actor
from policies import queries as policies
from registers import queries as registers
from signoffs import queries as signoffs

LOOKS = {Stage.LATE: "overdue", Stage.RUNNING: "", Stage.PAUSED: "waiting"}
"""What runs and is not due today carries no tag, so that the others stand out."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its clock, and the tag that says where it stands."""

    clock: Running
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
    found = _resets(actor, moment, zone)
    for app in (incidents, signoffs, registers, policies):
        found += app.running_for(actor, now=moment)
    today = moment.astimezone(zone).date()
    rows = [_line(one, today, zone) for one in in_order(found, zone)]
    return WhatRuns(
        everyday=[row for row in rows if row.clock.room != Room.CONFIDENTIAL],
        confidential=[row for row in rows if row.clock.room == Room.CONFIDENTIAL],
    )


def _line(one: Running, today: dt.date, zone: ZoneInfo) -> Line:
    due = one.due.astimezone(zone).date() if isinstance(one.due, dt.datetime) else one.due
    if one.stage is Stage.RUNNING and due == today:
        return Line(one, "due", _("Today"))
    return Line(one, LOOKS[one.stage], str(one.stage.label))


def _resets(actor: Actor, now: dt.datetime, zone: ZoneInfo) -> list[Running]:
    """Return the lost second steps that wait for this person; no name, as everywhere in a list of work."""
    return [
        at_moment(
            "step_reset",
            Reading(one.until_at, stage_of(one.until_at, now)),
            title=_("Help a colleague with a second step"),
            url=reverse("people:reset_confirm", args=[actor.school.slug, one.pk]),
            now=now,
            zone=zone,
        )
        for one in people.resets_for(actor)
    ]

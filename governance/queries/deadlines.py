"""The page of deadlines: every deadline of every app, as far as one reader may know of it."""

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
from notices.rules.deadlines import Deadline, DeadlineSubject, at_moment, in_order
from notices.states.deadlines import Stage
from people.queries.acting import Actor

TAG_KINDS = {Stage.LATE: "overdue", Stage.RUNNING: "", Stage.PAUSED: "waiting"}
"""What runs and is not due today carries no tag, so that the others stand out."""


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """One row: its deadline, and the tag that says where it stands."""

    deadline: Deadline
    tag_kind: str
    tag: str


@dataclass(frozen=True, slots=True)
class DeadlinesPage:
    """The page. Late first, then by due; what is confidential stands apart."""

    everyday: Sequence[DeadlineRow]
    confidential: Sequence[DeadlineRow]

    @property
    def late(self) -> int:
        """How many are late, of those that this reader sees."""
        return sum(row.deadline.is_late for row in (*self.everyday, *self.confidential))

    @property
    def total(self) -> int:
        """How many this reader sees."""
        return len(self.everyday) + len(self.confidential)


def deadlines_page(actor: Actor, *, now: dt.datetime | None = None) -> DeadlinesPage:
    """Return every deadline of ``actor``: each app answers from what they may see, so nothing else counts.

    A constant number of queries, however many there are.
    """
    moment, zone = now or clock.now(), ZoneInfo(actor.school.timezone)
    deadlines = [row for source in DEADLINE_SOURCES.values() for row in source.deadlines(actor, now=moment)]
    today = moment.astimezone(zone).date()
    rows = [_row(deadline, today, zone) for deadline in in_order(deadlines, zone)]
    return DeadlinesPage(
        everyday=[row for row in rows if row.deadline.confidentiality != Confidentiality.CONFIDENTIAL],
        confidential=[row for row in rows if row.deadline.confidentiality == Confidentiality.CONFIDENTIAL],
    )


def _row(deadline: Deadline, today: dt.date, zone: ZoneInfo) -> DeadlineRow:
    due = deadline.due.astimezone(zone).date() if isinstance(deadline.due, dt.datetime) else deadline.due
    if deadline.stage is Stage.RUNNING and due == today:
        return DeadlineRow(deadline, "due", _("Today"))
    return DeadlineRow(deadline, TAG_KINDS[deadline.stage], str(deadline.stage.label))


def reset_deadlines(actor: Actor, *, now: dt.datetime) -> list[Deadline]:
    """Return the lost second steps that wait for this person; no name, as everywhere in a list of work."""
    school, title = actor.school, _("Help a colleague with a second step")
    deadlines = []
    for reset in second_step.resets_for(actor):
        url = reverse("accounts:reset_confirm", args=[school.slug, reset.pk])
        about = DeadlineSubject(title, url, now, ZoneInfo(school.timezone))
        deadlines.append(at_moment("step_reset", reset.until_at, about))
    return deadlines

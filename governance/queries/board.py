"""What governors see: reviews, how many have signed, how many concerns. No name, no case, no small number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.queries.reviews import version_statuses
from governance.rules import THRESHOLD, Cell, hide_small, is_small
from incidents.queries import counts as incidents_counts
from policies.models import Policy, VersionStatus
from policies.queries.review_dates import ReviewTag, review_tag
from policies.states import ReviewStatus, VersionState
from schools.models.calendar import Term
from schools.models.schools import School
from signoffs.models import Round
from signoffs.queries.progress import Progress, open_progress

if TYPE_CHECKING:
    from governance.queries.reviews import StatusWithReview

TERMS_SHOWN = 2
MANY = 20
"""From here on the few who are left say nothing about anybody, and a share may be drawn."""


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One policy in force: dates as typed ("" means not stated), and the tag that says where its review stands."""

    policy: Policy
    title: str
    approved: str
    next_review: str
    tag: ReviewTag
    called_early: bool


@dataclass(frozen=True, slots=True)
class Signed:
    """How far one open round is. ``few_left``: 1 to 4 are left; ``few_asked``: so few are asked. Neither is told."""

    label: str
    audience: str
    screen: int
    paper: int
    left: int
    total: int
    closes: dt.date
    few_left: bool
    few_asked: bool

    @property
    def nearly_all(self) -> bool:
        """Whether the few who are left are few among many."""
        return self.few_left and self.total >= MANY

    @property
    def signed(self) -> int:
        """How many have signed, whichever way."""
        return self.screen + self.paper


@dataclass(frozen=True, slots=True)
class ConcernRow:
    """One group of concerns, a cell for each term shown."""

    words: str
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Concerns:
    """Concerns by term, the newest term first. ``since`` is the first term that is counted at all."""

    terms: Sequence[Term]
    rows: Sequence[ConcernRow]
    since: Term | None
    something_hidden: bool

    @property
    def none_yet(self) -> bool:
        """Whether there is nothing to show."""
        return all(cell.shown == 0 for row in self.rows for cell in row.cells)


@dataclass(frozen=True, slots=True)
class Board:
    """One page for a meeting."""

    today: dt.date
    term: Term | None
    to_approve: Sequence[VersionStatus]
    asks: Sequence[str]
    policies: Sequence[PolicyRow]
    signed: Sequence[Signed]
    concerns: Concerns

    @property
    def has_bars(self) -> bool:
        """Whether a bar is drawn, so that the page needs the key to it."""
        return any(not row.few_asked and not row.few_left for row in self.signed)


def board(school: School, today: dt.date) -> Board:
    """Return the governors' board as on the day (W1, L18). At most eight queries, however many policies and cases."""
    statuses = version_statuses(school, VersionState.PUBLISHED, VersionState.PROPOSED)
    rows = [_policy_row(status, today) for status in statuses if status.state == VersionState.PUBLISHED]
    rows.sort(key=lambda row: row.title.casefold())
    counts = incidents_counts.counts_by_term(school)
    signed = [_signed(round, progress) for round, progress in open_progress(school, today)]
    return Board(
        today=today,
        term=counts[-1].term if counts else None,
        to_approve=[status for status in statuses if status.state == VersionState.PROPOSED],
        asks=_asks(rows),
        policies=rows,
        signed=sorted(signed, key=lambda row: (row.closes, row.label, row.total)),
        concerns=concerns(counts),
    )


def _policy_row(status: StatusWithReview, today: dt.date) -> PolicyRow:
    return PolicyRow(
        policy=status.policy,
        title=status.version.title,
        approved=status.approved_text,
        next_review=status.next_review_text,
        tag=review_tag(status.next_review_day, today),
        called_early=bool(status.early_cause),
    )


def _asks(rows: Sequence[PolicyRow]) -> list[str]:
    """Return what the board is asked to note, in words."""
    overdue = sum(row.tag.status is ReviewStatus.OVERDUE for row in rows)
    undated = sum(row.tag.status is ReviewStatus.NO_DATE for row in rows)
    early = sum(row.called_early for row in rows)
    asks = []
    if overdue:
        words = ngettext("Note one overdue review.", "Note %(count)s overdue reviews.", overdue)
        asks.append(words % {"count": overdue})
    if undated:
        words = ngettext("Set a review date for one policy.", "Set a review date for %(count)s policies.", undated)
        asks.append(words % {"count": undated})
    if early:
        words = ngettext("An early review is called for.", "%(count)s early reviews are called for.", early)
        asks.append(words % {"count": early})
    return asks


def _signed(round: Round, progress: Progress) -> Signed:
    return Signed(
        label=round.agreement.policy.title,
        audience=round.agreement.get_audience_display(),
        screen=progress.screen,
        paper=progress.paper,
        left=progress.left,
        total=progress.total,
        closes=round.due,
        few_left=is_small(progress.left),
        few_asked=progress.total < THRESHOLD,
    )


def concerns(counts: Sequence[incidents_counts.TermCount]) -> Concerns:
    """Return the newest terms side by side with small numbers hidden; ``counts`` are real ones, oldest first."""
    shown = list(reversed(counts[-TERMS_SHOWN:]))
    groups = {
        _("Posts about the school or staff"): [count.school for count in shown],
        _("Between pupils"): [count.pupils for count in shown],
        _("Everything else"): [count.other for count in shown],
    }
    cells = hide_small(list(groups.values()))
    first = next((count.term for count in counts if count.total), None)
    return Concerns(
        terms=[count.term for count in shown],
        rows=[ConcernRow(words, line) for words, line in zip(groups, cells, strict=True)],
        since=first or (counts[-1].term if counts else None),
        something_hidden=any(cell.shown is None for line in cells for cell in line),
    )

"""What governors see: reviews, how many have signed, how many concerns. No name, no case, no small number."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.queries.reviews import ReviewRow, review_row, version_statuses
from governance.rules import THRESHOLD, Cell, hide_small, is_small
from incidents.queries import counts as incidents_counts
from policies.models import VersionStatus
from policies.states import ReviewStatus, VersionState
from schools.models.calendar import Term
from schools.models.schools import School
from signoffs.models import Round
from signoffs.queries.progress import Progress, open_progress

TERMS_SHOWN = 2
MANY = 20
"""From here on the few who are left say nothing about anybody, and a share may be drawn."""


@dataclass(frozen=True, slots=True)
class Signed:
    """How far one open round is. Neither how few are left (1 to 4) nor how few are asked is told as a number."""

    round: Round
    progress: Progress

    @property
    def few_left(self) -> bool:
        """Whether 1 to 4 are left."""
        return is_small(self.progress.left)

    @property
    def few_asked(self) -> bool:
        """Whether so few are asked that no number is told."""
        return self.progress.total < THRESHOLD

    @property
    def nearly_all(self) -> bool:
        """Whether the few who are left are few among many."""
        return self.few_left and self.progress.total >= MANY

    @property
    def signed(self) -> int:
        """How many have signed, whichever way."""
        return self.progress.screen + self.progress.paper


@dataclass(frozen=True, slots=True)
class Concerns:
    """Concerns by term, the newest term first: of each group its words, and a cell for each term shown.

    ``since`` is the first term that is counted at all.
    """

    terms: Sequence[Term]
    rows: Sequence[tuple[str, Sequence[Cell]]]
    since: Term | None
    something_hidden: bool

    @property
    def none_yet(self) -> bool:
        """Whether there is nothing to show."""
        return all(cell.shown == 0 for _words, cells in self.rows for cell in cells)


@dataclass(frozen=True, slots=True)
class Board:
    """One page for a meeting."""

    today: dt.date
    term: Term | None
    to_approve: Sequence[VersionStatus]
    asks: Sequence[str]
    policies: Sequence[ReviewRow]
    signed: Sequence[Signed]
    concerns: Concerns

    @property
    def has_bars(self) -> bool:
        """Whether a bar is drawn, so that the page needs the key to it."""
        return any(not row.few_asked and not row.few_left for row in self.signed)


def board(school: School, today: dt.date) -> Board:
    """Return the governors' board as on the day (W1, L18). At most eight queries, however many policies and cases."""
    statuses = version_statuses(school, VersionState.PUBLISHED, VersionState.PROPOSED)
    rows = [review_row(status, today) for status in statuses if status.state == VersionState.PUBLISHED]
    rows.sort(key=lambda row: row.status.version.title.casefold())
    counts = incidents_counts.counts_by_term(school)
    signed = [Signed(round, progress) for round, progress in open_progress(school, today)]
    return Board(
        today=today,
        term=next(reversed(counts), None),
        to_approve=[status for status in statuses if status.state == VersionState.PROPOSED],
        asks=_asks(rows),
        policies=rows,
        signed=sorted(signed, key=lambda row: (row.round.due, row.round.agreement.policy.title, row.progress.total)),
        concerns=concerns(counts),
    )


def _asks(rows: Sequence[ReviewRow]) -> list[str]:
    """Return what the board is asked to note, in words."""
    overdue = sum(row.tag.status is ReviewStatus.OVERDUE for row in rows)
    undated = sum(row.tag.status is ReviewStatus.NO_DATE for row in rows)
    early = sum(bool(row.early) for row in rows)
    asks = (
        (overdue, ngettext("Note one overdue review.", "Note %(count)s overdue reviews.", overdue)),
        (undated, ngettext("Set a review date for one policy.", "Set a review date for %(count)s policies.", undated)),
        (early, ngettext("An early review is called for.", "%(count)s early reviews are called for.", early)),
    )
    return [words % {"count": count} for count, words in asks if count]


def concerns(counts: Mapping[Term, Counter[str]]) -> Concerns:
    """Return the newest terms side by side with small numbers hidden; ``counts`` are real ones, oldest first."""
    terms = list(counts)
    shown = terms[::-1][:TERMS_SHOWN]
    groups = {
        _("Posts about the school or staff"): [counts[term]["school"] for term in shown],
        _("Between pupils"): [counts[term]["pupils"] for term in shown],
        _("Everything else"): [counts[term]["other"] for term in shown],
    }
    cells = hide_small(list(groups.values()))
    return Concerns(
        terms=shown,
        rows=list(zip(groups, cells, strict=True)),
        since=next((term for term in terms if counts[term].total()), terms[-1] if terms else None),
        something_hidden=any(cell.shown is None for line in cells for cell in line),
    )

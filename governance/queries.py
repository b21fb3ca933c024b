"""What governors see: policies and reviews, how many have signed, how many concerns. No name, no case, no small number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.rules import Cell, hide_small, is_small
from incidents import queries as incidents
from people.models import School, Term
from policies import queries as policies
from policies.models import Draft, Version, VersionLife
from policies.states import ReviewStatus
from signoffs import queries as signoffs

TERMS_SHOWN = 2


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One policy in force: dates as typed ("" means not stated), and the tag that says where its review stands."""

    policy: Any
    title: str
    approved: str
    next_review: str
    status: ReviewStatus
    tag_kind: str
    tag_words: str


@dataclass(frozen=True, slots=True)
class Signed:
    """How far one open round is. ``few_left``: fewer than 5 are left, and no number shows how many."""

    label: str
    audience: str
    screen: int
    paper: int
    left: int
    total: int
    closes: dt.date
    few_left: bool

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
    to_approve: Sequence[Version]
    asks: Sequence[str]
    policies: Sequence[PolicyRow]
    signed: Sequence[Signed]
    concerns: Concerns


def board(school: School, today: dt.date) -> Board:
    """Return the governors' board as on the day (W1, L18). At most nine queries, however many policies and cases."""
    rows = [_policy_row(row, today) for row in policies.board_rows(school, today)]
    counts = incidents.counts_by_term(school)
    return Board(
        today=today,
        term=next((count.term for count in reversed(counts)), None),
        to_approve=policies.proposed_versions(school),
        asks=_asks(rows),
        policies=rows,
        signed=[_signed(row) for row in signoffs.board_rows(school, today)],
        concerns=concerns(counts),
    )


def _policy_row(row: policies.BoardRow, today: dt.date) -> PolicyRow:
    kind, words = policies.review_words(row.next_day, today)
    return PolicyRow(row.policy, row.policy.title, row.approved, row.next_review, row.status, kind, words)


def _asks(rows: Sequence[PolicyRow]) -> list[str]:
    """Return what the board is asked to note, in words."""
    overdue = sum(row.status is ReviewStatus.OVERDUE for row in rows)
    undated = sum(row.status is ReviewStatus.NO_DATE for row in rows)
    asks = []
    if overdue:
        words = ngettext("Note one overdue review.", "Note %(count)s overdue reviews.", overdue)
        asks.append(words % {"count": overdue})
    if undated:
        words = ngettext("Set a review date for one policy.", "Set a review date for %(count)s policies.", undated)
        asks.append(words % {"count": undated})
    return asks


def _signed(row: signoffs.BoardRow) -> Signed:
    return Signed(
        label=row.label,
        audience=str(row.audience),
        screen=row.signed_screen,
        paper=row.signed_paper,
        left=row.left,
        total=row.total,
        closes=row.closes,
        few_left=is_small(row.left),
    )


def concerns(counts: Sequence[incidents.TermCount]) -> Concerns:
    """Return the newest terms side by side with small numbers hidden; ``counts`` are oldest first, as they are known."""
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


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One policy of the calendar; ``draft`` is the text that somebody already works on."""

    life: VersionLife
    tag_kind: str
    tag_words: str
    draft: Draft | None = None


@dataclass(slots=True)
class TermOfReviews:
    """The reviews that fall due in one term, soonest first; "" in ``words`` is for no date set."""

    words: str
    rows: list[ReviewRow] = field(default_factory=list)


def review_calendar(actor: Any) -> list[TermOfReviews]:
    """Return every policy in force by the term its review falls due: without a date first, then overdue, then by term.

    Three queries. A date in the holidays belongs to the term that ended before it; one outside the calendar goes last.
    """
    school, today = actor.school, actor.school.today()
    terms = list(Term.objects.for_school(school).order_by("starts"))
    drafts: dict[UUID | None, Draft] = {draft.policy_id: draft for draft in policies.visible_drafts(actor)}
    groups: dict[str, TermOfReviews] = {}
    for life in policies.lives_in_force(school):
        kind, words = policies.review_words(life.next_review_day, today)
        heading = _heading(life.next_review_day, today, terms)
        group = groups.setdefault(heading, TermOfReviews(heading))
        group.rows.append(ReviewRow(life, kind, words, drafts.get(life.policy_id)))
    return list(groups.values())


def _heading(day: dt.date | None, today: dt.date, terms: Sequence[Term]) -> str:
    if day is None:
        return _("No date set")
    if day < today:
        return _("Overdue")
    begun = [term for term in terms if term.starts <= day]
    if not begun or day > terms[-1].ends:
        return _("Later")
    return term_words(begun[-1])


def term_words(term: Term) -> str:
    """Return "Autumn term 2026"."""
    return _("%(season)s term %(year)s") % {"season": term.get_season_display(), "year": term.ends.year}



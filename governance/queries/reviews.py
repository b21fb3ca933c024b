"""Where reviews stand, and the calendar of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import F, Prefetch
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import School, Term
from people.states import Permission
from policies.models import Draft, EarlyReview, VersionLife
from policies.rules import review_status
from policies.states import ReviewStatus, VersionState

KINDS = {
    ReviewStatus.UP_TO_DATE: "done",
    ReviewStatus.DUE_SOON: "due",
    ReviewStatus.OVERDUE: "overdue",
    ReviewStatus.NO_DATE: "none",
}
WEEK = 7


@dataclass(frozen=True, slots=True)
class ReviewTag:
    """Where one review stands: status, kind of the tag, its words."""

    status: ReviewStatus
    kind: str
    words: str


def review_tag(day: dt.date | None, today: dt.date) -> ReviewTag:
    """Return where a review due by ``day`` stands: "Overdue since 19 December 2025", "Due in 10 weeks"."""
    status = review_status(day, today)
    words = str(status.label)
    if day and status is ReviewStatus.OVERDUE:
        words = _("Overdue since %(day)s") % {"day": date_format(day, "j F Y")}
    elif day and status is ReviewStatus.DUE_SOON:
        words = _due_words((day - today).days)
    return ReviewTag(status, KINDS[status], words)


def _due_words(days: int) -> str:
    if days == 0:
        return _("Due today")
    if days < WEEK:
        return ngettext("Due in %(count)s day", "Due in %(count)s days", days) % {"count": days}
    return ngettext("Due in %(count)s week", "Due in %(count)s weeks", days // WEEK) % {"count": days // WEEK}


def lives_in_force(school: School) -> list[VersionLife]:
    """Return the lives in force: without a review date first, then by date, then A to Z. Two queries.

    ``life.policy.called`` holds the review called for before its day, if any (M1).
    """
    called = Prefetch(
        "policy__early_reviews", EarlyReview.objects.for_school(school).filter(done_at=None), to_attr="called"
    )
    rows = VersionLife.objects.for_school(school).filter(state=VersionState.PUBLISHED)
    order = (F("next_review_day").asc(nulls_first=True), "policy__title")
    return list(rows.select_related("version", "policy").prefetch_related(called).order_by(*order))


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One policy of the calendar; ``early`` is a review called for before its day, ``draft`` a text in hand."""

    life: VersionLife
    tag: ReviewTag
    early: EarlyReview | None
    draft: Draft | None
    waiting: VersionLife | None


@dataclass(slots=True)
class TermOfReviews:
    """The reviews that fall due in one term, soonest first."""

    words: str
    rows: list[ReviewRow] = field(default_factory=list)


def review_calendar(actor: Any) -> list[TermOfReviews]:
    """Return every policy in force by the term its review falls due: without a date first, then overdue, then by term.

    Five queries, however many policies. A date in the holidays belongs to the term before it; one outside the
    calendar goes last.
    """
    school, today = actor.school, actor.school.today()
    terms = list(Term.objects.for_school(school).order_by("starts"))
    drafts, waiting = _in_hand(actor)
    groups: dict[str, TermOfReviews] = {}
    for life in lives_in_force(school):
        heading = _heading(life.next_review_day, today, terms)
        early = next(iter(life.policy.called), None)
        tag = review_tag(life.next_review_day, today)
        row = ReviewRow(life, tag, early, drafts.get(life.policy_id), waiting.get(life.policy_id))
        groups.setdefault(heading, TermOfReviews(heading)).rows.append(row)
    return list(groups.values())


def _in_hand(actor: Any) -> tuple[dict[UUID | None, Draft], dict[UUID, VersionLife]]:
    """Return the open drafts and the versions on their way by policy, for those who write policies."""
    if not actor.may(Permission.POLICY_DRAFT):
        return {}, {}
    drafts = Draft.objects.for_school(actor.school).filter(frozen_at=None, policy__isnull=False)
    states = (VersionState.PROPOSED, VersionState.APPROVED)
    waiting = VersionLife.objects.for_school(actor.school).filter(state__in=states).select_related("version")
    return {draft.policy_id: draft for draft in drafts}, {life.policy_id: life for life in waiting}


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

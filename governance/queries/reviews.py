"""Where reviews stand, and the calendar of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, TypedDict
from uuid import UUID

from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext as _

from people.queries.acting import Actor
from policies.models import Draft, EarlyReview, VersionStatus
from policies.queries.review_dates import ReviewTag, review_tag
from policies.states import Permission, ReviewCause, VersionState
from schools.models.calendar import Term
from schools.models.schools import School

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _EarlyCause(TypedDict):
        early_cause: str | None

    StatusWithReview: TypeAlias = WithAnnotations[VersionStatus, _EarlyCause]


def version_statuses(school: School, *states: VersionState) -> list[StatusWithReview]:
    """Return the statuses (rows) in these states: without a review date first, then by date, then A to Z. One query.

    ``early_cause`` on each is the cause of a review called for before its day, or None (M1).
    """
    called = EarlyReview.objects.for_school(school).filter(policy=OuterRef("policy"), done_at=None)
    rows = VersionStatus.objects.for_school(school).filter(state__in=states)
    statuses = rows.annotate(early_cause=Subquery(called.values("cause")[:1])).select_related("version", "policy")
    return list(statuses.order_by(F("next_review_day").asc(nulls_first=True), "policy__title"))


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One policy of the calendar. ``early``: why a review was called before its day, or "". ``draft``: a text in hand.

    ``waiting``: a version that waits for its approvals or to be published.
    """

    status: VersionStatus
    tag: ReviewTag
    early: str
    draft: Draft | None = None
    waiting: VersionStatus | None = None


def review_row(
    status: StatusWithReview, today: dt.date, *, draft: Draft | None = None, waiting: VersionStatus | None = None
) -> ReviewRow:
    """Return the row of one version in force."""
    early = str(ReviewCause(status.early_cause).label) if status.early_cause else ""
    return ReviewRow(status, review_tag(status.next_review_day, today), early, draft, waiting)


@dataclass(slots=True)
class TermOfReviews:
    """The reviews that fall due in one term, soonest first."""

    words: str
    rows: list[ReviewRow] = field(default_factory=list)


def review_calendar(actor: Actor) -> list[TermOfReviews]:
    """Return every policy in force by the term its review falls due: without a date first, then overdue, then by term.

    Three queries, however many policies. A date in the holidays belongs to the term before it; one outside the
    calendar goes last.
    """
    school, today = actor.school, actor.school.today()
    writes = actor.may(Permission.POLICY_DRAFT)
    statuses = version_statuses(school, VersionState.PUBLISHED, VersionState.PROPOSED, VersionState.APPROVED)
    waiting = {status.policy_id: status for status in statuses if writes and status.state != VersionState.PUBLISHED}
    drafts = _drafts(school) if writes else {}
    terms = list(Term.objects.for_school(school).order_by("starts"))
    groups: dict[str, TermOfReviews] = {}
    for status in statuses:
        if status.state != VersionState.PUBLISHED:
            continue
        heading = _heading(status.next_review_day, today, terms)
        draft, next_version = drafts.get(status.policy_id), waiting.get(status.policy_id)
        row = review_row(status, today, draft=draft, waiting=next_version)
        groups.setdefault(heading, TermOfReviews(heading)).rows.append(row)
    return list(groups.values())


def _drafts(school: School) -> dict[UUID | None, Draft]:
    rows = Draft.objects.for_school(school).filter(frozen_at=None, policy__isnull=False)
    return {draft.policy_id: draft for draft in rows.only("id", "policy_id", "school_id")}


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

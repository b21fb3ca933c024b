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
from policies.models import Draft, EarlyReview, VersionLife
from policies.queries.reading import TAGS, review_words
from policies.rules import review_status
from policies.states import Permission, ReviewCause, ReviewStatus, VersionState
from schools.models.calendar import Term
from schools.models.schools import School

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _EarlyCause(TypedDict):
        early_cause: str | None

    LifeWithReview: TypeAlias = WithAnnotations[VersionLife, _EarlyCause]


@dataclass(frozen=True, slots=True)
class ReviewTag:
    """Where one review stands: status, kind of the tag, its words."""

    status: ReviewStatus
    kind: str
    words: str


def review_tag(day: dt.date | None, today: dt.date) -> ReviewTag:
    """Return where a review due by ``day`` stands: "Overdue since 19 December 2025", "Due in 10 weeks"."""
    status = review_status(day, today)
    return ReviewTag(status, TAGS[status], review_words(day, today))


def lives_of(school: School, *states: VersionState) -> list[LifeWithReview]:
    """Return the lives (rows) in these states: without a review date first, then by date, then A to Z. One query.

    ``early_cause`` on each is the cause of a review called for before its day, or None (M1).
    """
    called = EarlyReview.objects.for_school(school).filter(policy=OuterRef("policy"), done_at=None)
    rows = VersionLife.objects.for_school(school).filter(state__in=states)
    lives = rows.annotate(early_cause=Subquery(called.values("cause")[:1])).select_related("version", "policy")
    return list(lives.order_by(F("next_review_day").asc(nulls_first=True), "policy__title"))


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One policy of the calendar. ``early``: why a review was called before its day, or "". ``draft``: a text in hand.

    ``waiting``: a version that waits for its approvals or to be published.
    """

    life: VersionLife
    tag: ReviewTag
    early: str
    draft: Draft | None = None
    waiting: VersionLife | None = None


def review_row(
    life: LifeWithReview, today: dt.date, *, draft: Draft | None = None, waiting: VersionLife | None = None
) -> ReviewRow:
    """Return the row of one version in force."""
    early = str(ReviewCause(life.early_cause).label) if life.early_cause else ""
    return ReviewRow(life, review_tag(life.next_review_day, today), early, draft, waiting)


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
    lives = lives_of(school, VersionState.PUBLISHED, VersionState.PROPOSED, VersionState.APPROVED)
    waiting = {life.policy_id: life for life in lives if writes and life.state != VersionState.PUBLISHED}
    drafts = _drafts(school) if writes else {}
    terms = list(Term.objects.for_school(school).order_by("starts"))
    groups: dict[str, TermOfReviews] = {}
    for life in lives:
        if life.state != VersionState.PUBLISHED:
            continue
        heading = _heading(life.next_review_day, today, terms)
        draft, next_version = drafts.get(life.policy_id), waiting.get(life.policy_id)
        row = review_row(life, today, draft=draft, waiting=next_version)
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

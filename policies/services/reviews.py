"""Reviews: called for before their day, and reminded of as the reminder schedule says."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import clock
from core.contributions.reminders import Who
from core.db.transactions import unit_of_work
from core.error_report import is_unique_violation
from core.errors import Refused
from ledger.services import record_about
from ledger.states import Confidentiality
from notices.rules import reminder_schedules
from notices.services import claims, outbox, scheduled_runs
from notices.services.claims import ReminderClaim
from notices.services.outbox import Wanted
from people.queries import directory
from people.queries.acting import Actor
from policies.models import EarlyReview, Policy, VersionStatus
from policies.queries import review_dates
from policies.rules import may_call_review
from policies.states import REVIEW_REMINDERS, REVIEW_ROLES, REVIEW_WHO
from schools.models.schools import School
from schools.queries import calendar, daybook

KIND = "review_due"
_GOVERNORS_FIRST = next(step.name for step in REVIEW_REMINDERS.steps if Who.GOVERNORS in step.who)


@unit_of_work()
def call_early_review(
    *, policy: Policy, cause: str, why: str, by: Actor, now: dt.datetime | None = None
) -> EarlyReview:
    """Ask for a review before its day and say why (M1). Raises Refused without a reason or when one is called for."""
    may_call_review(by).enforce()
    if not why.strip():
        raise Refused(_("Say why"))
    moment = now or clock.now()
    try:
        with transaction.atomic():
            review = EarlyReview.objects.create(
                school=by.school,
                policy=policy,
                cause=cause,
                why=why.strip()[:500],
                called_by=by.person,
                called_at=moment,
            )
    except IntegrityError as problem:
        if not is_unique_violation(problem):
            raise
        raise Refused(_("An early review has been called for already.")) from None
    record_about(policy, "policy.review_called", by=by, now=moment, cause=cause)
    return review


def remind_reviews(*, now: dt.datetime | None = None) -> int:
    """Remind the lead, the clerk, the headteacher and the governors of reviews that are due; returns how many people.

    Each person gets one message for all policies that have reached a new step. Safe to run twice or at the same time
    elsewhere; a missed night is made up by the newest step alone. What falls on a day off is sent on the next school
    day. A constant number of queries for each school (M1, L1, L18).
    """
    moment = now or clock.now()
    by_school: dict[School, list[VersionStatus]] = defaultdict(list)
    for status in review_dates.due_for_review(clock.day_of(moment)):
        by_school[status.school].append(status)
    return scheduled_runs.for_each_school(
        by_school, lambda school: _remind_school(school=school, statuses=by_school[school], now=moment)
    )


@dataclass(frozen=True, slots=True)
class _Review:
    """One policy whose review draws near or is overdue, and the newest step for each kind of reader."""

    status: VersionStatus
    day: dt.date
    newest: dict[Who, reminder_schedules.DueStep]

    @property
    def subject(self) -> str:
        return f"policy:{self.status.policy_id}"

    def capacities(self, person: UUID, roles: Collection[Who]) -> set[Who]:
        """Return in which capacities somebody is reminded: as a governor only without another one."""
        capacities = set(roles) - {Who.GOVERNORS}
        if self.status.version.policy.lead_person_id == person:
            capacities.add(Who.OWNER)
        return capacities or set(roles)

    def claim(self, person: UUID, roles: Collection[Who]) -> tuple[ReminderClaim, str] | None:
        """Return the claim of the newest step for one person and its reason, or None before the first."""
        reached = [self.newest[who] for who in self.capacities(person, roles) if who in self.newest]
        if not reached:
            return None
        newest = max(reached, key=lambda step: (step.day, REVIEW_WHO.index(step.who)))
        return ReminderClaim(KIND, person, self.subject, self.day, newest.name), newest.step.reason


@unit_of_work()
def _remind_school(*, school: School, statuses: list[VersionStatus], now: dt.datetime) -> int:
    hold = calendar.writing_from(school, now)
    if hold is None:
        return 0
    reviews = _reviews(school, statuses, clock.day_of(now, school.timezone))
    if not any(review.newest for review in reviews):
        return 0
    return outbox.queue_many(_messages(school, reviews, hold, now), now=now)


def _reviews(school: School, statuses: Iterable[VersionStatus], today: dt.date) -> list[_Review]:
    """Return the reviews with the steps that have come, by their day."""
    days = daybook.daybook(school)
    reviews = []
    for status in statuses:
        if due := status.next_review_day:
            steps = reminder_schedules.due_steps(REVIEW_REMINDERS, asked=None, due=due, today=today, days=days)
            reviews.append(_Review(status, due, {step.who: step for step in steps}))
    return sorted(reviews, key=lambda review: (review.day, review.status.version.title, str(review.status.policy_id)))


def _roles(school: School, reviews: Iterable[_Review]) -> dict[UUID, set[Who]]:
    """Return {person: their capacities for every review}; a lead is reminded of their own policy alone."""
    readers: dict[UUID, set[Who]] = {}
    for role, persons in directory.holders_by_role(school, REVIEW_ROLES).items():
        for person in persons:
            readers.setdefault(person.pk, set()).add(REVIEW_ROLES[role])
    leads = {lead for review in reviews if (lead := review.status.version.policy.lead_person_id)} - set(readers)
    for pk in directory.staff_at(school).filter(pk__in=leads).values_list("pk", flat=True):
        readers[pk] = set()
    return readers


def _messages(school: School, reviews: Sequence[_Review], hold: dt.datetime, now: dt.datetime) -> list[Wanted]:
    """Claim every step that has come, and return one message for each person with a new one."""
    roles = _roles(school, reviews)
    wanted: dict[ReminderClaim, tuple[_Review, str]] = {}
    for person, own in roles.items():
        for review in reviews:
            if claimed := review.claim(person, own):
                wanted[claimed[0]] = (review, claimed[1])
    by_person: dict[UUID, dict[str, tuple[_Review, str]]] = defaultdict(dict)
    for claim in claims.claim_many(school=school, claims=wanted, now=now):
        by_person[claim.person][claim.subject] = wanted[claim]
    added = [claim for pk, due in by_person.items() for claim in _added_for_governors(reviews, pk, roles[pk], due)]
    claims.claim_many(school=school, claims=added, now=now)
    return [_message(school, pk, by_person[pk].values(), hold) for pk in sorted(by_person, key=str)]


def _added_for_governors(
    reviews: Iterable[_Review], person: UUID, roles: set[Who], due: dict[str, tuple[_Review, str]]
) -> list[ReminderClaim]:
    """Put the other reviews of these months into a governor's message, so that a term makes one; returns claims."""
    if not any(reason == "governor" for _review, reason in due.values()):
        return []
    others = [r for r in reviews if r.subject not in due and r.capacities(person, roles) == {Who.GOVERNORS}]
    due.update({review.subject: (review, "governor") for review in others})
    return [
        ReminderClaim(KIND, person, review.subject, review.day, _GOVERNORS_FIRST)
        for review in others
        if Who.GOVERNORS not in review.newest
    ]


def _message(school: School, person: UUID, due: Iterable[tuple[_Review, str]], hold: dt.datetime) -> Wanted:
    reviews = sorted((review for review, _reason in due), key=lambda r: (r.day, r.status.version.title))
    reasons = {reason for _review, reason in due}
    # The role that has most to do with it; "overdue" when every day has passed.
    reason = next(reason for reason in ("clerk", "owner", "overdue", "governor") if reason in reasons)
    steps = "|".join(f"{r.subject}:{r.day}:{sorted(step.name for step in r.newest.values())}" for r in reviews)
    page = "policies/" + (f"{reviews[0].status.version.policy.slug}/" if len(reviews) == 1 else "")
    return Wanted(
        school=school,
        confidentiality=Confidentiality.EVERYDAY,
        kind=KIND,
        person=person,
        subject=reviews[0].subject,
        key=f"review:{person}:{hashlib.sha256(steps.encode()).hexdigest()[:16]}",
        reason=reason,
        context={
            "count": len(reviews),
            "items": [{"title": review.status.version.title, "due": review.day} for review in reviews],
            "page": f"/s/{school.slug}/" + ("reviews/" if reason == "governor" else page),
            "look": reason == "governor",
        },
        hold_until=hold,
    )

"""Reviews: called for before their day, and reminded of by the clock, as the table of reminder schedules says."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import clock
from core.contributions.reminders import Who
from core.db.transactions import unit_of_work
from core.error_report import is_taken
from core.errors import Refused
from ledger.states import Confidentiality
from notices.rules import reminder_schedules
from notices.services import claims, outbox, scheduled_runs
from notices.services.claims import ReminderClaim
from notices.services.outbox import Wanted
from people.models.persons import Person
from people.queries import directory
from policies.models import EarlyReview, Policy, VersionLife
from policies.queries import reading
from policies.rules import may_call_review
from policies.services.base import note
from policies.states import REVIEW_REMINDERS, REVIEW_ROLES, REVIEW_WHO
from schools.models.schools import School
from schools.queries import calendar, daybook

KIND = "review_due"
_GOVERNORS_FIRST = next(step.name for step in REVIEW_REMINDERS.steps if Who.GOVERNORS in step.who)


@unit_of_work()
def call_early_review(*, policy: Policy, cause: str, why: str, by: Any, now: dt.datetime | None = None) -> EarlyReview:
    """Ask for a review before its day and say why (M1). Raises Refused without a reason or when one is called for."""
    may_call_review(by).enforce()
    if not why.strip():
        raise Refused(_("Say why"))
    moment = now or clock.now()
    try:
        with transaction.atomic():
            called: EarlyReview = EarlyReview.objects.create(
                school=by.school,
                policy=policy,
                cause=cause,
                why=why.strip()[:500],
                called_by=by.person,
                called_at=moment,
            )
    except IntegrityError as problem:
        if not is_taken(problem):
            raise
        raise Refused(_("An early review has been called for already.")) from None
    note("policy.review_called", policy, by, moment, cause=cause)
    return called


def remind_reviews(*, now: dt.datetime | None = None) -> int:
    """Tell the lead, the clerk, the headteacher and the governors of reviews that are due; returns how many people.

    Each person gets one message for all policies that have reached a new step. Safe to run twice or at the same time
    elsewhere; a missed night is made up by the newest step alone. On a day off nothing is sent: the next school day
    tells it. A constant number of queries for each school (M1, L1, L18).
    """
    moment = now or clock.now()
    by_school: dict[School, list[VersionLife]] = defaultdict(list)
    for life in reading.due_for_review(clock.day_of(moment)):
        by_school[life.school].append(life)
    return scheduled_runs.for_each_school(
        by_school, lambda school: _remind_school(school=school, lives=by_school[school], now=moment)
    )


@dataclass(frozen=True, slots=True)
class _Review:
    """One policy whose review draws near or is overdue, and the newest step for each of those who may be told."""

    life: VersionLife
    day: dt.date
    newest: dict[Who, reminder_schedules.DueStep]

    @property
    def subject(self) -> str:
        return f"policy:{self.life.policy_id}"

    def whos(self, person: UUID, roles: Collection[Who]) -> set[Who]:
        """Return as what somebody hears of it: as a governor only where no other post tells them more."""
        found = set(roles) - {Who.GOVERNORS}
        if self.life.version.policy.lead_person_id == person:
            found.add(Who.OWNER)
        return found or set(roles)

    def claim(self, person: UUID, roles: Collection[Who]) -> tuple[ReminderClaim, str] | None:
        """Return the claim of the newest step for one person and its reason, or None before the first."""
        reached = [self.newest[who] for who in self.whos(person, roles) if who in self.newest]
        if not reached:
            return None
        newest = max(reached, key=lambda one: (one.day, REVIEW_WHO.index(one.who)))
        return ReminderClaim(KIND, person, self.subject, self.day, newest.name), newest.step.reason


@unit_of_work()
def _remind_school(*, school: School, lives: list[VersionLife], now: dt.datetime) -> int:
    hold = calendar.writing_from(school, now)
    if hold is None:
        return 0
    reviews = _reviews(school, lives, clock.day_of(now, school.timezone))
    if not any(one.newest for one in reviews):
        return 0
    told = _Telling(school, reviews, _roles(school, reviews))
    return outbox.queue_many(told.messages(hold, now), now=now)


def _reviews(school: School, lives: Iterable[VersionLife], today: dt.date) -> list[_Review]:
    """Return the reviews with the steps that have come, by their day."""
    days = daybook.daybook(school)
    found = []
    for life in lives:
        if life.next_review_day is not None:
            steps = reminder_schedules.due_steps(
                REVIEW_REMINDERS, asked=None, due=life.next_review_day, today=today, days=days
            )
            found.append(_Review(life, life.next_review_day, {one.who: one for one in steps}))
    return sorted(found, key=lambda one: (one.day, one.life.version.title, str(one.life.policy_id)))


def _roles(school: School, reviews: Iterable[_Review]) -> dict[UUID, tuple[Person, set[Who]]]:
    """Return {id: (person, as whom they hear of every review)}; a lead who is here hears of the own policy alone."""
    found: dict[UUID, tuple[Person, set[Who]]] = {}
    for role, persons in directory.holders_by_role(school, REVIEW_ROLES).items():
        for person in persons:
            found.setdefault(person.pk, (person, set()))[1].add(REVIEW_ROLES[role])
    leads = {lead for one in reviews if (lead := one.life.version.policy.lead_person_id) and lead not in found}
    for person in directory.staff_at(school).filter(pk__in=leads):
        found[person.pk] = (person, set())
    return found


@dataclass(frozen=True, slots=True)
class _Telling:
    """Who at one school is to be told of which reviews."""

    school: School
    reviews: Sequence[_Review]
    roles: dict[UUID, tuple[Person, set[Who]]]

    def messages(self, hold: dt.datetime, now: dt.datetime) -> list[Wanted]:
        """Claim every step that has come, and return one message for each person with a new one."""
        wanted: dict[ReminderClaim, tuple[_Review, str]] = {}
        for pk, (_person, roles) in self.roles.items():
            for review in self.reviews:
                found = review.claim(pk, roles)
                if found is not None:
                    wanted[found[0]] = (review, found[1])
        won = claims.claim_many(school=self.school, claims=wanted, now=now)
        told: dict[UUID, dict[str, tuple[_Review, str]]] = defaultdict(dict)
        for claim in won:
            told[claim.person][claim.subject] = wanted[claim]
        along = [claim for pk, mine in told.items() for claim in self._along(pk, mine)]
        claims.claim_many(school=self.school, claims=along, now=now)
        return [self._message(self.roles[pk][0], list(told[pk].values()), hold) for pk in sorted(told, key=str)]

    def _along(self, pk: UUID, mine: dict[str, tuple[_Review, str]]) -> list[ReminderClaim]:
        """Put the other reviews of these months into a governor's message, so that a term makes one; returns claims."""
        if not any(reason == "governor" for _review, reason in mine.values()):
            return []
        roles = self.roles[pk][1]
        others = [one for one in self.reviews if one.subject not in mine and one.whos(pk, roles) == {Who.GOVERNORS}]
        mine.update({one.subject: (one, "governor") for one in others})
        return [
            ReminderClaim(KIND, pk, one.subject, one.day, _GOVERNORS_FIRST)
            for one in others
            if Who.GOVERNORS not in one.newest
        ]

    def _message(self, person: Person, told: list[tuple[_Review, str]], hold: dt.datetime) -> Wanted:
        told.sort(key=lambda one: (one[0].day, one[0].life.version.title))
        reviews, reason = [review for review, _reason in told], _reason({reason for _review, reason in told})
        marks = "|".join(f"{one.subject}:{one.day}:{sorted(p.name for p in one.newest.values())}" for one in reviews)
        return Wanted(
            school=self.school,
            confidentiality=Confidentiality.EVERYDAY,
            kind=KIND,
            person=person,
            subject=reviews[0].subject,
            key=f"review:{person.pk}:{hashlib.sha256(marks.encode()).hexdigest()[:16]}",
            reason=reason,
            context={
                "count": len(reviews),
                "items": [{"title": one.life.version.title, "due": one.day} for one in reviews],
                "page": self._page(reviews, reason),
                "look": reason == "governor",
            },
            hold_until=hold,
        )

    def _page(self, reviews: Sequence[_Review], reason: str) -> str:
        start = f"/s/{self.school.slug}/"
        if reason == "governor":
            return start + "reviews/"
        return start + "policies/" + (f"{reviews[0].life.version.policy.slug}/" if len(reviews) == 1 else "")


def _reason(reasons: set[str]) -> str:
    """Return why somebody is told: the post that has most to do with it; "overdue" when all told is past its day."""
    return next(one for one in ("clerk", "owner", "overdue", "governor") if one in reasons)

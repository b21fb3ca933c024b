"""Reviews: called for before their day, and reminded of by the clock."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import clock
from core.errors import Refused
from core.unit import unit
from ledger.states import Room
from notices import services as notices
from people import queries as people
from people.models import Person, School
from people.states import Role
from policies import queries
from policies.models import EarlyReview, Policy, VersionLife
from policies.rules import latest_rung, may_call_review
from policies.services.base import note
from policies.states import REVIEW_ROLES


@unit()
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
    except IntegrityError:
        raise Refused(_("An early review has been called for already.")) from None
    note("policy.review_called", policy, by, moment, cause=cause)
    return called


@dataclass(frozen=True, slots=True)
class _Due:
    """One policy whose newest rung is to be told."""

    life: VersionLife
    day: dt.date
    rung: str

    @property
    def policy(self) -> Policy:
        return self.life.version.policy


def remind_reviews(*, now: dt.datetime | None = None) -> int:
    """Tell the lead, the clerk and the headteacher of reviews that are due; returns how many people.

    Each person gets one message for all policies that have reached a new rung. Safe to run twice or at the same time
    elsewhere; a missed night is made up by the newest rung alone. On a day off nothing is sent: the next school day
    tells it.
    """
    moment = now or clock.now()
    by_school: dict[School, list[VersionLife]] = defaultdict(list)
    for life in queries.due_for_review(clock.day_of(moment)):
        by_school[life.school].append(life)
    return sum(_remind_school(school, lives, moment) for school, lives in by_school.items())


def _remind_school(school: School, lives: list[VersionLife], now: dt.datetime) -> int:
    hold = people.writing_from(school, now)
    if hold is None:
        return 0
    today = clock.day_of(now, school.timezone)
    due = []
    for life in lives:
        day = life.next_review_day
        rung = latest_rung(day, today) if day else None
        if day and rung:
            due.append(_Due(life, day, rung))
    return sum(
        _remind_person(school=school, person=person, due=mine, reason=reason, hold_until=hold, now=now)
        for person, mine, reason in _concerned(school, due)
    )


def _concerned(school: School, due: list[_Due]) -> list[tuple[Person, list[_Due], str]]:
    """Return (person, the policies to tell of, reason): headteachers and clerks hear of all, a lead of their own."""
    holders = people.holders_by_role(school, REVIEW_ROLES)
    found: dict[UUID, tuple[Person, list[_Due], str]] = {}
    for role, persons in holders.items():
        for person in persons:
            found.setdefault(person.pk, (person, list(due), "clerk" if role == Role.CLERK else "owner"))
    here = {person.pk for person in people.staff_at(school)}
    for one in due:
        lead = one.policy.lead_person
        if lead is not None and lead.pk in here:
            mine = found.setdefault(lead.pk, (lead, [], "owner"))[1]
            if one not in mine:
                mine.append(one)
    return [found[key] for key in sorted(found, key=str)]


@unit()
def _remind_person(
    *, school: School, person: Person, due: list[_Due], reason: str, hold_until: dt.datetime, now: dt.datetime
) -> bool:
    """Claim the newest rung of each policy for one person, and queue one message for those newly claimed."""
    told = [
        one
        for one in due
        if notices.claim(
            school=school,
            kind="review_due",
            person=person,
            subject=f"policies.policy:{one.policy.pk}",
            due=one.day,
            rung=one.rung,
            now=now,
        )
    ]
    if not told:
        return False
    told.sort(key=lambda one: (one.day, one.policy.title))
    mark = hashlib.sha256("|".join(f"{one.policy.pk}:{one.day}:{one.rung}" for one in told).encode()).hexdigest()[:16]
    notices.queue(
        school=school,
        room=Room.EVERYDAY,
        kind="review_due",
        person=person,
        subject=f"policies.policy:{told[0].policy.pk}",
        key=f"review:{person.pk}:{mark}",
        reason=reason,
        context={
            "count": len(told),
            "items": [{"title": one.life.version.title, "due": one.day} for one in told],
            "page": f"/s/{school.slug}/policies/" + (f"{told[0].policy.slug}/" if len(told) == 1 else ""),
        },
        hold_until=hold_until,
        now=now,
    )
    return True

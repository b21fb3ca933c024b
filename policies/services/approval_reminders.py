"""Approvals that wait: whoever was asked and has not answered is reminded once, and never again."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Min

from core import clock
from core.db.transactions import unit_of_work
from ledger.states import Confidentiality
from notices.models import Notice
from notices.rules import due_dates, reminder_schedules
from notices.services import claims, outbox, scheduled_runs
from notices.services.claims import ReminderClaim
from notices.services.outbox import Wanted
from notices.states.deadlines import DECISION_REMINDERS
from people.models.persons import Person
from people.queries import directory
from policies.models import Approval, VersionLife
from policies.queries import reading
from policies.services.approving import MINUTES
from policies.services.base import page_of
from schools.models.schools import School
from schools.queries import calendar
from schools.queries import week as people_week

KIND = "decision_needed"


def remind_approvals(*, now: dt.datetime | None = None) -> int:
    """Remind those who were asked to approve and have not answered in time; returns how many messages.

    "No decision by Friday: we remind you once" (L18). Nobody is reminded who has answered or left, or whose version
    has moved on. Safe to run twice or at the same time elsewhere; on a day off nothing is sent. A constant number of
    queries for each school.
    """
    moment = now or clock.now()
    by_school: dict[School, list[VersionLife]] = defaultdict(list)
    for life in reading.waiting_lives():
        by_school[life.school].append(life)
    return scheduled_runs.for_each_school(
        by_school, lambda school: _remind_school(school=school, lives=by_school[school], now=moment)
    )


@unit_of_work()
def _remind_school(*, school: School, lives: Sequence[VersionLife], now: dt.datetime) -> int:
    hold = calendar.writing_from(school, now)
    if hold is None:
        return 0
    due = _due(school, lives, now)
    won = claims.claim_many(school=school, claims=due, now=now)
    persons = Person.objects.in_bulk([claim.person for claim in won])
    wanted = []
    for claim in won:
        life, since = due[claim]
        wanted.append(
            Wanted(
                school=school,
                confidentiality=Confidentiality.EVERYDAY,
                kind=KIND,
                person=persons[claim.person],
                subject=claim.subject,
                key=f"approve:{life.version_id}:{claim.person}:again",
                reason="approval",
                context={"page": page_of(life.version, school), "since": since, "minutes": MINUTES},
                hold_until=hold,
            )
        )
    return outbox.queue_many(wanted, now=now)


def _due(
    school: School, lives: Sequence[VersionLife], now: dt.datetime
) -> dict[ReminderClaim, tuple[VersionLife, dt.date]]:
    """Return the claims that have come, each with its version and since when it waits."""
    week, today = people_week.week(school), clock.day_of(now, school.timezone)
    waiting = _waiting(school, lives)
    asked = _asked(school, lives)
    due_claims: dict[ReminderClaim, tuple[VersionLife, dt.date]] = {}
    for life, person in waiting:
        subject = f"policy_version:{life.version_id}"
        started = asked.get((subject, person), life.proposed_at)
        due = due_dates.decide_by(started, week=week)
        since = clock.day_of(started, school.timezone)
        for step in reminder_schedules.due_steps(DECISION_REMINDERS, asked=since, due=due, today=today, days=week.book):
            due_claims[ReminderClaim(KIND, person, subject, step.anchor, step.name)] = (life, since)
    return due_claims


def _waiting(school: School, lives: Sequence[VersionLife]) -> set[tuple[VersionLife, UUID]]:
    """Return (version's life, person) for each who was asked, holds the role still, and has not answered."""
    given = set(
        Approval.objects.for_school(school)
        .filter(version__in=[life.version_id for life in lives])
        .values_list("version_id", "role", "person_id")
    )
    roles = {role for life in lives for role, _person in life.signers}
    held = {
        (role, str(person.pk)): person.pk
        for role, persons in directory.holders_by_role(school, roles).items()
        for person in persons
    }
    return {
        (life, held[role, person])
        for life in lives
        for role, person in life.signers
        if (role, person) in held and (life.version_id, role, held[role, person]) not in given
    }


def _asked(school: School, lives: Sequence[VersionLife]) -> dict[tuple[str, UUID], dt.datetime]:
    """Return when each person was first asked: those who joined the approvers later have their own three days."""
    subjects = [f"policy_version:{life.version_id}" for life in lives]
    rows = Notice.objects.for_school(school).filter(kind=KIND, subject__in=subjects, person__isnull=False)
    counted = rows.order_by().values_list("subject", "person_id").annotate(first=Min("queued_at"))
    return {(subject, person): first for subject, person, first in counted}

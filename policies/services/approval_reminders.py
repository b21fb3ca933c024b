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
from people.queries import directory
from policies.models import Approval, VersionStatus
from policies.services.approving import MINUTES
from policies.services.base import page_of
from policies.states import VersionState
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
    by_school: dict[School, list[VersionStatus]] = defaultdict(list)
    rows = VersionStatus.objects.across_schools("the scheduled run reminds every school of its approvals")
    waiting = rows.filter(state=VersionState.PROPOSED).select_related("version__policy", "school__trust")
    for status in waiting.order_by("proposed_at", "pk"):
        by_school[status.school].append(status)
    return scheduled_runs.for_each_school(
        by_school, lambda school: _remind_school(school=school, statuses=by_school[school], now=moment)
    )


@unit_of_work()
def _remind_school(*, school: School, statuses: Sequence[VersionStatus], now: dt.datetime) -> int:
    hold = calendar.writing_from(school, now)
    if hold is None:
        return 0
    due = _due(school, statuses, now)
    won = claims.claim_many(school=school, claims=due, now=now)
    wanted = []
    for claim in won:
        status, since = due[claim]
        wanted.append(
            Wanted(
                school=school,
                confidentiality=Confidentiality.EVERYDAY,
                kind=KIND,
                person=claim.person,
                subject=claim.subject,
                key=f"approve:{status.version_id}:{claim.person}:again",
                reason="approval",
                context={"page": page_of(status.version, school), "since": since, "minutes": MINUTES},
                hold_until=hold,
            )
        )
    return outbox.queue_many(wanted, now=now)


def _due(
    school: School, statuses: Sequence[VersionStatus], now: dt.datetime
) -> dict[ReminderClaim, tuple[VersionStatus, dt.date]]:
    """Return the claims that have come, each with its version and since when it waits."""
    week, today = people_week.week(school), clock.day_of(now, school.timezone)
    waiting = _waiting(school, statuses)
    asked = _asked(school, statuses)
    due_claims: dict[ReminderClaim, tuple[VersionStatus, dt.date]] = {}
    for status, person in waiting:
        subject = f"policy_version:{status.version_id}"
        started = asked.get((subject, person), status.proposed_at)
        due = due_dates.decide_by(started, week=week)
        since = clock.day_of(started, school.timezone)
        for step in reminder_schedules.due_steps(DECISION_REMINDERS, asked=since, due=due, today=today, days=week.book):
            due_claims[ReminderClaim(KIND, person, subject, step.anchor, step.name)] = (status, since)
    return due_claims


def _waiting(school: School, statuses: Sequence[VersionStatus]) -> set[tuple[VersionStatus, UUID]]:
    """Return (version's status, person) for each who was asked, holds the role still, and has not answered."""
    given = set(
        Approval.objects.for_school(school)
        .filter(version__in=[status.version_id for status in statuses])
        .values_list("version_id", "role", "person_id")
    )
    roles = {role for status in statuses for role, _person in status.signers}
    held = {
        (role, str(person.pk)): person.pk
        for role, persons in directory.holders_by_role(school, roles).items()
        for person in persons
    }
    return {
        (status, held[role, person])
        for status in statuses
        for role, person in status.signers
        if (role, person) in held and (status.version_id, role, held[role, person]) not in given
    }


def _asked(school: School, statuses: Sequence[VersionStatus]) -> dict[tuple[str, UUID], dt.datetime]:
    """Return when each person was first asked: those who joined the approvers later have their own three days."""
    subjects = [f"policy_version:{status.version_id}" for status in statuses]
    rows = Notice.objects.for_school(school).filter(kind=KIND, subject__in=subjects, person__isnull=False)
    counted = rows.order_by().values_list("subject", "person_id").annotate(first=Min("queued_at"))
    return {(subject, person): first for subject, person, first in counted}

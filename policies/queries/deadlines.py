"""The deadlines of policies: reviews that are near or late, and approvals that wait."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.urls import reverse

from core import clock
from core.pages.request_cache import once_per_request
from notices.rules.deadlines import Deadline, DeadlineSubject, counted_from, on_day
from people.queries.acting import Actor
from policies.models import VersionStatus
from policies.queries.approvals import waiting_approvals
from policies.queries.versions import sees_drafts
from policies.states import DUE_SOON_DAYS, Permission, VersionState
from schools.queries import week as people_week


def deadlines_for(actor: Actor, *, now: dt.datetime | None = None) -> list[Deadline]:
    """Return the reviews due within 90 days or late, and the approvals that wait for ``actor``.

    Those who oversee or write policies see every review, others those of the policies that they lead. At most five
    queries.
    """
    moment, zone, school = now or clock.now(), ZoneInfo(actor.school.timezone), actor.school
    limit = clock.day_of(moment, school.timezone) + dt.timedelta(days=DUE_SOON_DAYS)
    rows = VersionStatus.objects.for_school(school).filter(state=VersionState.PUBLISHED, next_review_day__lte=limit)
    if not (actor.may(Permission.BOARD_SEE) or sees_drafts(actor)):
        rows = rows.filter(policy__lead_person=actor.person)
    deadlines = []
    for day, title, slug in rows.values_list("next_review_day", "version__title", "policy__slug"):
        if day is not None:
            url = reverse("policies:policy", args=[school.slug, slug])
            deadlines.append(on_day("review", day, DeadlineSubject(title, url, moment, zone)))
    approvals = waiting_approvals(actor)
    week = once_per_request(actor, "week", lambda: people_week.week_or_none(school)) if approvals else None
    for version in approvals:
        url = reverse("policies:version", args=[school.slug, version.policy.slug, version.number])
        about = DeadlineSubject(version.title, url, moment, zone)
        deadlines.append(counted_from("approval", version.status.proposed_at, about, week=week))
    return deadlines

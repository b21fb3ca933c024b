"""The clocks of policies: reviews that are near or late, and approvals that wait."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.urls import reverse

from core import clock
from notices.rules import Running, on_day, waiting
from people.queries import Actor
from people.states import Permission
from policies.models import VersionLife
from policies.queries.reading import sees_drafts, waiting_approvals
from policies.states import DUE_SOON_DAYS, VersionState


def running_for(actor: Actor, *, now: dt.datetime | None = None) -> list[Running]:
    """Return the reviews due within 90 days or late, and the approvals that wait for ``actor``.

    Those who oversee or write policies see every review, others those of the policies that they lead. At most three
    queries.
    """
    moment, zone, school = now or clock.now(), ZoneInfo(actor.school.timezone), actor.school
    limit = clock.day_of(moment, school.timezone) + dt.timedelta(days=DUE_SOON_DAYS)
    rows = VersionLife.objects.for_school(school).filter(state=VersionState.PUBLISHED, next_review_day__lte=limit)
    if not (actor.may(Permission.BOARD_SEE) or sees_drafts(actor)):
        rows = rows.filter(policy__lead_person=actor.person)
    found = [
        on_day(
            "review", day, title=title, url=reverse("policies:policy", args=[school.slug, slug]), now=moment, zone=zone
        )
        for day, title, slug in rows.values_list("next_review_day", "version__title", "policy__slug")
    ]
    for version in waiting_approvals(actor):
        url = reverse("policies:version", args=[school.slug, version.policy.slug, version.number])
        found.append(waiting("approval", version.life.proposed_at, title=version.title, url=url, now=moment, zone=zone))
    return found

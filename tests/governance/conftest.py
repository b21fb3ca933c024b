"""Policies in force in one line, and what the governors' page is made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils.text import slugify

from core import clock as one_clock
from core.text.review_dates import parse
from policies.models import Policy, Version, VersionStatus
from policies.queries import review_dates
from policies.states import VersionState
from tests.signoffs.conftest import desk

__all__ = ["desk"]

TODAY = dt.datetime(2026, 11, 23, 9, 0)


@pytest.fixture
def in_force(clock: Any, cast: Any) -> Callable[..., VersionStatus]:
    """Make a policy with one version; its dates as typed. Monday 23 November 2026."""
    clock.set(TODAY)

    def make(
        title: str, next_review: str = "", approved: str = "", state: str = VersionState.PUBLISHED, number: int = 1
    ) -> VersionStatus:
        policy, _new = Policy.objects.across_schools("a test").get_or_create(
            school=cast.school, slug=slugify(title), defaults={"title": title}
        )
        version = Version.objects.create(
            school=cast.school, policy=policy, number=number, title=title, digest=f"{number:064}"
        )
        when = parse(next_review) if next_review else None
        return VersionStatus.objects.create(
            school=cast.school,
            version=version,
            policy=policy,
            state=state,
            signers=[["chair", str(cast.chair.person.pk)]],
            approved_text=approved,
            next_review_text=next_review,
            next_review_day=review_dates.review_day(cast.school, when),
            proposed_at=one_clock.now(),
            published_at=one_clock.now() if state == VersionState.PUBLISHED else None,
        )

    return make

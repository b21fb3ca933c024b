"""Ten clocks at once, each with a connection of its own."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from notices.models import Claim, Notice
from policies.models import VersionStatus
from policies.services import reviews

RUNS = 10


def run(_number: int) -> int:
    try:
        return reviews.remind_reviews()
    finally:
        connections.close_all()


@pytest.mark.obligation("M1")
def test_ten_runs_at_once_send_each_person_one_message(committed: None, desk: Any, cast: Any) -> None:
    for title in ("Behaviour", "Phones", "Photos", "Visitors"):
        desk.published(title, review="23 November 2026")
    statuses = VersionStatus.objects.for_school(cast.school)
    assert statuses.filter(next_review_day=dt.date(2026, 11, 23)).count() == 4
    with ThreadPoolExecutor(RUNS) as pool:
        counts = list(pool.map(run, range(RUNS)))
    sent = Notice.objects.for_school(cast.school).filter(kind="review_due")
    assert sorted(sent.values_list("person", flat=True)) == sorted(
        who.person.pk for who in (cast.clerk, cast.head, cast.chair, cast.governor)
    )
    assert sum(counts) == 4
    assert {notice.context["count"] for notice in sent} == {4}
    assert Claim.objects.for_school(cast.school).filter(kind="review_due").count() == 4 * 4

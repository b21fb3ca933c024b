"""Reviews: told once to each person concerned, called for early, and never sent on a day off."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from core.errors import Refused
from notices.models import Notice
from people import services as people
from policies import queries, services
from policies.models import EarlyReview, Policy
from policies.periodic import review_tick
from policies.states import ReviewCause
from tests.policies.conftest import Desk

pytestmark = pytest.mark.django_db


def told(cast: Any) -> list[tuple[Any, list[str]]]:
    """Return (person, titles) of every review message, oldest first."""
    rows = Notice.objects.for_school(cast.school).filter(kind="review_due").order_by("queued_at", "person_id")
    return [(row.person_id, [item["title"] for item in row.context["items"]]) for row in rows]


def everybody(cast: Any) -> set[Any]:
    return {cast.head.person.pk, cast.clerk.person.pk}


@pytest.mark.obligation("M1")
def test_a_due_review_is_told_once_to_each_person_however_often_the_clock_ticks(cast: Any, desk: Desk) -> None:
    desk.published("Camera policy", review="31 January 2027")
    desk.published("Phone policy", review="Autumn 2025")
    desk.published("Kindness policy", review="Autumn 2028")
    assert review_tick() == 2
    assert review_tick() == 0
    assert {person for person, _titles in told(cast)} == everybody(cast)
    assert [titles for _person, titles in told(cast)] == [["Phone policy", "Camera policy"]] * 2


def test_after_a_missed_month_only_the_newest_rung_is_told(cast: Any, desk: Desk, clock: Any) -> None:
    desk.published("Camera policy", review="31 January 2027")
    review_tick()
    clock.set(dt.datetime(2027, 1, 27, 9, 0))
    assert (review_tick(), review_tick()) == (2, 0)
    assert len(told(cast)) == 4


def test_the_lead_person_hears_of_the_own_policy_only(cast: Any, desk: Desk) -> None:
    desk.published("Camera policy", review="31 January 2027")
    own = desk.published("Phone policy", review="31 January 2027").policy
    Policy.objects.for_school(cast.school).filter(pk=own.pk).update(lead_person=cast.teacher.person)
    assert review_tick() == 3
    assert (cast.teacher.person.pk, ["Phone policy"]) in told(cast)


def test_somebody_who_left_hears_nothing(cast: Any, desk: Desk) -> None:
    policy = desk.published("Phone policy", review="31 January 2027").policy
    Policy.objects.for_school(cast.school).filter(pk=policy.pk).update(lead_person=cast.teacher.person)
    people.end_role(person=cast.teacher.person, school=cast.school, role="teacher")
    review_tick()
    assert {person for person, _titles in told(cast)} == everybody(cast)


def test_a_day_off_waits_for_the_next_school_day(cast: Any, desk: Desk, clock: Any) -> None:
    desk.published("Camera policy", review="31 January 2027")
    clock.set(dt.datetime(2026, 11, 28, 9, 0))
    assert review_tick() == 0
    clock.set(dt.datetime(2026, 11, 30, 9, 0))
    assert review_tick() == 2


def test_a_policy_that_comes_due_later_the_same_day_is_told_too(cast: Any, desk: Desk) -> None:
    desk.published("Camera policy", review="31 January 2027")
    review_tick()
    desk.published("Phone policy", review="31 January 2027")
    assert review_tick() == 2
    assert [titles for _person, titles in told(cast)][-1] == ["Phone policy"]


def test_another_school_s_people_hear_nothing(cast: Any, desk: Desk) -> None:
    desk.published("Camera policy", review="31 January 2027")
    review_tick()
    assert Notice.objects.for_school(cast.other_school).filter(kind="review_due").count() == 0


@pytest.mark.obligation("M1")
def test_an_early_review_is_called_with_a_reason_once_and_ends_with_the_next_text(cast: Any, desk: Desk) -> None:
    version = desk.published()
    wanted = {"policy": version.policy, "cause": ReviewCause.GUIDANCE, "by": cast.chair.actor}
    with pytest.raises(Refused, match="why"):
        services.call_early_review(**wanted, why="  ")
    services.call_early_review(**wanted, why="New guidance came out.")
    with pytest.raises(Refused, match="already"):
        services.call_early_review(**wanted, why="Again.")
    with pytest.raises(Refused, match="role"):
        services.call_early_review(**wanted | {"by": cast.teacher.actor}, why="Me too.")
    assert set(queries.open_early_reviews(cast.school)) == {version.policy_id}
    desk.published(age=18, policy=version.policy)
    assert queries.open_early_reviews(cast.school) == {}
    assert EarlyReview.objects.for_school(cast.school).get().done_at is not None

"""Reviews: told once to each person concerned, called for early, and never sent on a day off."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.errors import Refused
from notices.models import Notice
from people.services import assignments
from policies.models import EarlyReview, Policy
from policies.periodic import review_run
from policies.services import reviews
from policies.states import ReviewCause
from tests.policies.conftest import Desk

pytestmark = pytest.mark.django_db


def told(cast: Any) -> list[tuple[Any, list[str]]]:
    """Return (person, titles) of every review message, oldest first."""
    rows = Notice.objects.for_school(cast.school).filter(kind="review_due").order_by("queued_at", "person_id")
    return [(row.person_id, [item["title"] for item in row.context["items"]]) for row in rows]


def everybody(cast: Any) -> set[Any]:
    """Who hears at every step."""
    return {cast.head.person.pk, cast.clerk.person.pk}


def board(cast: Any) -> set[Any]:
    """Who hears a month before, and once when it is overdue."""
    return {cast.chair.person.pk, cast.governor.person.pk}


def reasons(cast: Any) -> dict[Any, list[str]]:
    """Return {person: the reason of each message, oldest first}."""
    found: dict[Any, list[str]] = {}
    for row in Notice.objects.for_school(cast.school).filter(kind="review_due").order_by("queued_at"):
        found.setdefault(row.person_id, []).append(row.reason)
    return found


@pytest.mark.obligation("M1")
def test_a_due_review_is_told_once_to_each_person_however_often_it_runs(cast: Any, desk: Desk) -> None:
    desk.published("Camera policy", review="31 January 2027")
    desk.published("Phone policy", review="Autumn 2025")
    desk.published("Kindness policy", review="Autumn 2028")
    assert review_run() == 4
    assert review_run() == 0
    assert {person for person, _titles in told(cast)} == everybody(cast) | board(cast)
    assert [titles for _person, titles in told(cast)] == [["Phone policy", "Camera policy"]] * 4


def test_after_a_missed_month_only_the_newest_step_is_told(cast: Any, desk: Desk, clock: Any) -> None:
    desk.published("Camera policy", review="31 January 2027")
    review_run()
    clock.set(dt.datetime(2027, 1, 27, 9, 0))
    assert (review_run(), review_run()) == (4, 0)
    assert len(told(cast)) == 2 + 4


def test_the_lead_person_hears_of_the_own_policy_only(cast: Any, desk: Desk) -> None:
    desk.published("Camera policy", review="31 January 2027")
    own = desk.published("Phone policy", review="31 January 2027").policy
    Policy.objects.for_school(cast.school).filter(pk=own.pk).update(lead_person=cast.teacher.person)
    assert review_run() == 3
    assert (cast.teacher.person.pk, ["Phone policy"]) in told(cast)


def test_somebody_who_left_hears_nothing(cast: Any, desk: Desk) -> None:
    policy = desk.published("Phone policy", review="31 January 2027").policy
    Policy.objects.for_school(cast.school).filter(pk=policy.pk).update(lead_person=cast.teacher.person)
    assignments.end_role(person=cast.teacher.person, school=cast.school, role="teacher")
    review_run()
    assert {person for person, _titles in told(cast)} == everybody(cast)


def test_a_day_off_waits_for_the_next_school_day(cast: Any, desk: Desk, clock: Any) -> None:
    desk.published("Camera policy", review="31 January 2027")
    clock.set(dt.datetime(2026, 11, 28, 9, 0))
    assert review_run() == 0
    clock.set(dt.datetime(2026, 11, 30, 9, 0))
    assert review_run() == 2


def test_a_policy_that_comes_due_later_the_same_day_is_told_too(cast: Any, desk: Desk) -> None:
    desk.published("Camera policy", review="31 January 2027")
    review_run()
    desk.published("Phone policy", review="31 January 2027")
    assert review_run() == 2
    assert [titles for _person, titles in told(cast)][-1] == ["Phone policy"]


@pytest.mark.obligation("M1", "L18")
def test_governors_hear_a_month_before_of_all_that_is_due_these_months_and_once_more_when_it_is_overdue(
    cast: Any, desk: Desk, clock: Any
) -> None:
    desk.published("Camera policy", review="31 December 2026")
    desk.published("Phone policy", review="5 February 2027")
    desk.published("Kindness policy", review="31 July 2027")
    told_on = {}
    for day in ("11-23", "11-30", "12-01", "12-17", "12-18", "01-06", "01-07", "01-14", "02-05", "02-11", "02-12"):
        clock.set(dt.datetime.fromisoformat(f"{2027 if day < '09' else 2026}-{day}T09:00"))
        review_run()
        rows = Notice.objects.for_school(cast.school).filter(person=cast.governor.person, kind="review_due")
        told_on |= {
            row.pk: (day, row.reason, [item["title"] for item in row.context["items"]])
            for row in rows
            if row.pk not in told_on
        }
    both = ["Camera policy", "Phone policy"]
    assert list(told_on.values()) == [
        ("12-01", "governor", both),
        ("01-07", "governor", both),
        ("02-12", "governor", both),
    ]
    assert {row.context["page"] for row in Notice.objects.for_school(cast.school).filter(reason="governor")} == {
        f"/s/{cast.school.slug}/reviews/"
    }


def test_each_person_is_told_why(cast: Any, desk: Desk, clock: Any) -> None:
    policy = desk.published("Phone policy", review="27 November 2026").policy
    Policy.objects.for_school(cast.school).filter(pk=policy.pk).update(lead_person=cast.teacher.person)
    for day in (23, 27):
        clock.set(dt.datetime(2026, 11, day, 9, 0))
        review_run()
    clock.set(dt.datetime(2026, 12, 4, 9, 0))
    assert review_run() == 2  # on a Friday: the governors; who hears every week hears with the weekly note
    clock.set(dt.datetime(2026, 12, 7, 9, 0))
    review_run()
    assert reasons(cast) == {
        cast.teacher.person.pk: ["owner", "owner", "overdue"],
        cast.head.person.pk: ["owner", "owner", "overdue"],
        cast.clerk.person.pk: ["clerk", "clerk", "overdue"],
        cast.chair.person.pk: ["governor", "governor"],
        cast.governor.person.pk: ["governor", "governor"],
    }


def test_who_holds_two_posts_gets_one_message_for_the_one_that_has_more_to_do_with_it(cast: Any, desk: Desk) -> None:
    policy = desk.published("Phone policy", review="27 November 2026").policy
    desk.published("Camera policy", review="27 November 2026")
    Policy.objects.for_school(cast.school).filter(pk=policy.pk).update(lead_person=cast.teacher.person)
    assignments.give_role(person=cast.teacher.person, school=cast.school, role="governor")
    assignments.give_role(person=cast.clerk.person, school=cast.school, role="governor")
    assert review_run() == 5
    assert reasons(cast)[cast.teacher.person.pk] == ["owner"]
    assert reasons(cast)[cast.clerk.person.pk] == ["clerk"]
    assert (cast.teacher.person.pk, ["Camera policy", "Phone policy"]) in told(cast)


def test_a_step_in_half_term_is_told_on_the_school_day_after_it(cast: Any, desk: Desk, clock: Any) -> None:
    desk.published("Camera policy", review="17 February 2027")
    clock.set(dt.datetime(2027, 2, 12, 9, 0))
    review_run()
    before = len(told(cast))
    for day in (15, 16, 17, 18, 19, 20, 21):
        clock.set(dt.datetime(2027, 2, day, 9, 0))
        assert review_run() == 0, day
    clock.set(dt.datetime(2027, 2, 22, 9, 0))
    assert (review_run(), len(told(cast)) - before) == (2, 2)


def test_six_policies_cost_as_many_queries_as_one(cast: Any, desk: Desk) -> None:
    desk.published("Camera policy", review="27 November 2026")
    with CaptureQueriesContext(connection) as one:
        assert review_run() == 4
    for number in range(5):
        desk.published(f"Policy {number}", review="4 December 2026")
    with CaptureQueriesContext(connection) as six:
        assert review_run() == 4
    assert len(six) == len(one) <= 17


def test_another_school_s_people_hear_nothing(cast: Any, desk: Desk) -> None:
    desk.published("Camera policy", review="31 January 2027")
    review_run()
    assert Notice.objects.for_school(cast.other_school).filter(kind="review_due").count() == 0


@pytest.mark.obligation("M1")
def test_an_early_review_is_called_with_a_reason_once_and_ends_with_the_next_text(cast: Any, desk: Desk) -> None:
    version = desk.published()
    wanted = {"policy": version.policy, "cause": ReviewCause.GUIDANCE, "by": cast.chair.actor}
    with pytest.raises(Refused, match="why"):
        reviews.call_early_review(**wanted, why="  ")
    reviews.call_early_review(**wanted, why="New guidance came out.")
    with pytest.raises(Refused, match="already"):
        reviews.call_early_review(**wanted, why="Again.")
    with pytest.raises(Refused, match="role"):
        reviews.call_early_review(**wanted | {"by": cast.teacher.actor}, why="Me too.")
    called = EarlyReview.objects.for_school(cast.school)
    assert list(called.filter(done_at=None).values_list("policy", flat=True)) == [version.policy_id]
    desk.published(age=18, policy=version.policy)
    assert called.get().done_at is not None

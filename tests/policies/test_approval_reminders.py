"""Approvals that wait: one reminder to whoever has not answered, and it stops when they do."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from notices.models import Notice
from people.services import assignments
from policies.periodic import decision_run
from policies.services import approving
from tests.policies.conftest import Desk

pytestmark = pytest.mark.django_db


def at(clock: Any, day: int, month: int = 11) -> int:
    clock.set(dt.datetime(2026, month, day, 9, 0))
    return decision_run()


def asked(cast: Any) -> list[tuple[str, str, str]]:
    """Return (role, due day in the message, state) of each request to approve, oldest first."""
    roles = {getattr(cast, role).person.pk: role for role in ("head", "chair", "deputy")}
    rows = Notice.objects.for_school(cast.school).filter(kind="decision_needed").order_by("queued_at", "person_id")
    return sorted((roles[row.person_id], row.context.get("due", ""), row.state) for row in rows)


@pytest.mark.obligation("L18")
def test_who_has_not_approved_by_the_day_in_the_message_is_reminded_once(cast: Any, desk: Desk, clock: Any) -> None:
    version = desk.proposed()
    assert asked(cast) == [("chair", "2026-11-26", "waiting"), ("head", "2026-11-26", "waiting")]
    approving.approve(version=version, by=cast.chair.actor)
    assert asked(cast) == [("chair", "2026-11-26", "cancelled"), ("head", "2026-11-26", "waiting")]
    days = [at(clock, day) for day in (24, 26, 27, 28, 30)]
    assert (days, at(clock, 14, 12)) == ([0, 0, 1, 0, 0], 0)
    assert asked(cast)[1:] == [("head", "", "waiting"), ("head", "2026-11-26", "waiting")]


def test_the_last_signature_stops_every_message(cast: Any, desk: Desk, clock: Any) -> None:
    version = desk.proposed()
    assert at(clock, 30) == 2
    for who in (cast.chair, cast.head):
        approving.approve(version=version, by=who.actor)
    assert {state for _who, _due, state in asked(cast)} == {"cancelled"}
    assert at(clock, 4, 12) == 0


def test_who_is_asked_later_has_three_days_of_their_own(cast: Any, desk: Desk, clock: Any) -> None:
    version = desk.proposed()
    clock.set(dt.datetime(2026, 11, 26, 9, 0))
    assignments.end_role(person=cast.head.person, school=cast.school, role="headteacher")
    assignments.give_role(person=cast.deputy.person, school=cast.school, role="headteacher")
    approving.ask_again(version=version, by=cast.office.actor)
    assert at(clock, 27) == 1
    assert [who for who, _due, _state in asked(cast)] == ["chair", "chair", "deputy", "head"]
    assert [at(clock, 1, 12), at(clock, 2, 12)] == [0, 1]
    assert [who for who, _due, _state in asked(cast)] == ["chair", "chair", "deputy", "deputy", "head"]


def test_changes_asked_for_end_it(cast: Any, desk: Desk, clock: Any) -> None:
    version = desk.proposed()
    approving.return_for_changes(version=version, why="Say who may look", by=cast.head.actor)
    assert at(clock, 30) == 0

"""Whom an e-mail did not reach, on the chase list and on a carer's page."""

from __future__ import annotations

import datetime as dt

import pytest

from core import clock as the_clock
from ledger.states import Confidentiality
from notices.models import Notice
from notices.services import outbox
from notices.states.outbox import State
from signoffs.queries import chase
from signoffs.states import ChaseReason


def tell(round, who, key: str, **changes) -> None:
    """Let a message about a round to somebody stand as ``changes`` say."""
    notice = outbox.queue(
        school=round.school,
        confidentiality=Confidentiality.EVERYDAY,
        kind="staff_reminder",
        person=who.person,
        subject=round.label,
        key=key,
        context={"count": 1, "due": dt.date(2026, 9, 18), "minutes": 5},
    )
    if changes["state"] in (State.SENT, State.BOUNCED):
        changes |= {"sent_at": the_clock.now(), "rendered_hash": "0" * 64}
    Notice.objects.for_school(round.school).filter(pk=notice.pk).update(**changes)


def reason(round, cast, who) -> ChaseReason:
    """Return why somebody is on the chase list."""
    rows = chase.chase(round, cast.office.actor).rows
    return next(row for row in rows if row.person_id == who.person.pk).reason


@pytest.mark.parametrize(
    ("state", "code", "said"),
    [
        (State.BOUNCED, "", ChaseReason.BOUNCED),
        (State.FAILED, "came back", ChaseReason.BOUNCED),
        (State.FAILED, "unwanted", ChaseReason.BOUNCED),
        (State.FAILED, "address", ChaseReason.BOUNCED),
        (State.FAILED, "recipient 550", ChaseReason.BOUNCED),
        (State.FAILED, "recipient refused", ChaseReason.BOUNCED),
        (State.FAILED, "template KeyError", ChaseReason.NOT_OPENED),
        (State.FAILED, "content 552", ChaseReason.NOT_OPENED),
        (State.SENT, "", ChaseReason.NOT_OPENED),
        (State.WAITING, "recipient 450", ChaseReason.NOT_OPENED),
    ],
)
def test_only_an_address_that_fails_counts_as_come_back(desk, cast, state, code, said):
    round = desk.round()
    tell(round, cast.teacher, "a", state=state, last_error=code)
    assert reason(round, cast, cast.teacher) == said


def test_the_newest_message_counts(desk, cast, clock):
    round = desk.round()
    tell(round, cast.teacher, "a", state=State.BOUNCED)
    clock.advance(hours=1)
    tell(round, cast.teacher, "b", state=State.SENT)
    assert reason(round, cast, cast.teacher) == ChaseReason.NOT_OPENED
    clock.advance(hours=1)
    tell(round, cast.teacher, "c", state=State.FAILED, last_error="came back")
    assert reason(round, cast, cast.teacher) == ChaseReason.BOUNCED


def test_the_chase_list_says_what_to_do(desk, cast, client, sign_in):
    round = desk.round()
    tell(round, cast.teacher, "a", state=State.BOUNCED)
    page = sign_in(client, cast.office).get(f"/s/{cast.school.slug}/rounds/{round.pk}/").content.decode()
    assert "Check the address with this person and correct it." in page
    assert "E-mail came back" in page

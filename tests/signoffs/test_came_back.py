"""Whom an e-mail did not reach, on the list of who has not signed and on a carer's page."""

from __future__ import annotations

import datetime as dt

import pytest

from core import clock as the_clock
from ledger.states import Confidentiality
from notices.models import Notice
from notices.services import outbox
from notices.states.outbox import State
from signoffs.queries import not_signed
from signoffs.states import NotSignedReason


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


def reason(round, cast, who) -> NotSignedReason:
    """Return why somebody is on the list of who has not signed."""
    rows = not_signed.not_signed_list(round, cast.office.actor).rows
    return next(row for row in rows if row.person_id == who.person.pk).reason


@pytest.mark.parametrize(
    ("state", "code", "said"),
    [
        (State.BOUNCED, "", NotSignedReason.BOUNCED),
        (State.FAILED, "came back", NotSignedReason.BOUNCED),
        (State.FAILED, "unwanted", NotSignedReason.BOUNCED),
        (State.FAILED, "address", NotSignedReason.BOUNCED),
        (State.FAILED, "recipient 550", NotSignedReason.BOUNCED),
        (State.FAILED, "recipient refused", NotSignedReason.BOUNCED),
        (State.FAILED, "template KeyError", NotSignedReason.NOT_OPENED),
        (State.FAILED, "content 552", NotSignedReason.NOT_OPENED),
        (State.SENT, "", NotSignedReason.NOT_OPENED),
        (State.WAITING, "recipient 450", NotSignedReason.NOT_OPENED),
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
    assert reason(round, cast, cast.teacher) == NotSignedReason.NOT_OPENED
    clock.advance(hours=1)
    tell(round, cast.teacher, "c", state=State.FAILED, last_error="came back")
    assert reason(round, cast, cast.teacher) == NotSignedReason.BOUNCED


def test_the_chase_list_says_what_to_do(desk, cast, client, sign_in):
    round = desk.round()
    tell(round, cast.teacher, "a", state=State.BOUNCED)
    page = sign_in(client, cast.office).get(f"/s/{cast.school.slug}/rounds/{round.pk}/").content.decode()
    assert "Check the address with this person and correct it." in page
    assert "E-mail came back" in page

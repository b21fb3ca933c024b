"""A new private link for somebody whose old one has ended."""

from __future__ import annotations

import datetime as dt
from typing import Any

from core import clock
from core.unit import unit
from ledger.states import Room
from notices import services as notices
from signoffs import queries
from signoffs.services.rounds import request_context


@unit()
def send_new_links(*, email: str, now: dt.datetime | None = None) -> None:
    """Send a new link to each carer with this address who has something to sign. Says nothing about what it found.

    At most one message a person, round and hour, so that the page cannot be used to flood a mailbox.
    """
    moment = now or clock.now()
    for person, school in queries.carers_at_address(email):
        for round in queries.open_family_rounds(school):
            _send(round, person, moment)


def _send(round: Any, person: Any, now: dt.datetime) -> None:
    notices.queue(
        school=round.school,
        room=Room.EVERYDAY,
        kind="family_request",
        person=person,
        subject=round.label,
        key=f"{round.label}:{person.pk}:link:{now:%Y-%m-%dT%H}",
        context=request_context(round),
        now=now,
    )

"""A letter that waits for the school's hours is not sent to a carer to whom nobody may write any more."""

from __future__ import annotations

import datetime as dt

import pytest

from notices.models import Notice
from notices.services.delivery import sending
from notices.states.outbox import State, Stop
from people.services import carers

FRIDAY_NIGHT = dt.datetime(2026, 11, 20, 21, 0)
GONE = (State.CANCELLED, Stop.NOT_THEIRS)


@pytest.mark.parametrize("left", [False, True], ids=["no child left", "another child left"])
def test_over_the_week_end_a_carer_must_not_be_written_to_any_more(cast, desk, clock, left):
    clock.set(FRIDAY_NIGHT)
    desk.family_round()
    rows = Notice.objects.for_school(cast.school).filter(kind="family_request", person=cast.parent.person)
    assert rows.count() == 1
    for child in cast.children[: 1 if left else None]:
        carers.link_carer(person=cast.parent.person, pupil=child, relationship="mother", may_contact=False)
    clock.set(FRIDAY_NIGHT + dt.timedelta(days=2, hours=14))
    sending.deliver()
    assert rows.values_list("state", "stop_reason").get() == ((State.SENT, "") if left else GONE)

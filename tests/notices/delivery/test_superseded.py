"""Of several messages about one thing that heaped up, the newest goes out, and the older say why they did not."""

from __future__ import annotations

import datetime as dt

from notices.states.outbox import State, StopReason
from tests.notices.delivery.test_delivery import deliver, fresh
from tests.notices.messages.test_outbox import ask

OTHER = "round:6d0c0b1e-0000-4000-8000-000000000002"


def heap(house, clock, *kinds, **more):
    """Queue one message of each kind, an hour after the other."""
    rows = []
    for kind in kinds:
        rows.append(ask(house, kind=kind, key=f"{kind}:{len(rows)}:{more.get('subject')}", **more))
        clock.advance(minutes=10)
    return rows


def states(rows):
    return [(fresh(row).state, row.stop_reason) for row in rows]


def test_a_request_and_two_reminders_that_waited_are_one_reminder(house, clock, mail_server):
    rows = heap(house, clock, "staff_request", "staff_reminder", "staff_reminder")
    assert deliver() == (1, 0, 0, "")
    old = (State.CANCELLED, StopReason.REPLACED)
    assert states(rows) == [old, old, (State.SENT, "")]
    assert [mail["Message-ID"] for mail in mail_server.messages] == [rows[2].message_id]


def test_what_is_about_something_else_stays(house, clock, mail_server):
    """Another round, another kind, and two questions: each of them stands."""
    rows = heap(house, clock, "staff_reminder") + heap(house, clock, "staff_reminder", subject=OTHER)
    rows += heap(house, clock, "question_asked", "question_asked", context={})
    assert deliver() == (4, 0, 0, "")
    assert states(rows) == [(State.SENT, "")] * 4
    assert len(mail_server.messages) == 1


def test_nobody_loses_a_message_to_somebody_elses(house, clock, mail_server):
    from tests.notices.conftest import make_person

    other = make_person(house.school, 7)
    rows = heap(house, clock, "staff_request") + [ask(house, person=other, kind="staff_reminder", key="other")]
    assert deliver() == (2, 0, 0, "")
    assert states(rows) == [(State.SENT, "")] * 2


def test_three_days_without_a_mail_server_are_one_message(house, clock, mail_server):
    rows = heap(house, clock, "staff_request")
    mail_server.stop()
    assert deliver()[3]
    clock.advance(days=3)
    rows += heap(house, clock, "staff_reminder")
    mail_server.start()
    clock.set(dt.datetime(2026, 9, 11, 9))
    assert deliver() == (1, 0, 0, "")
    assert len(mail_server.messages) == 1
    assert states(rows) == [(State.CANCELLED, StopReason.REPLACED), (State.SENT, "")]

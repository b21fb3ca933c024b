"""Mail servers in a bad mood, as processes of their own: silent, stingy, away for days. Nothing lost, nothing twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core import clock as the_clock
from notices.models import Heartbeat, Notice
from notices.queries import health, outbox
from notices.rendering import Rendered
from notices.services import wakeup
from notices.services.delivery.leasing import LEASE, lease, release
from notices.services.delivery.results import DeliveryCounts, record_result
from notices.services.delivery.transport import DeliveryResult, ServerReply
from notices.states.outbox import State
from schools.services import calendar
from tests.notices.conftest import House, make_house
from tests.notices.delivery.test_delivery import ask_all, deliver
from tests.notices.delivery.test_quiet_hours import at
from tests.notices.mailhouse import MailHouse
from tests.notices.messages.test_outbox import ask
from tests.notices.worker import wait_until

UNSEEN = Rendered("", "", "", "", "")
SILENCE = 0.3
"""Seconds of patience with a server that says nothing."""


@pytest.fixture
def mail_house(tmp_path: Path, settings: Any) -> Iterator[MailHouse]:
    """A mail server in a process of its own, named in the settings."""
    house = MailHouse(tmp_path)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", house.port, SILENCE
    yield house
    house.stop()


def school_of(size: int) -> House:
    """Make a school with a calendar, open from 8am to 4pm."""
    house = make_house(size)
    calendar.rebuild_calendar(school=house.school)
    return house


def states(house: House) -> dict[str, int]:
    """Return how many messages of a school stand in each state."""
    found: dict[str, int] = {}
    for state in Notice.objects.for_school(house.school).values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def once_each(mail_house: MailHouse, house: House, messages: int) -> None:
    """Assert that the server took each message once, and that all are noted."""
    accepted = mail_house.accepted()
    assert len({one.message_id for one in accepted}) == len(accepted) == messages
    assert set(states(house)) == {State.SENT}


def test_a_server_that_takes_the_line_and_says_nothing_costs_one_timeout_a_run(db, clock, mail_house):
    clock.set(at(8, 10))
    house = school_of(5)
    ask_all(house)
    mail_house.tell("silent 1")
    for _ in range(3):
        assert deliver() == (0, 0, 0, "connect SMTPServerDisconnected")
        clock.advance(minutes=1)
    assert (states(house), set(Notice.objects.for_school(house.school).values_list("attempts", flat=True))) == (
        {State.WAITING: 5},
        {0},
    )
    assert health.health(broker=True)["mail"] == "late"
    page = outbox.outbox(house.school)
    assert (page.server_down, page.needs_somebody, page.waiting_count) == (True, True, 5)
    mail_house.tell("silent 0")
    assert deliver() == (5, 0, 0, "")
    once_each(mail_house, house, 5)
    assert outbox.outbox(house.school).server_down is False


@pytest.mark.kill
def test_a_server_that_takes_forty_a_call_gets_all_from_real_workers(celery_worker, clock, mail_house):
    clock.set(at(8, 10))
    house = school_of(130)
    ask_all(house)
    mail_house.tell("take 40")
    for _ in range(2):
        celery_worker(EMAIL_URL=mail_house.url)
    wakeup.wake_delivery()
    wait_until(lambda: mail_house.count() >= 120)
    clock.advance(minutes=2)  # the one that was told "enough" is tried again after its pause
    wakeup.wake_delivery()
    wait_until(lambda: states(house) == {State.SENT: 130})
    once_each(mail_house, house, 130)
    assert len(mail_house.lines("opened")) <= 130 // 40 + 4


@pytest.mark.kill
@pytest.mark.obligation("C5")
def test_a_server_that_is_away_for_three_days_of_term_and_returns_at_night(celery_worker, clock, mail_house):
    """All that waits goes out once, in the morning, over a line or two: at night only what cannot wait."""
    clock.set(at(8, 10))
    house = school_of(40)
    celery_worker(EMAIL_URL=mail_house.url)
    mail_house.stop()
    ask_all(house)
    for day in range(3):
        for number, person in enumerate(house.people[:20]):
            ask(house, person=person, kind="question_asked", context={}, key=f"day {day} {number}")
        _scheduled_run()
        clock.advance(days=1)
    assert states(house) == {State.WAITING: 100}
    assert Heartbeat.objects.get(name="mail").trouble == "connect ConnectionRefusedError"
    assert health.health(broker=True)["mail"] == "late"
    page = outbox.outbox(house.school)
    assert (page.server_down, page.waiting_count) == (True, 100)

    clock.set(at(11, 22))
    thanks = {"reference": "KTM-4QX", "at": the_clock.now()}
    ask(house, kind="signed", context=thanks, key="thanks")
    mail_house.start()
    _scheduled_run()  # perhaps of a run that began before the server was back; the next is asked for already
    wait_until(lambda: states(house) == {State.WAITING: 100, State.SENT: 1})
    assert mail_house.count() == 1
    page = outbox.outbox(house.school)
    held = [(sum(count for _words, count in kinds), until) for until, kinds in page.held]
    assert held == [(100, at(14, 8))]

    clock.set(at(14, 8) + dt.timedelta(seconds=1))
    _scheduled_run()
    wait_until(lambda: states(house) == {State.SENT: 101})
    once_each(mail_house, house, 1 + 40)
    assert len(mail_house.lines("opened")) <= 3


def _scheduled_run() -> None:
    """Let the worker run the minute's delivery once, and wait until it has."""
    before = _last_run()
    wakeup.wake_delivery()
    wait_until(lambda: _last_run() != before)


def _last_run() -> dt.datetime | None:
    return Heartbeat.objects.filter(name="notices.deliver").values_list("at", flat=True).first()


def test_a_worker_that_was_held_up_for_longer_than_its_lease_takes_nothing_from_the_next(db, clock, mail_house):
    """Its answers may come late, but it puts back and gives up only what is still its own."""
    clock.set(at(8, 10))
    house = school_of(3)
    ask_all(house)
    slow = lease(10, the_clock.now())
    clock.advance(seconds=LEASE.total_seconds() + 1)
    next_one = lease(10, the_clock.now())
    release(slow)
    record_result(slow[0], UNSEEN, ServerReply(DeliveryResult.REFUSED, "recipient 550"), DeliveryCounts())
    record_result(slow[1], UNSEEN, ServerReply(DeliveryResult.LATER, "timeout"), DeliveryCounts())
    assert states(house) == {State.SENDING: 3}
    release(next_one)
    assert states(house) == {State.WAITING: 3}
    assert deliver() == (3, 0, 0, "")
    once_each(mail_house, house, 3)

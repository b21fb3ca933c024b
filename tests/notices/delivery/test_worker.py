"""Real worker, real broker, real mail server: hints, killed workers, dead brokers."""

from __future__ import annotations

import socket
from collections import Counter

import pytest
from django.db import connection, transaction

from core import wakeup as core_wakeup
from notices.models import Heartbeat, Notice
from notices.services import wakeup
from notices.services.delivery import sending
from notices.states.outbox import State
from tests.notices.conftest import MONDAY, make_house
from tests.notices.messages.test_outbox import ask
from tests.notices.worker import wait_until


@pytest.fixture(autouse=True)
def _no_old_silence(monkeypatch):
    monkeypatch.setattr(core_wakeup, "_broken_until", 0.0)


def sent_count() -> int:
    """Return how many messages are noted as sent."""
    return Notice.objects.across_schools("test").filter(state=State.SENT).count()


@pytest.mark.kill
def test_a_worker_that_gets_the_hint_sends_what_was_committed(celery_worker, mail_server, clock):
    clock.set(MONDAY)
    house = make_house()
    celery_worker(EMAIL_URL=mail_server.url)
    with transaction.atomic():
        ask(house)
    wait_until(lambda: sent_count() == 1)
    assert [mail["To"] for mail in mail_server.messages] == ["person0@families.example"]
    wait_until(lambda: Heartbeat.objects.filter(name="notices.deliver").exists())


def test_a_change_that_is_rolled_back_tells_nobody(house, mail_server):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ask(house)
        raise ZeroDivisionError
    assert sending.deliver().sent == 0
    assert Notice.objects.for_school(house.school).count() == 0


@pytest.mark.kill
def test_four_workers_at_once_send_nothing_twice(celery_worker, mail_server, clock):
    clock.set(MONDAY)
    house = make_house(60)
    for n, person in enumerate(house.people):
        ask(house, person=person, key=f"{n}")
    for _ in range(2):
        celery_worker(EMAIL_URL=mail_server.url)
    for _ in range(10):
        wakeup.wake_delivery()
    wait_until(lambda: sent_count() == 60)
    assert set(Counter(mail_server.recipients).values()) == {1}


def test_a_dead_broker_costs_a_moment_and_fails_nothing(house, settings, django_capture_on_commit_callbacks, caplog):
    with socket.socket() as nobody_listens:
        nobody_listens.bind(("127.0.0.1", 0))
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{nobody_listens.getsockname()[1]}/0"
    with django_capture_on_commit_callbacks(execute=True) as called:
        notice = ask(house)
    assert len(called) == 1
    assert notice.state == State.WAITING
    assert wakeup.wake_delivery() is False
    assert caplog.text.count("The broker does not answer") == 1


def test_a_broker_that_hangs_is_left_after_a_blink(settings):
    """A blocking client would never come back from here."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(5)
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        assert wakeup.wake_delivery() is False
        assert wakeup.broker_answers() is False


def test_one_change_with_many_messages_hints_once(house, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as called:
        for n in range(20):
            ask(house, key=f"{n}")
    assert len(called) == 1
    assert connection.in_atomic_block

"""One school, one school year: every message, who, what and when, against the table."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.stories.year import laws, table
from tests.stories.year.machine import ByWorker, InHand, Machine
from tests.stories.year.play import play

TWO_WEEKS = dt.date(2026, 9, 19)


def test_the_messages_of_a_year(fernhill, clock, mail_server, settings):
    """Every scheduled run is the task itself, sent by beat's own schedule."""
    settings.CELERY_BROKER_URL = ""
    machine = Machine(world=fernhill, clock=clock, mail_server=mail_server, engine=InHand())
    told = play(machine)
    if table.is_written_anew():
        table.write(told)
    assert laws.broken(fernhill, machine.lines) == {}
    assert told == table.read()


@pytest.mark.kill
def test_its_first_weeks_through_a_real_worker_and_a_real_broker(fernhill, clock, mail_server, broker, celery_worker):
    """The same lines again, where beat sends through Valkey and a worker process delivers."""
    engine = ByWorker(broker=broker, start=lambda: celery_worker(EMAIL_URL=mail_server.url))
    try:
        told = play(Machine(world=fernhill, clock=clock, mail_server=mail_server, engine=engine), last=TWO_WEEKS)
    finally:
        engine.stop()
    assert told == table.read(until=TWO_WEEKS)

"""The clock's ticks: a static schedule, made up from heartbeats."""

from __future__ import annotations

import datetime as dt

import pytest

from notices import services
from schoolsocial.beat import HeartbeatScheduler
from schoolsocial.celery import MADE_UP, TICKS, app


@pytest.fixture
def scheduler(db):
    """A function that makes the scheduler as beat does at its start, and tells what is due at once."""

    def due_now() -> list[str]:
        beat = HeartbeatScheduler(app)
        return sorted(name for name, entry in beat.schedule.items() if entry.is_due().is_due)

    return due_now


def test_night_work_that_was_missed_is_made_up_and_reminders_are_not(scheduler, monkeypatch):
    long_ago = dt.datetime(2026, 1, 5, 1, 10, tzinfo=dt.UTC)
    for name in TICKS:
        services.heartbeat(name=name, now=long_ago)
    # Celery asks its own clock what is due; put it on a quiet moment between two ticks, late in the evening.
    monkeypatch.setattr(app, "now", lambda: dt.datetime(2026, 1, 7, 22, 7, tzinfo=dt.UTC))
    assert scheduler() == sorted(MADE_UP)


def test_what_ran_is_not_run_again(scheduler, monkeypatch):
    night = dt.datetime(2026, 1, 7, 22, 7, tzinfo=dt.UTC)
    for name in TICKS:
        services.heartbeat(name=name, now=night)
    monkeypatch.setattr(app, "now", lambda: night)
    assert scheduler() == []


def test_every_tick_expires_before_the_next_and_speaks_json():
    table = app.conf.beat_schedule
    assert sorted(table) == sorted(TICKS)
    assert [entry["task"] for entry in table.values()] == list(table)
    assert table["notices.deliver"]["options"] == {"expires": 55}
    assert (app.conf.task_serializer, app.conf.accept_content, app.conf.task_acks_late) == ("json", ["json"], True)

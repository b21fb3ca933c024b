"""The clock's scheduled runs: a static schedule, made up from heartbeats."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from billiard import current_process

from core.contributions.tasks import Runs, task_names
from notices.queries.health import last_runs
from notices.services.scheduled_runs import record_heartbeat
from schoolsocial.beat import LOOK_EVERY, HeartbeatScheduler
from schoolsocial.celery import EACH_MINUTE, app, beat_schedule, scheduled_runs

SCHEDULED_RUNS, MADE_UP, REMINDERS = scheduled_runs(), task_names(Runs.CRONTAB), task_names(Runs.QUARTER_HOURS)


@pytest.fixture
def scheduler(db):
    """A function that makes the scheduler as beat does at its start, and tells what is due at once."""

    def due_now() -> list[str]:
        beat = HeartbeatScheduler(app)
        return sorted(name for name, entry in beat.schedule.items() if entry.is_due().is_due)

    return due_now


LATE = dt.datetime(2026, 1, 7, 22, 7, tzinfo=dt.UTC)


def test_night_work_that_was_missed_is_made_up_and_reminders_are_not(scheduler, clock):
    long_ago = dt.datetime(2026, 1, 5, 1, 10, tzinfo=dt.UTC)
    for name in SCHEDULED_RUNS:
        record_heartbeat(name=name, now=long_ago)
    clock.set(LATE)
    assert scheduler() == sorted(MADE_UP)


def test_what_ran_is_not_run_again(scheduler, clock):
    clock.set(LATE)
    for name in SCHEDULED_RUNS:
        record_heartbeat(name=name, now=LATE)
    assert scheduler() == []


def test_every_run_expires_before_the_next_and_speaks_json():
    table = beat_schedule()
    assert sorted(table) == sorted(SCHEDULED_RUNS)
    assert [entry["task"] for entry in table.values()] == list(table)
    assert table["notices.deliver"]["options"] == {"expires": 55}
    assert (app.conf.task_serializer, app.conf.accept_content, app.conf.task_acks_late) == ("json", ["json"], True)


def test_every_schedule_asks_the_one_clock(clock):
    clock.set(LATE)
    assert {abs(often.now() - LATE) < dt.timedelta(minutes=1) for often in SCHEDULED_RUNS.values()} == {True}


def runs(name: str, start: dt.datetime, hours: int, at: Callable[[dt.datetime], None]) -> list[str]:
    """Return when a task runs in so many hours, as beat works it out, looking each ten minutes of the one clock."""
    often, last, ran = SCHEDULED_RUNS[name], start, []
    for step in range(hours * 6):
        moment = start + step * dt.timedelta(minutes=10)
        at(moment)
        if often.is_due(last).is_due:
            last = often.now()
            ran.append(f"{last.astimezone(ZoneInfo('Europe/London')):%a %H:%M}")
    return ran


@pytest.mark.parametrize(
    ("first", "night"),
    [
        # Clocks go forward at one in the morning of the 28th: 01:10 is not there, the run is at ten past two.
        (dt.datetime(2027, 3, 27, tzinfo=dt.UTC), ["Sat 01:10", "Sun 02:10", "Mon 01:10"]),
        # Clocks go back at two in the morning of the 25th: 01:10 is there twice, the run once.
        (dt.datetime(2026, 10, 23, 23, tzinfo=dt.UTC), ["Sat 01:10", "Sun 01:10", "Mon 01:10"]),
    ],
)
def test_night_work_runs_once_in_the_nights_when_the_clocks_change(clock, first, night):
    assert runs("schools.nightly", first, 56, clock.set) == night


@pytest.mark.parametrize("day", [dt.datetime(2026, 10, 25), dt.datetime(2027, 3, 28), dt.datetime(2027, 6, 13)])
def test_reminders_start_at_seven_in_london_whatever_the_season(clock, day):
    start = day.replace(hour=22, tzinfo=ZoneInfo("Europe/London")).astimezone(dt.UTC)
    ran = runs("signoffs.reminder_run", start, 24, clock.set)
    assert (ran[0], ran[-1]) == ("Mon 07:00", "Mon 17:50")


def test_a_clock_that_jumps_back_holds_up_nothing(clock, db, monkeypatch):
    """Beat goes on from the moment to which the clock fell back, and does not wait for the time it had seen."""
    sent: list[str] = []
    clock.set(dt.datetime(2026, 9, 8, 12, 0))
    beat = HeartbeatScheduler(app)
    monkeypatch.setattr(beat, "apply_entry", lambda entry, producer=None: sent.append(entry.task))

    def run() -> list[str]:
        sent.clear()
        while beat.tick() == 0:
            pass
        return sorted(sent)

    each_minute = sorted(name for name, often in SCHEDULED_RUNS.items() if often is EACH_MINUTE)
    hourly = [
        name for name in SCHEDULED_RUNS if name.endswith(("reminder_run", "review_run", "decision_run", "weekly_run"))
    ]
    assert run() == []
    clock.advance(minutes=16)
    assert run() == sorted([*each_minute, *hourly])
    clock.advance(hours=-3)
    assert run() == []
    clock.advance(seconds=61)
    assert run() == each_minute
    clock.advance(minutes=15)
    assert run() == sorted([*each_minute, *hourly])
    assert beat.tick() <= LOOK_EVERY


@pytest.mark.parametrize(
    ("ran", "now", "looks"),
    [
        ("2026-09-08 07:00", "2026-09-08 07:20", False),  # in order
        ("2026-09-08 17:45", "2026-09-09 07:01", False),  # a night: nothing was to run
        ("2026-09-08 12:00", "2026-09-11 10:07", True),  # three days away
        ("2026-09-08 12:00", "2026-09-08 22:07", True),  # an afternoon away: looked up now, told in the morning
    ],
)
def test_after_an_outage_reminders_are_looked_up_before_anything_is_sent(db, clock, ran, now, looks):
    app.loader.import_default_modules()
    zone = ZoneInfo("Europe/London")
    clock.set(dt.datetime.fromisoformat(now))
    for name in REMINDERS:
        record_heartbeat(name=name, now=dt.datetime.fromisoformat(ran).replace(tzinfo=zone))
    app.tasks["notices.deliver"].apply(throw=True)
    ran_at = last_runs(REMINDERS)
    assert sorted(ran_at) == sorted(REMINDERS)
    assert {at.astimezone(zone).strftime("%Y-%m-%d %H:%M") for at in ran_at.values()} == {now if looks else ran}


def test_a_scheduler_ends_with_the_worker_that_started_it(scheduler, clock, monkeypatch):
    clock.set(LATE)
    for name in SCHEDULED_RUNS:
        record_heartbeat(name=name, now=LATE)
    beat = HeartbeatScheduler(app)
    beat.tick()  # started by itself: it has no worker
    monkeypatch.setattr(current_process(), "_parent_pid", os.getppid())
    beat.tick()
    monkeypatch.setattr(current_process(), "_parent_pid", os.getpid())
    with pytest.raises(SystemExit):
        beat.tick()

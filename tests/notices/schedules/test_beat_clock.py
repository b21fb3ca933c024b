"""A real beat, whose clock is moved: the one CLOCK_FILE moves it as it moves web and worker."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis

from core.contributions.tasks import Runs, task_names
from schoolsocial.celery import EACH_MINUTE, scheduled_runs
from tests.notices.worker import wait_until

SCHEDULED_RUNS, MADE_UP, REMINDERS = scheduled_runs(), task_names(Runs.CRONTAB), task_names(Runs.QUARTER_HOURS)

pytestmark = pytest.mark.kill

MORNING = dt.datetime(2026, 9, 8, 6, 58, 30)
MINUTELY = Counter(name for name, often in SCHEDULED_RUNS.items() if often is EACH_MINUTE)


@pytest.fixture
def sent(broker: str) -> Iterator[Callable[[], Counter[str]]]:
    """``sent()``: the tasks that lie in the broker, taken out of it."""
    client: Any = redis.Redis.from_url(broker)

    def take() -> Counter[str]:
        rows = client.pipeline().lrange("celery", 0, -1).delete("celery").execute()[0]
        return Counter(json.loads(row)["headers"]["task"] for row in rows)

    yield take
    client.close()


@pytest.fixture
def comes(sent: Callable[[], Counter[str]]) -> Callable[[Counter[str]], None]:
    """``comes(tasks)``: wait until exactly these tasks have come, none of them twice."""

    def wait(wanted: Counter[str]) -> None:
        found: Counter[str] = Counter()

        def there() -> bool:
            found.update(sent())
            return not wanted - found

        wait_until(there, limit=20)
        assert found == wanted

    return wait


def test_the_clock_moves_beat_over_a_day_and_back(celery_beat, clock, comes, sent):
    """Morning, evening, a clock that falls back three hours, the night: each task runs once each time it is due."""
    clock.set(MORNING)
    beat = celery_beat(CLOCK_FILE=str(clock.path))
    clock.set(MORNING.replace(hour=7, minute=0, second=5))
    comes(MINUTELY + Counter(REMINDERS))
    clock.set(MORNING.replace(hour=7, minute=1, second=20))
    comes(MINUTELY)
    clock.set(MORNING.replace(hour=4, minute=1, second=0))
    wait_until(lambda: any("The clock has gone back" in line for line in beat.said), limit=20)
    clock.set(MORNING.replace(hour=4, minute=2, second=5))
    comes(MINUTELY)
    clock.set(MORNING.replace(day=9, hour=1, minute=10, second=5))
    comes(MINUTELY + Counter(REMINDERS) + Counter(MADE_UP))
    assert not any("Traceback" in line or "Error" in line for line in beat.said)


def test_a_beat_that_was_killed_makes_the_night_up_and_no_reminder(celery_beat, clock, comes):
    """Killed in the evening and started before noon of the next day."""
    from notices.services.scheduled_runs import record_heartbeat

    clock.set(MORNING.replace(hour=18))
    for name in SCHEDULED_RUNS:
        record_heartbeat(name=name)
    celery_beat(CLOCK_FILE=str(clock.path)).kill()
    clock.set(MORNING.replace(day=9, hour=11, minute=50))
    celery_beat(CLOCK_FILE=str(clock.path))
    comes(Counter(MADE_UP))

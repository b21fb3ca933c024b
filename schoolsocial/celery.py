"""The worker's app and the clock's scheduled runs.

The apps contribute the schedule. Each run looks up what is due in the database with ``<=`` and is safe to run twice or
at the same time elsewhere, so a missed one is made up by the next, and a second beat does no harm. What is due is asked
of the one clock (``core.clock``), which moves web, worker and beat alike.
"""

import datetime as dt
import functools
import os
import signal
from typing import Any

from celery import Celery
from celery.schedules import crontab, schedule
from celery.signals import task_prerun, task_success, worker_ready

from core import clock
from core.contributions.tasks import REMINDER_HOURS, SCHEDULED_TASKS, Runs, ScheduledTask, task_names

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schoolsocial.settings")

MINUTE = 60
EACH_MINUTE = schedule(MINUTE, nowfun=clock.now)
SCHOOL_HOURS = f"{REMINDER_HOURS[0]}-{REMINDER_HOURS[1] - 1}"
"""Several runs in the hours of a school day, so that a machine asleep at seven still reminds that day."""
VISIBILITY = 10 * 60
"""Seconds after which the broker hands a task of a killed worker to another."""


def _at(**when: Any) -> crontab:
    """Return the days and hours of a scheduled run, in London time."""
    return crontab(nowfun=clock.now, **when)


def often(task: ScheduledTask) -> Any:
    """Return how often a task runs, as beat asks it."""
    if task.runs is Runs.EACH_MINUTE:
        return EACH_MINUTE
    if task.runs is Runs.QUARTER_HOURS:
        return _at(minute="*/15", hour=SCHOOL_HOURS)
    return _at(minute=task.minute, hour=task.hour)


@functools.cache
def scheduled_runs() -> dict[str, Any]:
    """Return how often each scheduled task runs, by name."""
    return {name: often(task) for name, task in SCHEDULED_TASKS.items()}


def beat_schedule() -> dict[str, dict[str, Any]]:
    """Return the schedule of beat."""
    return {
        name: {"task": name, "schedule": often, "options": {"expires": 55 if often is EACH_MINUTE else 10 * MINUTE}}
        for name, often in scheduled_runs().items()
    }


SCHEDULER_WATCH = 5.0
"""Seconds between two looks at the scheduler inside a worker."""
OUTAGE = dt.timedelta(hours=1)
"""Reminders whose next run is missed by more than this have been away."""

app = Celery("schoolsocial")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    accept_content=["json"],
    task_serializer="json",
    result_serializer="json",
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"visibility_timeout": VISIBILITY},
    beat_scheduler="schoolsocial.beat:HeartbeatScheduler",
)
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="periodic")


@worker_ready.connect
def _watch_the_scheduler(sender: Any = None, **_kwargs: Any) -> None:
    """End a worker whose embedded scheduler has died: the launcher starts both again. Nothing else would notice."""
    scheduler = sender.controller.beat

    def look() -> None:
        if not scheduler.is_alive():
            os.kill(os.getpid(), signal.SIGTERM)

    if scheduler is not None:
        sender.timer.call_repeatedly(SCHEDULER_WATCH, look)


@task_success.connect
def _note_the_run(sender: Any = None, **_kwargs: Any) -> None:
    """Leave a heartbeat for each scheduled run, so that "reminders last ran at 07:02" can be said."""
    if sender is not None and sender.name in SCHEDULED_TASKS:
        from notices.services.scheduled_runs import record_heartbeat

        record_heartbeat(name=sender.name)


@task_prerun.connect
def _look_before_sending(sender: Any = None, **_kwargs: Any) -> None:
    """After an outage, look up what has come due before anything goes out: one message a person, not two."""
    if sender is not None and sender.name == "notices.deliver":
        from notices.queries.health import last_runs

        for name, at in last_runs(task_names(Runs.QUARTER_HOURS)).items():
            if scheduled_runs()[name].remaining_estimate(at) < -OUTAGE:
                app.tasks[name].apply()

"""The clock's scheduler. What ran last stands in the database, where no ``kill -9`` can spoil it, and not in a file."""

import contextlib
import datetime as dt
import logging
import os
from pathlib import Path
from typing import Any

from billiard import current_process
from celery.beat import Scheduler
from django.conf import settings
from django.db import DatabaseError

from core import clock
from core.contributions.tasks import Runs, task_names
from schoolsocial.celery import beat_schedule

log = logging.getLogger("portal.beat")

FAR_BACK = dt.timedelta(minutes=1)
"""A clock that is put right by less than this is waited for."""
LOOK_EVERY = 0.5
"""Seconds between two looks at a clock that a test or a rehearsal may move at any time."""


class HeartbeatScheduler(Scheduler):  # type: ignore[misc]
    """A static schedule; night work that was missed while the machine slept is made up at the start."""

    def setup_schedule(self) -> None:
        """Fill the schedule with what the apps contribute and remember when night work last ran."""
        self.merge_inplace(beat_schedule())
        for name, at in self._last_runs().items():
            if name in self.schedule:
                self.schedule[name].last_run_at = min(at, clock.now())
        self._seen = clock.now()
        if settings.CLOCK_FILE:
            self.max_interval = LOOK_EVERY

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Do what is due, and touch a file by which a container's health check sees that beat is alive."""
        with contextlib.suppress(OSError):  # the health check itself tells of a file that cannot be touched
            Path(f"{self.app.conf.beat_schedule_filename}.alive").touch()
        self._end_without_worker()
        self._follow_the_clock()
        wait: float = super().tick(*args, **kwargs)
        return wait

    def _end_without_worker(self) -> None:
        """End when the worker that started this process was killed: the next worker brings a scheduler of its own.

        A scheduler that was started by itself has no worker and goes on.
        """
        worker = current_process()._parent_pid
        if worker is not None and worker != os.getppid():
            log.warning("The worker of this scheduler is gone; it ends")
            raise SystemExit

    def _follow_the_clock(self) -> None:
        """Go on when the clock has jumped back: what ran "later" than now would be waited for until then.

        A task that runs a second time finds its claims made, so nobody is written to twice.
        """
        now = clock.now()
        if now < self._seen - FAR_BACK:
            log.warning("The clock has gone back from %s to %s; the scheduled runs go on from there", self._seen, now)
            for entry in self.schedule.values():
                entry.last_run_at = min(entry.last_run_at, now)
            self._heap = None
        self._seen = now

    def _last_runs(self) -> dict[str, Any]:
        from notices.queries.health import last_runs

        try:
            return last_runs(task_names(Runs.CRONTAB))
        except DatabaseError:
            log.warning("The database does not answer; missed night work runs tonight")
            return {}

"""The clock's scheduler. What ran last stands in the database, where no ``kill -9`` can spoil it, and not in a file."""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path
from typing import Any

from celery.beat import Scheduler
from django.db import DatabaseError

log = logging.getLogger("portal.beat")


class HeartbeatScheduler(Scheduler):  # type: ignore[misc]
    """A static schedule; night work that was missed while the machine slept is made up at the start."""

    def setup_schedule(self) -> None:
        """Fill the schedule from the settings and remember when night work last ran."""
        self.merge_inplace(self.app.conf.beat_schedule)
        for name, at in self._last_runs().items():
            if name in self.schedule:
                self.schedule[name].last_run_at = min(at, self.app.now())

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Do what is due, and touch a file by which a container's health check sees that beat is alive."""
        with contextlib.suppress(OSError):
            Path(f"{self.app.conf.beat_schedule_filename}.alive").touch()
        wait: float = super().tick(*args, **kwargs)
        return wait

    def _last_runs(self) -> dict[str, Any]:
        from notices.queries import last_runs
        from schoolsocial.celery import MADE_UP

        try:
            return last_runs(MADE_UP)
        except DatabaseError:
            log.warning("The database does not answer; missed night work runs tonight")
            return {}

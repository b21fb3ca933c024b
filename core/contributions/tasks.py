"""What an app contributes to the schedule of celery beat."""

from dataclasses import dataclass
from enum import Enum

from core.contributions.registry import Registry

REMINDER_HOURS = (7, 18)
"""From when until when reminders run, in London time."""


class Runs(Enum):
    """How often a task runs, and whether a run that was missed is made up at the next start."""

    EACH_MINUTE = "each minute"
    QUARTER_HOURS = "each quarter of an hour in the hours of a school day; reminders, so it is never made up"
    CRONTAB = "at the minute and hour that are given; made up"


@dataclass(frozen=True, slots=True)
class ScheduledTask:
    """A task that beat starts; ``minute`` and ``hour`` as a crontab has them, in London time, for ``Runs.CRONTAB``."""

    name: str
    runs: Runs
    minute: str = "*"
    hour: str = "*"


SCHEDULED_TASKS = Registry(ScheduledTask, variable="SCHEDULED_TASKS", noun="scheduled task")


def task_names(runs: Runs) -> tuple[str, ...]:
    """Return the names of the tasks that run so often."""
    return tuple(task.name for task in SCHEDULED_TASKS.values() if task.runs is runs)

"""Whether mail moves and reminders run: for the health page, the office, and the weekly note."""

import datetime as dt
from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from core import clock
from core.contributions.tasks import REMINDER_HOURS, Runs, task_names
from ledger.models import Entry
from notices.models import Heartbeat, Notice
from notices.states.outbox import State
from schools.models.schools import School

LATE = dt.timedelta(minutes=10)
HEARTBEAT_LATE = dt.timedelta(minutes=5)
REMINDERS_LATE = dt.timedelta(hours=1)
LONDON = ZoneInfo("Europe/London")


def reminder_tasks() -> tuple[str, ...]:
    """Return the names of the scheduled tasks that remind people."""
    return task_names(Runs.QUARTER_HOURS)


def last_runs(names: Iterable[str]) -> dict[str, dt.datetime]:
    """Return {name: when it last ran to its end} for the scheduled runs among ``names`` that have run."""
    return dict(Heartbeat.objects.filter(name__in=list(names)).values_list("name", "at"))


def _reminders_run(beats: Mapping[str, Heartbeat], now: dt.datetime) -> bool:
    """Say whether each task of reminders has run to its end within the hour, in the hours in which they run."""
    first, last = REMINDER_HOURS
    if not first + 1 <= now.astimezone(LONDON).hour < last:
        return True
    return all(name in beats and beats[name].at > now - REMINDERS_LATE for name in reminder_tasks())


def health(*, broker: bool, now: dt.datetime | None = None) -> dict[str, str]:
    """Return "ok" or "late" for the broker, the run of each minute, the reminders, the mail line and the outbox.

    Raises if the database is away.
    """
    moment = now or clock.now()
    beats = {beat.name: beat for beat in Heartbeat.objects.all()}
    delivery, mail = beats.get("notices.deliver"), beats.get("mail")
    oldest = (
        Notice.objects.across_schools("the health of the whole installation")
        .filter(state=State.WAITING, next_try_at__lt=moment - LATE)
        .exists()
    )
    parts = {
        "database": True,
        "broker": broker,
        "scheduled_runs": delivery is not None and delivery.at > moment - HEARTBEAT_LATE,
        "reminders": _reminders_run(beats, moment),
        "mail": mail is None or not mail.trouble,
        "outbox": not oldest,
    }
    answers = {name: "ok" if well else "late" for name, well in parts.items()}
    return {"status": "ok" if all(parts.values()) else "late", **answers}


def is_mail_tested(school: School) -> bool:
    """Say whether somebody at the school has asked for a test message. One query."""
    return Entry.objects.filter(school_id=school.pk, verb="notice.test_sent").exists()

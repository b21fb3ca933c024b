"""The only clock of the project.

Everything that asks for the time asks here, so that one value can move the time of web, worker and beat alike:
in tests and rehearsals ``settings.CLOCK_FILE`` names a file that holds a shift in seconds. Production refuses the
setting.
"""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

LONDON = "Europe/London"


def _shift() -> dt.timedelta:
    """Return by how much the clock is moved; nothing outside tests and rehearsals."""
    path = settings.CLOCK_FILE
    if not path:
        return dt.timedelta(0)
    try:
        return dt.timedelta(seconds=float(Path(path).read_text(encoding="ascii") or 0))
    except FileNotFoundError:
        return dt.timedelta(0)


def now() -> dt.datetime:
    """Return the present moment, aware, in UTC."""
    return dt.datetime.now(dt.UTC) + _shift()


def today(zone: str = LONDON) -> dt.date:
    """Return the present day in the named time zone (a school's day, not the server's)."""
    return now().astimezone(ZoneInfo(zone)).date()


def day_of(moment: dt.datetime, zone: str = LONDON) -> dt.date:
    """Return the day on which ``moment`` falls in the named time zone."""
    return moment.astimezone(ZoneInfo(zone)).date()

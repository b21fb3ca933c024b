"""One scheduled run at one school: its day, its calendar, and from when on people may be written to."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db import connection

from core import clock
from schools.models.schools import School
from schools.queries import calendar, daybook
from schools.queries.daybook import Daybook
from signoffs.models import Round
from signoffs.states import RoundState

CHUNK_SIZE = 500
"""People in one transaction: a kill loses the work of one, and nobody who signs or closes waits longer than for one."""
ItemT = TypeVar("ItemT")
TIMEOUTS = "SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '60s'"


def chunks(items: Iterable[ItemT], size: int = CHUNK_SIZE) -> Iterator[list[ItemT]]:
    """Cut ``items`` into lists of at most ``size``: what one transaction, or one look-up, takes at once."""
    remaining = iter(items)
    while chunk := list(islice(remaining, size)):
        yield chunk


@dataclass(frozen=True, slots=True)
class RunContext:
    """What every reminder of this run needs to know."""

    school: School
    now: dt.datetime
    today: dt.date
    days: Daybook
    opens: dt.datetime
    """From when on messages may go out: now, or when somebody is next in on a school day."""


def run_context(school: School, now: dt.datetime) -> RunContext:
    """Return what one run needs. Raises OutsideCalendar for a school whose calendar does not reach so far."""
    today, days = clock.day_of(now, school.timezone), daybook.daybook(school)
    return RunContext(school, now, today, days, _opens(school, days, now))


def _opens(school: School, days: Daybook, now: dt.datetime) -> dt.datetime:
    """Return when the school is next open on a school day: in half-term it may be open, and nobody is written to."""
    zone = ZoneInfo(school.timezone)
    moment = calendar.opens_next(school, now)
    while not days.is_school_day(day := moment.astimezone(zone).date()):
        midnight = dt.datetime.combine(days.next_school_day(day), dt.time(), tzinfo=zone)
        moment = calendar.opens_next(school, midnight)
    return moment


def lock_rounds(rounds: Collection[Round]) -> bool:
    """Keep these rounds open to the end of the transaction, and others off them; False if that cannot be had now.

    False means that another run is at work here, or somebody is just closing or replacing one of them: whoever was
    first goes on, and the next run makes up what is left. Those who sign wait for nothing. What has to be waited for
    is waited for a few seconds, so that one school that is stuck never holds the others.
    """
    with connection.cursor() as cursor:
        cursor.execute(TIMEOUTS)
    keys = [round.pk for round in rounds]
    rows = Round.objects.across_schools("the rounds of one school").filter(pk__in=keys, state=RoundState.OPEN)
    locked = rows.order_by("pk").select_for_update(no_key=True, skip_locked=True).values_list("pk", flat=True)
    return len(locked) == len(keys)

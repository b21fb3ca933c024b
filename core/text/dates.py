"""How a day, a time and a moment are written: "Friday 19 September", "8:14am", "today at 8:14am"."""

import datetime as dt

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _

from core import clock

FIRST_MONTH_OF_SCHOOL_YEAR = 9


def school_year(day: dt.date) -> int:
    """Return the calendar year in which the school year (September to August) of ``day`` begins."""
    return day.year if day.month >= FIRST_MONTH_OF_SCHOOL_YEAR else day.year - 1


def local_day(value: dt.date | dt.datetime) -> dt.date:
    """Return the day of ``value``; a moment is first read in the active time zone."""
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def day_words(value: dt.date | dt.datetime | None, *, today: dt.date | None = None) -> str:
    """Return "Friday 19 September"; with the year outside the present school year. "" for None."""
    if value is None:
        return ""
    day = local_day(value)
    now = today or local_day(clock.now())
    return date_format(day, "l j F" if school_year(day) == school_year(now) else "l j F Y")


def time_words(value: dt.datetime | dt.time | None) -> str:
    """Return "8:14am", "3pm", "midday" or "midnight"; a moment is read in the active time zone. "" for None."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).time() if timezone.is_aware(value) else value.time()
    if value.minute == 0 and value.hour in (0, 12):
        return _("midday") if value.hour else _("midnight")
    hour = value.hour % 12 or 12
    half = _("am") if value.hour < 12 else _("pm")
    return f"{hour}:{value.minute:02d}{half}" if value.minute else f"{hour}{half}"


def moment_words(value: dt.datetime | None, *, now: dt.datetime | None = None) -> str:
    """Return "today at 8:14am", "yesterday at 3pm" or "Friday 19 September at 8:14am". "" for None."""
    if value is None:
        return ""
    today = local_day(now or clock.now())
    day = local_day(value)
    if day == today:
        return _("today at %(time)s") % {"time": time_words(value)}
    if day == today - dt.timedelta(days=1):
        return _("yesterday at %(time)s") % {"time": time_words(value)}
    return _("%(day)s at %(time)s") % {"day": day_words(day, today=today), "time": time_words(value)}


def iso(day: dt.date | None) -> str:
    """Return a day as the ledger keeps it."""
    return day.isoformat() if day else ""

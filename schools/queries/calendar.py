"""The school's calendar. "Three school days from now" is one function here, used by every clock."""

import datetime
import logging
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core import clock
from core.errors import OutsideCalendar
from core.text import dates
from schools.models.calendar import SchoolDay, Term
from schools.models.schools import School
from schools.queries.settings import settings

log = logging.getLogger("portal.schools")


def _row(school: School, day: datetime.date) -> SchoolDay:
    row: SchoolDay | None = SchoolDay.objects.for_school(school).filter(day=day).first()
    if row is None:
        raise OutsideCalendar(f"{day} is outside the calendar of {school.slug}: rebuild_calendar() makes it longer.")
    return row


def is_school_day(school: School, day: datetime.date) -> bool:
    """Say whether pupils are in school. Raises OutsideCalendar outside the calendar (two years back, three ahead)."""
    return _row(school, day).is_school_day


def is_working_day(school: School, day: datetime.date) -> bool:
    """Say whether offices work: Monday to Friday, no bank holiday of the school's nation."""
    return _row(school, day).is_working_day


def _after(school: School, day: datetime.date, count: int, flag: str, number: str) -> datetime.date:
    row = _row(school, day)
    is_on = getattr(row, flag)
    # A day off carries the number of the last day on before it: going back, or nowhere, starts one later.
    target = getattr(row, number) + count + (1 if count <= 0 and not is_on else 0)
    rows = SchoolDay.objects.for_school(school).filter(**{flag: True, number: target})
    found: SchoolDay | None = rows.first()
    if found is None:
        raise OutsideCalendar(f"{count} days from {day} is outside the calendar of {school.slug}.")
    return found.day


def school_days_after(school: School, day: datetime.date, n: int) -> datetime.date:
    """Return the n-th school day after ``day`` (before it, if negative).

    ``n=0`` is the day itself, or the next school day when it is a day off. Raises OutsideCalendar outside the calendar.
    """
    return _after(school, day, n, "is_school_day", "number")


def working_days_after(school: School, day: datetime.date, n: int) -> datetime.date:
    """Return the n-th working day after ``day``, as :func:`school_days_after` (the officer's one working day)."""
    return _after(school, day, n, "is_working_day", "working_number")


def term_end(school: School, season: str, year: int) -> datetime.date | None:
    """Return the last day of "Autumn 2026": a term is named by the year in which it ends (obligation L1)."""
    row = Term.objects.for_school(school).filter(season=season, ends__year=year).first()
    return row.ends if row else None


def terms_ahead(school: School) -> list[Term]:
    """Return the term that runs or comes next, and the two after it."""
    return list(Term.objects.for_school(school).filter(ends__gte=school.today()).order_by("starts")[:3])


def _next_day_on(school: School, day: datetime.date, flag: str) -> datetime.date:
    rows = SchoolDay.objects.for_school(school).filter(**{flag: True, "day__gte": day})
    row: SchoolDay | None = rows.order_by("day").first()
    if row is None:
        raise OutsideCalendar(f"{day} is outside the calendar of {school.slug}.")
    return row.day


def _hours(school: School, day: datetime.date) -> tuple[datetime.time, datetime.time, str]:
    values = settings(school, day)
    flag = "is_school_day" if values["looks_on"] == "school_days" else "is_working_day"
    return datetime.time.fromisoformat(values["opens_at"]), datetime.time.fromisoformat(values["closes_at"]), flag


def opens_next(school: School, now: datetime.datetime) -> datetime.datetime:
    """Return when somebody next looks at what comes in, in the school's own time: ``now`` itself while it is open.

    "Closed now: somebody looks on Monday from 8am."
    """
    zone = ZoneInfo(school.timezone)
    local = now.astimezone(zone)
    opens, closes, flag = _hours(school, local.date())
    start = local.date() if local.time() < closes else local.date() + datetime.timedelta(days=1)
    day = _next_day_on(school, start, flag)
    if day == local.date() and local.time() >= opens:
        return local
    return datetime.datetime.combine(day, opens, tzinfo=zone)


def letters_leave(school: School) -> str:
    """Return when letters of this school go out, as words: "at 8am on Monday 23 November"; "" while it is open.

    What may wait is held until the school opens, so no page may say "sent" of a letter that is not.
    """
    moment = clock.now()
    try:
        opens = opens_next(school, moment)
    except OutsideCalendar:
        return ""
    if opens <= moment:
        return ""
    today = moment.astimezone(opens.tzinfo).date()
    named = {"time": dates.time_words(opens.time()), "day": dates.day_words(opens.date(), today=today)}
    return _("at %(time)s on %(day)s") % named


def writing_from(school: School, now: datetime.datetime) -> datetime.datetime | None:
    """Return from when on the clock may write to people of this school on this day, or None: on school days only.

    A school whose calendar ends is passed over with a warning, so that it holds up no other.
    """
    try:
        on = is_school_day(school, now.astimezone(ZoneInfo(school.timezone)).date())
        return opens_next(school, now) if on else None
    except OutsideCalendar:
        log.warning("A school has no calendar for today: nobody there is written to by the clock")
        return None


def is_open(school: School, now: datetime.datetime) -> bool:
    """Say whether somebody looks at what comes in right now."""
    return opens_next(school, now) <= now

"""Days without pupils, one range at a time; the nation whose bank holidays a school keeps; and what a change moves."""

import datetime
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from core.actor import By, enforce
from core.db.transactions import unit_of_work
from core.errors import Refused
from core.text.dates import iso
from ledger.services import note
from schools.models.calendar import ClosedDay, SchoolDay, Term
from schools.models.schools import School
from schools.rules.days import MovedDays, compare_days
from schools.rules.settings import may_configure
from schools.services.base import author, lock_school
from schools.services.calendar import rebuild_calendar
from schools.states import Nation

# A range longer than a term is a slip of the keyboard.
MOST_DAYS = 100
_ONE = datetime.timedelta(days=1)


def _state(school: School) -> tuple[dict[datetime.date, bool], dict[str, datetime.date]]:
    days = dict(SchoolDay.objects.for_school(school).values_list("day", "is_school_day"))
    return days, {str(term): term.ends for term in Term.objects.for_school(school)}


@unit_of_work()
def with_moves(*, school: School, change: Callable[[], Any]) -> MovedDays:
    """Run a change of the calendar and return what it moved."""
    days, ends = _state(school)
    change()
    days_after, ends_after = _state(school)
    return compare_days(days, days_after, ends, ends_after)


class _TakenBack(Exception):
    """Ends a rehearsal: nothing of it stays, neither in the tables nor in the ledger."""

    def __init__(self, moved: MovedDays) -> None:
        self.moved = moved
        super().__init__()


def preview_moves(*, school: School, change: Callable[[], Any]) -> MovedDays:
    """Return what a change of the calendar would move, and change nothing. Raises Refused as the change itself."""
    try:
        with unit_of_work():
            raise _TakenBack(with_moves(school=school, change=change))
    except _TakenBack as rehearsed:
        return rehearsed.moved


@unit_of_work()
def add_closed_days(
    *,
    school: School,
    first: datetime.date,
    last: datetime.date | None = None,
    why: str,
    by: By = None,
    now: datetime.datetime | None = None,
) -> list[datetime.date]:
    """Close the school from ``first`` to ``last`` (both included); returns the days that were school days until now.

    Raises Refused when the dates are the wrong way round, too many, or hold no school day.
    """
    enforce(actor := author(by, school), may_configure(actor) if actor else None)
    end = last or first
    if end < first:
        raise Refused(_("The last day comes before the first."))
    if (end - first).days >= MOST_DAYS:
        raise Refused(_("Enter at most %(most)s days at a time.") % {"most": MOST_DAYS})
    if not why.strip():
        raise Refused(_("Say why the school is closed, such as INSET."))
    lock_school(school)
    rows = SchoolDay.objects.for_school(school).filter(day__range=(first, end), is_school_day=True).order_by("day")
    days = list(rows.values_list("day", flat=True))
    if not days:
        raise Refused(_("No school day lies in these dates."))
    ClosedDay.objects.bulk_create(ClosedDay(school=school, day=day, why=why.strip()[:80]) for day in days)
    rebuild_calendar(school=school, now=now)
    facts = {"days": [iso(day) for day in days]}
    note(school=school, verb="closed_days.added", subject=f"school:{school.pk}", actor=actor, facts=facts, now=now)
    return days


@unit_of_work()
def remove_closed_days(*, school: School, first: datetime.date, last: datetime.date, by: By = None) -> None:
    """Open the school again on its closed days from ``first`` to ``last``. Raises Refused when there are none."""
    enforce(actor := author(by, school), may_configure(actor) if actor else None)
    lock_school(school)
    rows = ClosedDay.objects.for_school(school).filter(day__range=(first, last))
    days = sorted(rows.values_list("day", flat=True))
    if not days:
        raise Refused(_("The school is not closed on these days."))
    rows.delete()
    rebuild_calendar(school=school)
    facts = {"days": [iso(day) for day in days]}
    note(school=school, verb="closed_days.removed", subject=f"school:{school.pk}", actor=actor, facts=facts)


@unit_of_work()
def set_nation(*, school: School, nation: str, by: By = None) -> bool:
    """Say where a school is, and number its days by that nation's bank holidays; returns whether that was a change."""
    enforce(actor := author(by, school), may_configure(actor) if actor else None)
    if nation not in Nation.values:
        raise Refused(_("Choose one from the list."))
    lock_school(school)
    school.refresh_from_db(fields=["nation"])
    before = school.nation
    if before == nation:
        return False
    school.nation = nation
    school.save(update_fields=["nation"])
    rebuild_calendar(school=school)
    facts = {"field": "nation", "before": before, "after": nation}
    note(school=school, verb="school.changed", subject=f"school:{school.pk}", actor=actor, facts=facts)
    return True

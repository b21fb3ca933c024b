"""When a policy is to be reviewed, and where its review stands."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.text.review_dates import ReviewDate
from policies.models import VersionStatus
from policies.rules import review_status
from policies.states import DUE_SOON_DAYS, WEEK, ReviewStatus, VersionState
from schools.models.schools import School
from schools.queries import calendar

TAGS = {
    ReviewStatus.UP_TO_DATE: "done",
    ReviewStatus.DUE_SOON: "due",
    ReviewStatus.OVERDUE: "overdue",
    ReviewStatus.NO_DATE: "none",
}


@dataclass(frozen=True, slots=True)
class ReviewTag:
    """Where one review stands: status, kind of the tag, its words."""

    status: ReviewStatus
    kind: str
    words: str


def review_tag(day: dt.date | None, today: dt.date) -> ReviewTag:
    """Return where a review due by ``day`` stands: "Overdue since 19 December 2025", "Due in 10 weeks"."""
    status = review_status(day, today)
    return ReviewTag(status, TAGS[status], _words(status, day, today))


def _words(status: ReviewStatus, day: dt.date | None, today: dt.date) -> str:
    if day is None or status is ReviewStatus.UP_TO_DATE:
        return str(status.label)
    if status is ReviewStatus.OVERDUE:
        return _("Overdue since %(day)s") % {"day": date_format(day, "j F Y")}
    days = (day - today).days
    if days == 0:
        return _("Due today")
    if days < WEEK:
        return ngettext("Due in %(count)s day", "Due in %(count)s days", days) % {"count": days}
    return ngettext("Due in %(count)s week", "Due in %(count)s weeks", days // WEEK) % {"count": days // WEEK}


def due_for_review(today: dt.date) -> QuerySet[VersionStatus]:
    """Return the statuses in force, of every school, whose review is due within 90 days or overdue."""
    rows = VersionStatus.objects.across_schools("the scheduled run reminds every school of its reviews")
    limit = today + dt.timedelta(days=DUE_SOON_DAYS)
    return rows.filter(state=VersionState.PUBLISHED, next_review_day__lte=limit).select_related(
        "version__policy__lead_person", "school__trust"
    )


def review_day(school: School, when: ReviewDate | None) -> dt.date | None:
    """Return the day by which a date as typed sorts and reminds: a term by its last day at this school (L1)."""
    if when is None:
        return None
    return when.last_day(lambda season, year: calendar.term_end(school, season, year))

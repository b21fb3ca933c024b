"""The yearly answer: by when it is due, and who has not given it."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Min, QuerySet

from core.db.dated import in_force
from people.models.roles import RoleAtSchool
from people.queries import directory
from people.states.roles import roles_with
from registers.models import Disclosure, NothingToDeclare
from registers.states import Permission, State
from schools.models.schools import School
from schools.queries import calendar
from schools.rules.days import year_label, year_of
from schools.states import Season

NEAR_BEFORE, NEAR_AFTER = dt.timedelta(days=35), dt.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class AnswerYear:
    """A school year of answers, seen on a day: its first day, and when they are due (None without a calendar)."""

    today: dt.date
    start: dt.date
    due: dt.date | None

    @property
    def is_near(self) -> bool:
        """Say whether there is anything to remind of: from five weeks before the day to two months after it.

        After a longer outage nobody is reminded of a day long gone; the task stays on their page.
        """
        return self.due is not None and -NEAR_BEFORE <= self.today - self.due <= NEAR_AFTER


def answer_year(school: School, on: dt.date) -> AnswerYear:
    """Return the year of answers of a day: due on the last day of its autumn term. One query."""
    start = dt.date(year_of(on), 9, 1)
    return AnswerYear(on, start, calendar.term_end(school, Season.AUTUMN, start.year))


def unanswered(school: School, on: dt.date) -> dict[UUID, dt.date]:
    """Return {person: since when they have a role here} of those without an answer this school year (M10, C6).

    A declared link is an answer, and so is "nothing to declare". Whoever has no e-mail address is left out: the task
    stays on their page. At most five queries.
    """
    start = dt.date(year_of(on), 9, 1)
    since = dt.datetime.combine(start, dt.time(), tzinfo=ZoneInfo(school.timezone))
    held = RoleAtSchool.objects.for_school(school).filter(in_force(on), role__in=roles_with(Permission.DISCLOSURE_MAKE))
    first_days = dict(held.order_by().values_list("person_id").annotate(first=Min("from_date")))
    nothing = NothingToDeclare.objects.for_school(school).filter(year=year_label(start.year))
    declared = Disclosure.objects.for_school(school).filter(sent_at__gte=since)
    done = {*nothing.values_list("person_id", flat=True), *declared.values_list("person_id", flat=True)}
    missing = set(first_days) - done
    return {person: first_days[person] for person in directory.emails(missing, school) if person in missing}


def waiting_forms() -> QuerySet[Disclosure]:
    """Return the forms of every school that wait for a decision, oldest first, without their sealed words."""
    rows: QuerySet[Disclosure] = Disclosure.objects.across_schools("a scheduled run of every school")
    waiting = rows.filter(state=State.SENT).select_related("school__trust")
    return waiting.defer("who", "since", "platforms", "limits").order_by("sent_at", "pk")

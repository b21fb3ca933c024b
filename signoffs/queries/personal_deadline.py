"""Until when somebody is to sign: the round's last day, or a day of their own for whoever is asked when it is over."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db.models import Min

from core.clock import day_of
from core.errors import OutsideCalendar
from notices.models import Notice
from people.models.persons import Person
from schools.queries import calendar
from signoffs.models import Round
from signoffs.states import REQUESTED

PERSONAL_DAYS = 10
"""School days for a starter or a new child; on the last of them the line manager hears."""


def last_day(round: Round, asked: dt.date | None) -> dt.date:
    """Return the last day for somebody who was first asked on ``asked`` (None: with everybody)."""
    if asked is None or asked < round.due:
        return round.due
    try:
        return calendar.school_days_after(round.school, asked, PERSONAL_DAYS)
    except OutsideCalendar:
        return round.due


def last_days(rounds: Collection[Round], person: Person) -> dict[UUID, dt.date]:
    """Return ``{round id: last day}`` for one person. One query, none while every round still runs."""
    over = {round.label: round for round in rounds if round.due <= round.school.today()}
    asked = {}
    if over:
        school = next(iter(over.values())).school_id
        rows = Notice.objects.for_school(school).filter(subject__in=over, kind__in=REQUESTED, person=person)
        asked = dict(rows.order_by().values("subject").annotate(first=Min("queued_at")).values_list("subject", "first"))
    return {
        round.pk: last_day(round, day_of(asked[round.label], round.school.timezone) if round.label in asked else None)
        for round in rounds
    }

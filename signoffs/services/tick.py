"""What the clock starts: in each school with an open round, greet the newcomers and climb the ladder."""

from __future__ import annotations

import datetime as dt

from core import clock
from people import queries as people
from people.models import Person, School
from signoffs import queries
from signoffs.models import Round
from signoffs.services.reminders import greet, plan, remind_person
from signoffs.states import RoundState


def reminder_tick(*, now: dt.datetime | None = None) -> int:
    """Send what is due in every school; returns how many people were reminded. Safe to run twice or at the same time.

    Each person is a unit of work of their own: a kill in the middle loses nobody and repeats nobody. On a day off
    nothing is sent, and the next school day makes it up.
    """
    moment = now or clock.now()
    rows = Round.objects.across_schools("the clock ticks for every school").filter(state=RoundState.OPEN)
    return sum(_tick(school, moment) for school in School.objects.filter(pk__in=rows.values("school")).order_by("pk"))


def _tick(school: School, now: dt.datetime) -> int:
    if people.writing_from(school, now) is None:
        return 0
    today = clock.day_of(now, school.timezone)
    for round in queries.open_rounds(school):
        greet(round=round, now=now)
    planned = plan(school, today)
    persons = Person.objects.in_bulk({person for person, _kind in planned})
    return sum(
        remind_person(person=persons[person], school=school, due=due, now=now)
        for (person, _kind), due in sorted(planned.items(), key=lambda pair: str(pair[0]))
    )

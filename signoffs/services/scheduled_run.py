"""The scheduled run: in each school with an open round, ask newcomers and send the reminders that are due."""

import datetime as dt
import logging
from collections.abc import Iterator

from django.db import connection

from core import clock
from core.error_report import where
from schools.models.schools import School
from schools.queries import calendar
from signoffs.models import Round
from signoffs.queries import audience, reminders
from signoffs.queries import audience as audience_queries
from signoffs.queries import rounds as rounds_queries
from signoffs.services.cancelling import cancel_teams, cancel_unneeded
from signoffs.services.reminders import ReminderPlan, ask_newcomers, remind_people
from signoffs.services.run_context import chunks, run_context
from signoffs.services.teams import notify_teams
from signoffs.states import RoundState

log = logging.getLogger("portal.signoffs")


def reminder_run(*, now: dt.datetime | None = None) -> int:
    """Send what is due in every school; returns how many people were reminded. Safe to run twice or at the same time.

    A few hundred people are a unit of work of their own, claims and messages together: a kill in the middle loses
    nobody and repeats nobody. Schools take turns, so that a large one holds up none; one that fails is logged and left
    until the next scheduled run. On a day off nothing is sent, and the next school day makes it up.
    """
    moment = now or clock.now()
    rows = Round.objects.across_schools("a scheduled run for every school").filter(state=RoundState.OPEN)
    schools = School.objects.filter(pk__in=rows.values("school")).order_by("pk")
    running = {school.pk: _run_at(school, moment) for school in schools}
    count = 0
    while running:
        for pk, steps in list(running.items()):
            try:
                count += next(steps)
            except StopIteration:
                del running[pk]
            except Exception as problem:  # one school of many
                log.error(
                    "Reminders of school %s stopped; the next scheduled run makes them up: %s", pk, where(problem)
                )
                connection.close_if_unusable_or_obsolete()
                del running[pk]
    return count


def _run_at(school: School, now: dt.datetime) -> Iterator[int]:
    """Do all that is due at one school, one transaction after the other; yields how many people each reminded."""
    if calendar.writing_from(school, now) is None:
        return
    run = run_context(school, now)
    rounds = [round for round in rounds_queries.open_rounds(school) if rounds_queries.newer_version(round) is None]
    planned: ReminderPlan = {}
    for round in rounds:
        missing, asked = audience.outstanding(round), reminders.first_asked(round)
        for _asked in ask_newcomers(run, round, missing, asked):
            yield 0
        left = audience_queries.who_is_missing(missing)
        cancel_unneeded(round, left=left)
        for person, due in reminders.reminders_due(round, left, asked, today=run.today, days=run.days).items():
            planned.setdefault(person, []).append(due)
    for chunk in chunks(sorted(planned)):
        count = remind_people(run, {person: planned.pop(person) for person in chunk})
        if count is None:
            return
        yield count
    cancel_teams(school)
    notify_teams(run)

"""The deadlines of rounds: until when somebody signs, and until when a round asks."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from notices.rules.deadlines import Deadline, DeadlineSubject, on_day
from people.queries.acting import Actor
from signoffs.models import Round
from signoffs.queries.home import rounds_left
from signoffs.queries.personal_deadline import last_days
from signoffs.queries.progress import progress_of
from signoffs.queries.rounds import open_rounds
from signoffs.states import Permission


def deadlines_for(actor: Actor, *, now: dt.datetime | None = None) -> list[Deadline]:
    """Return what ``actor`` has to sign, and for those who run rounds each open one from which somebody is missing.

    At most seven queries.
    """
    moment, school = now or clock.now(), actor.school
    left = rounds_left(actor)
    until = last_days(left, actor.person)
    rows: list[tuple[str, str, Round, dt.date]] = [
        (_("Sign: %(policy)s"), "signoffs:sign", round, until[round.pk]) for round in left
    ]
    if Permission.ROUND_CHASE in actor.permissions:
        rounds = open_rounds(school)
        progress = progress_of(rounds, school)
        unfinished = [round for round in rounds if progress[round.pk].left]
        rows += [(_("Round: %(policy)s"), "signoffs:round", round, round.due) for round in unfinished]
    deadlines = []
    for title, page, round, day in rows:
        words, url = title % {"policy": round.agreement.policy.title}, reverse(page, args=[school.slug, round.pk])
        deadlines.append(on_day("sign_off", day, DeadlineSubject(words, url, moment, ZoneInfo(school.timezone))))
    return deadlines

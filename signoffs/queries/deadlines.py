"""The deadlines of rounds: until when somebody signs, and until when a round asks."""

import datetime as dt
from functools import partial
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from notices.rules.deadlines import Deadline, on_day
from people.queries.acting import Actor
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
    clock_until = partial(on_day, "sign_off", now=moment, zone=ZoneInfo(school.timezone))
    left = rounds_left(actor)
    until = last_days(left, actor.person)
    clocks = [
        clock_until(
            until[round.pk],
            title=_("Sign: %(policy)s") % {"policy": round.agreement.policy.title},
            url=reverse("signoffs:sign", args=[school.slug, round.pk]),
        )
        for round in left
    ]
    if Permission.ROUND_CHASE not in actor.permissions:
        return clocks
    rounds = open_rounds(school)
    progress = progress_of(rounds, school)
    return clocks + [
        clock_until(
            round.due,
            title=_("Round: %(policy)s") % {"policy": round.agreement.policy.title},
            url=reverse("signoffs:round", args=[school.slug, round.pk]),
        )
        for round in rounds
        if progress[round.pk].left
    ]

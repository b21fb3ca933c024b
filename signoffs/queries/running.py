"""The clocks of rounds: until when somebody signs, and until when a round asks."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from notices.rules.deadlines import Deadline, on_day
from people.queries.acting import Actor
from signoffs.models.agreements import Round
from signoffs.queries.home import rounds_left
from signoffs.queries.personal_deadline import last_days
from signoffs.queries.progress import progress_of
from signoffs.states import Permission, RoundState


def running_for(actor: Actor, *, now: dt.datetime | None = None) -> list[Deadline]:
    """Return what ``actor`` has to sign, and for those who run rounds each open one from which somebody is missing.

    At most seven queries.
    """
    moment, school = now or clock.now(), actor.school
    about: dict[str, Any] = {"now": moment, "zone": ZoneInfo(school.timezone)}
    left = rounds_left(actor)
    until = last_days(left, actor.person.pk)
    found = [
        on_day(
            "sign_off",
            until[one.pk],
            title=_("Sign: %(policy)s") % {"policy": one.agreement.policy.title},
            url=reverse("signoffs:sign", args=[school.slug, one.pk]),
            **about,
        )
        for one in left
    ]
    if Permission.ROUND_CHASE not in actor.permissions:
        return found
    rows = Round.objects.for_school(school).filter(state=RoundState.OPEN).select_related("agreement__policy")
    rounds = list(rows.order_by("due", "pk"))
    far = progress_of(rounds, school)
    return found + [
        on_day(
            "sign_off",
            one.due,
            title=_("Round: %(policy)s") % {"policy": one.agreement.policy.title},
            url=reverse("signoffs:round", args=[school.slug, one.pk]),
            **about,
        )
        for one in rounds
        if far[one.pk].left
    ]

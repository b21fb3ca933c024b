"""Claims: a rung of a ladder is told once for ever, however often the tick runs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from core import clock
from core.unit import unit
from notices.models import Claim
from notices.services.contexts import label


@unit()
def claim(
    *, school: Any, kind: str, person: Any, subject: str, due: dt.date, rung: str, now: dt.datetime | None = None
) -> bool:
    """Claim one rung for one person; True for the one caller who may now queue the message, False for everybody after.

    Written with ON CONFLICT DO NOTHING in the caller's transaction: a roll-back gives the claim back.
    """
    row = Claim(
        school=school, kind=kind, person=person, subject=label(subject), due=due, rung=rung, made_at=now or clock.now()
    )
    Claim.objects.bulk_create([row], ignore_conflicts=True)
    return bool(Claim.objects.for_school(school).filter(pk=row.pk).exists())

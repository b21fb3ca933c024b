"""Claims: a step of a schedule is told once for ever, however often the scheduled run comes."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from core import clock
from core.db.transactions import unit_of_work
from notices.services.contexts import label
from people.models.persons import Person
from schools.models.schools import School


class ReminderClaim(NamedTuple):
    """One step told to one person: what a claim says. ``due`` is the day from which the step counts."""

    kind: str
    person: UUID
    subject: str
    due: dt.date
    step: str


@unit_of_work()
def claim(
    *,
    school: School,
    kind: str,
    person: Person | None,
    subject: str,
    due: dt.date,
    step: str,
    now: dt.datetime | None = None,
) -> bool:
    """Claim one step for one person; True for the one caller who may now queue the message, False for everybody else.

    Written with ON CONFLICT DO NOTHING in the caller's transaction: a roll-back gives the claim back.
    """
    who: Any = person.pk if person else None
    wanted = ReminderClaim(kind, who, subject, due, step)
    return bool(claim_many(school=school, claims=[wanted], now=now))


# In one order everywhere: two who claim the same steps wait for each other and never in a ring.
_CLAIM = """
INSERT INTO notices_claim (id, school_id, kind, person_id, subject, due, step, made_at)
SELECT gen_random_uuid(), %s, wanted.kind, wanted.person, wanted.subject, wanted.due, wanted.step, %s
FROM unnest(%s::text[], %s::uuid[], %s::text[], %s::date[], %s::text[]) WITH ORDINALITY
    AS wanted (kind, person, subject, due, step, place)
ORDER BY wanted.place
ON CONFLICT DO NOTHING
RETURNING kind, person_id, subject, due, step
"""


@unit_of_work()
def claim_many(
    *, school: School, claims: Iterable[ReminderClaim], now: dt.datetime | None = None
) -> set[ReminderClaim]:
    """Claim many steps at one school in one statement; returns those that are new, which this caller may now tell.

    Raises ValueError for a subject that is no label. As :func:`claim`, a roll-back gives them back.
    """
    wanted = sorted(set(claims))
    for subject in {claim.subject for claim in wanted}:
        label(subject)
    if not wanted:
        return set()
    columns = [list(column) for column in zip(*wanted, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [school.pk, now or clock.now(), *columns])
        return {ReminderClaim(*row) for row in cursor.fetchall()}

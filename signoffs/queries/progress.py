"""How far rounds are: a constant number of queries, however many rounds there are."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q

from core.db.dated import in_force
from people.models.pupils import CarerLink
from people.models.roles import RoleAtSchool
from people.queries.acting import Actor
from schools.models.schools import School
from schools.queries import settings
from signoffs.models import Round
from signoffs.queries.audience import EACH_CARER
from signoffs.queries.rounds import rounds_for
from signoffs.states import GROUP_ROLES, Audience, RoundState

# Counted are people. Somebody with two roles counts once; a signature of somebody who left does not count.
_STAFF = """
SELECT asked.round_id, count(*), count(*) FILTER (WHERE given.how = 'screen'), count(given.how)
FROM (
    SELECT DISTINCT round.id AS round_id, held.person_id
    FROM signoffs_round AS round
    JOIN signoffs_agreement AS agreement ON agreement.id = round.agreement_id AND agreement.audience = 'staff'
    JOIN people_roleatschool AS held ON held.school_id = round.school_id AND held.role = ANY (agreement.roles)
        AND held.from_date <= %(day)s AND (held.until_date IS NULL OR held.until_date > %(day)s)
    WHERE round.id = ANY (%(rounds)s)
) AS asked
LEFT JOIN signoffs_signature AS given
    ON given.round_id = asked.round_id AND given.person_id = asked.person_id AND given.pupil_id IS NULL
GROUP BY asked.round_id
"""

# Counted are children with a place in a class. A child is done when somebody has signed and, where the school asks each
# carer, nobody who may sign is missing.
_FAMILY = """
SELECT child.round_id, count(*),
    count(*) FILTER (WHERE child.done AND child.on_screen), count(*) FILTER (WHERE child.done)
FROM (
    SELECT round.id AS round_id, given.on_screen,
        given.signed AND (NOT %(each)s OR NOT missing.somebody) AS done
    FROM signoffs_round AS round
    JOIN signoffs_agreement AS agreement ON agreement.id = round.agreement_id AND agreement.audience = 'family'
    JOIN people_classplace AS place ON place.school_id = round.school_id
        AND place.from_date <= %(day)s AND (place.until_date IS NULL OR place.until_date > %(day)s)
    CROSS JOIN LATERAL (
        SELECT count(*) > 0 AS signed, coalesce(bool_or(signature.how = 'screen'), FALSE) AS on_screen
        FROM signoffs_signature AS signature
        WHERE signature.round_id = round.id AND signature.pupil_id = place.pupil_id
    ) AS given
    CROSS JOIN LATERAL (
        SELECT %(each)s AND EXISTS (
            SELECT FROM people_carerlink AS link
            WHERE link.pupil_id = place.pupil_id AND link.school_id = round.school_id
                AND link.may_sign AND NOT link.barred
                AND link.from_date <= %(day)s AND (link.until_date IS NULL OR link.until_date > %(day)s)
                AND NOT EXISTS (
                    SELECT FROM signoffs_signature AS own
                    WHERE own.round_id = round.id AND own.pupil_id = place.pupil_id AND own.person_id = link.person_id
                )
        ) AS somebody
    ) AS missing
    WHERE round.id = ANY (%(rounds)s)
) AS child
GROUP BY child.round_id
"""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a round is. Counted are people in a staff round and children in a family round."""

    screen: int = 0
    paper: int = 0
    total: int = 0

    @property
    def signed(self) -> int:
        """How many have signed, whichever way."""
        return self.screen + self.paper

    @property
    def left(self) -> int:
        """How many are still to sign."""
        return self.total - self.signed


def progress_of(rounds: Iterable[Round], school: School, on: dt.date | None = None) -> dict[UUID, Progress]:
    """Return ``{round id: progress}`` as on the day, for rounds of one school. At most three queries."""
    wanted = list(rounds)
    day = on or school.today()
    progress = {round.pk: Progress() for round in wanted}
    kinds = {round.agreement.audience for round in wanted}
    values: dict[str, Any] = {"day": day, "rounds": list(progress)}
    if Audience.FAMILY in kinds:
        values["each"] = settings.setting(school, EACH_CARER, day)
    with connection.cursor() as cursor:
        for audience, sql in ((Audience.STAFF, _STAFF), (Audience.FAMILY, _FAMILY)):
            if audience in kinds:
                cursor.execute(sql, values)
                for pk, total, screen, signed in cursor.fetchall():
                    progress[pk] = Progress(screen=screen, paper=signed - screen, total=total)
    return progress


def progress(round: Round) -> Progress:
    """Return how far one round is today."""
    return progress_of([round], round.school)[round.pk]


def open_progress(school: School, on: dt.date | None = None) -> list[tuple[Round, Progress]]:
    """Return the open rounds of a school and how far each is, the soonest to close first. At most four queries."""
    rows = Round.objects.for_school(school).filter(state=RoundState.OPEN).select_related("agreement__policy")
    rounds = list(rows.order_by("due", "agreement__policy__title", "pk"))
    progress = progress_of(rounds, school, on)
    return [(round, progress[round.pk]) for round in rounds]


def round_list(actor: Actor) -> list[tuple[Round, Progress | None]]:
    """Return the rounds of a school, the open ones first, with the progress of those. At most five queries.

    Each has ``signings``: how often somebody has pressed the button.
    """
    rows = (
        rounds_for(actor)
        .annotate(signings=Count("signatures__batch", distinct=True), shut=Q(state=RoundState.CLOSED))
        .order_by("shut", "due", "-opened_at", "pk")
    )
    rounds = list(rows[:50])
    progress = progress_of([round for round in rounds if round.is_open], actor.school)
    return [(round, progress.get(round.pk)) for round in rounds]


def audience_count(school: School, audience: str, groups: Collection[str]) -> int:
    """Return how many people a round would ask today: people with a role, or carers who may sign. One query."""
    day = school.today()
    if audience == Audience.STAFF:
        roles = {str(role.value) for group in groups for role in GROUP_ROLES[group]}
        holders = RoleAtSchool.objects.for_school(school).filter(in_force(day), role__in=roles)
        return holders.values("person").distinct().count()
    carers = CarerLink.objects.for_school(school).filter(
        in_force(day), in_force(day, "pupil__places__"), may_sign=True, barred=False
    )
    return carers.values("person").distinct().count()

"""Cancelling messages that ask for a signature once there is nothing left to sign."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from core import clock
from notices.models import Notice
from notices.services import outbox
from notices.states.outbox import OUTBOX, State, Stop
from people.models.persons import Person
from people.queries.acting import Actor
from schools.models.schools import School
from schools.queries import daybook
from signoffs.models import Round
from signoffs.queries import reminders, rounds, teams
from signoffs.states import ASKING, LINK, TEAM, Audience


def cancel_unneeded(
    round: Round, persons: Collection[UUID] | None = None, *, left: Collection[UUID] | None = None
) -> int:
    """Stop what waits for those (of ``persons`` if given) from whom nothing is missing any more; returns how many.

    ``left``: from whom something is missing, if that is known. Where one parent signs for a child, what waits for the
    other stops too. A parent of three who has signed for one is still asked.
    """
    waiting = reminders.messages_waiting(round, persons)
    if left is None:
        left = reminders.missing_among(round, waiting) if waiting else ()
    if not (gone := set(waiting).difference(left)):
        return 0
    signed = reminders.signed_among(round, gone)
    return _stop(round, signed, Stop.SIGNED) + _stop(round, gone - signed, Stop.LEFT)


def _stop(round: Round, persons: Collection[UUID], reason: str) -> int:
    return outbox.cancel(subject=round.label, kinds=ASKING, reason=reason, persons=persons) if persons else 0


def cancel_round(round: Round, reason: str) -> None:
    """Stop everything that asks to sign in a round that is closed or replaced."""
    outbox.cancel(subject=round.label, kinds=[*ASKING, LINK], reason=reason)
    if round.agreement.audience == Audience.STAFF:
        cancel_teams(round.school, reason)


def cancel_teams(school: School, reason: str = Stop.SIGNED) -> int:
    """Stop what waits for those who lead and have nobody left to hear of; returns how many. One query as a rule."""
    rows = Notice.objects.for_school(school).filter(kind=TEAM, state__in=OUTBOX.find("cancel").sources)
    waiting = set(rows.values_list("person_id", flat=True))
    if not waiting:
        return 0
    today = clock.day_of(clock.now(), school.timezone)
    left = teams.teams_now(school, today=today, days=daybook.daybook(school))
    gone = waiting - set(left)
    return outbox.cancel(subject=team_subject(school), kinds=[TEAM], reason=reason, persons=gone) if gone else 0


def team_subject(school: School) -> str:
    """Return the label under which messages to those who lead stand: of the school, for they cover many rounds."""
    return f"school:{school.pk}"


def on_people_changed(
    *, kind: str, person: Person, school: School, by: Actor | None, now: dt.datetime | None, detail: dict[str, str]
) -> None:
    """Cancel the requests to somebody who has lost a role or a child and has nothing left to sign."""
    if kind not in ("carer_unlinked", "role_ended", "left"):
        return
    rows = Notice.objects.for_school(school).filter(person=person, state=State.WAITING, kind__in=ASKING)
    labels = set(rows.values_list("subject", flat=True))
    for round in rounds.open_rounds(school) if labels else []:
        if round.label in labels:
            cancel_unneeded(round, [person.pk])
    if kind != "carer_unlinked":
        cancel_teams(school, Stop.LEFT)

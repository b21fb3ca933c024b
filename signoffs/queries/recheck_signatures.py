"""The check right before a message is sent: is there still something to sign?"""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from notices.models import Notice
from notices.queries.subjects import subjects_of
from signoffs.models.agreements import Round
from signoffs.queries.reminder_state import missing_among


def not_to_sign(notices: Sequence[Notice]) -> set[UUID]:
    """Return the ids of requests and reminders with no cause left: signed, closed, or the person is not asked any more.

    One query, and two or three for each round.
    """
    by_round: dict[UUID, list[Notice]] = defaultdict(list)
    subjects = subjects_of(notices, "round")
    for notice in notices:
        if notice.pk in subjects:
            by_round[subjects[notice.pk]].append(notice)
    rows = Round.objects.across_schools("the messages of one batch").filter(pk__in=by_round)
    gone: set[UUID] = set()
    for round in rows.select_related("school", "agreement") if by_round else ():
        about_round = by_round[round.pk]
        asked = {notice.person_id for notice in about_round if notice.person_id}
        left = missing_among(round, asked) if round.is_open else set()
        gone |= {notice.pk for notice in about_round if notice.person_id not in left}
    return gone

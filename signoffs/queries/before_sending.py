"""The checks right before a message is sent: is there still something to sign, and may the school still write?"""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from core.db.dated import in_force
from notices.models import Notice
from notices.queries.subjects import by_school, subjects_of
from people.models.pupils import CarerLink
from schools.queries import daybook
from signoffs.models import Round
from signoffs.queries.reminders import missing_among
from signoffs.queries.teams import teams_now


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


def letters_not_wanted(notices: Sequence[Notice]) -> set[UUID]:
    """Return the ids of letters to carers to whom nobody may write any more. One query a school.

    A wish of theirs, or a court order, can come in over the week-end for which a letter waited.
    """
    gone: set[UUID] = set()
    for school, letters in by_school(notices, subjects_of(notices, "round")).items():
        persons = {notice.person_id for notice in letters}
        links = CarerLink.objects.for_school(school).filter(
            in_force(school.today()), person__in=persons, may_contact=True, barred=False
        )
        contactable = set(links.values_list("person_id", flat=True))
        gone |= {notice.pk for notice in letters if notice.person_id not in contactable}
    return gone


def teams_without_news(notices: Sequence[Notice]) -> set[UUID]:
    """Return the ids of messages to line managers and headteachers whose people have all signed."""
    gone: set[UUID] = set()
    for school, messages in by_school(notices, subjects_of(notices, "school")).items():
        teams = teams_now(school, today=school.today(), days=daybook.daybook(school))
        gone |= {
            notice.pk
            for notice in messages
            if notice.person_id not in teams
            or notice.reason not in {who.value for who in teams[notice.person_id].leads}
        }
    return gone

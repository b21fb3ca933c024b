"""The check right before a message is sent: may the school still write to its reader, and do they still lead a team?"""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from core.db.dated import in_force
from notices.models import Notice
from notices.queries.subjects import subjects_of
from people.models.pupils import CarerLink
from schools.models.schools import School
from schools.queries import school_time
from signoffs.queries.teams import teams_now


def letters_not_wanted(notices: Sequence[Notice]) -> set[UUID]:
    """Return the ids of letters to carers to whom nobody may write any more. One query a school.

    A wish of theirs, or a court order, can come in over the week-end for which a letter waited.
    """
    subjects = subjects_of(notices, "round")
    gone: set[UUID] = set()
    for school, letters in _by_school(notices, subjects).items():
        persons = {notice.person_id for notice in letters}
        links = CarerLink.objects.for_school(school).filter(
            in_force(school.today()), person__in=persons, may_contact=True, barred=False
        )
        contactable = set(links.values_list("person_id", flat=True))
        gone |= {notice.pk for notice in letters if notice.person_id not in contactable}
    return gone


def teams_without_news(notices: Sequence[Notice]) -> set[UUID]:
    """Return the ids of messages to line managers and headteachers whose people have all signed."""
    subjects = subjects_of(notices, "school")
    gone: set[UUID] = set()
    for school, messages in _by_school(notices, subjects).items():
        teams = teams_now(school, today=school.today(), days=school_time.school_days(school))
        gone |= {
            notice.pk
            for notice in messages
            if notice.person_id not in teams
            or notice.reason not in {who.value for who in teams[notice.person_id].leads}
        }
    return gone


def _by_school(notices: Sequence[Notice], subjects: dict[UUID, UUID]) -> dict[School, list[Notice]]:
    by_school: dict[School, list[Notice]] = defaultdict(list)
    for notice in notices:
        if notice.pk in subjects:
            by_school[notice.school].append(notice)
    return by_school

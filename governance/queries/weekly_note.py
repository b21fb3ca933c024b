"""The weekly note: who reads it, and the numbers of the week as each reader may know them."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from core import clock
from governance.queries.deadlines import deadlines_page
from governance.queries.reviews import version_statuses
from incidents.queries import counts
from notices.models import Notice
from notices.queries.subjects import subjects_of
from people.models.persons import Person
from people.queries import acting, directory
from people.states.roles import Role
from policies.rules import review_status
from policies.states import ReviewStatus, VersionState
from schools.models.schools import School
from signoffs.queries import progress
from signoffs.queries import rounds as rounds_queries
from signoffs.states import Audience

READERS = (Role.DSL, Role.HEADTEACHER)
REVIEWS = (ReviewStatus.DUE_SOON, ReviewStatus.OVERDUE)


def school_numbers(school: School, today: dt.date) -> dict[str, int]:
    """Return what is the same for every reader: staff still to sign, over all open rounds, and reviews due.

    At most five queries.
    """
    rounds = [round for round in rounds_queries.open_rounds(school) if round.agreement.audience == Audience.STAFF]
    by_round = progress.progress_of(rounds, school, today)
    statuses = version_statuses(school, VersionState.PUBLISHED)
    return {
        "to_sign": sum(by_round[round.pk].left for round in rounds),
        "reviews_due": sum(review_status(status.next_review_day, today) in REVIEWS for status in statuses),
    }


def reader_ids(school: School) -> set[UUID]:
    """Return who gets the weekly note of a school today. One query."""
    return {person.pk for persons in directory.holders_by_role(school, READERS).values() for person in persons}


def notes_without_reader(notices: Sequence[Notice]) -> set[UUID]:
    """Return the ids of weekly notes whose reader holds neither role any more. One query a school."""
    subjects = subjects_of(notices, "school")
    current = [notice for notice in notices if notice.pk in subjects]
    readers = {school: reader_ids(school) for school in {notice.school for notice in current}}
    return {notice.pk for notice in current if notice.person_id not in readers[notice.school]}


def own_numbers(person: Person, school: School, now: dt.datetime) -> dict[str, int | None]:
    """Return the week's numbers of what this person may know of, and of nothing else.

    "new" came in within seven days; "waiting": nobody has taken it; "oldest_days": how long the oldest of those waits,
    or None; "in_hand": somebody has, or None; "late" counts what is late on their page of deadlines.
    """
    actor = acting.actor_for(person, school)
    seen = counts.week_counts(actor, since=now - dt.timedelta(days=7))
    oldest, today = seen["oldest"], clock.day_of(now, school.timezone)
    return {
        "new": seen["new"],
        "waiting": seen["untaken"],
        "in_hand": seen["open"] - seen["untaken"] or None,
        "oldest_days": (today - clock.day_of(oldest, school.timezone)).days if oldest else None,
        "late": deadlines_page(actor, now=now).late,
    }

"""The week of a school in five numbers, as one of its leads may know them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from core import clock
from governance.queries.reviews import lives_of
from governance.queries.running import what_runs
from incidents.queries import counts
from people.models.persons import Person
from people.queries import acting
from policies.rules import review_status
from policies.states import ReviewStatus, VersionState
from schools.models.schools import School
from signoffs.queries import chase, progress
from signoffs.states import Audience

REVIEWS = (ReviewStatus.DUE_SOON, ReviewStatus.OVERDUE)


@dataclass(frozen=True, slots=True)
class SchoolNumbers:
    """What is the same for every reader: staff still to sign (people, over all open rounds), and reviews due."""

    to_sign: int
    reviews_due: int


def school_numbers(school: School, today: dt.date) -> SchoolNumbers:
    """Return the numbers of a school that each of its leads may read. At most five queries."""
    rounds = [one for one in chase.open_rounds(school) if one.agreement.audience == Audience.STAFF]
    far = progress.progress_of(rounds, school, today)
    lives = lives_of(school, VersionState.PUBLISHED)
    return SchoolNumbers(
        to_sign=sum(far[one.pk].left for one in rounds),
        reviews_due=sum(review_status(life.next_review_day, today) in REVIEWS for life in lives),
    )


def own_numbers(person: Person, school: School, now: dt.datetime) -> dict[str, Any]:
    """Return the week's numbers of what this person may know of, and of nothing else.

    "new" came in within seven days; "waiting": nobody has taken it; "oldest_days": how long the oldest of those waits,
    or None; "in_hand": somebody has, or None; "late" counts the lines of their page "What is running" whose time is up.
    """
    actor = acting.actor_for(person, school)
    seen = counts.week_counts(actor, since=now - dt.timedelta(days=7))
    oldest = seen.oldest
    today = clock.day_of(now, school.timezone)
    days = (today - clock.day_of(oldest, school.timezone)).days if oldest else None
    return {
        "new": seen.new,
        "waiting": seen.untaken,
        "in_hand": seen.open - seen.untaken or None,
        "oldest_days": days,
        "late": what_runs(actor, now=now).late,
    }

"""What holds of the messages of any year: each law returns the lines that break it."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from core.contributions.messages import KINDS
from notices.models import Claim, Notice
from people.models.roles import RoleAtSchool
from schools.queries.daybook import daybook
from signoffs.models import Signature
from tests.stories.year.machine import Line, steps_of
from tests.stories.year.world import World

LONDON = ZoneInfo("Europe/London")
OPENS, CLOSES = dt.time(8), dt.time(16)
BY_THE_CLOCK = ("staff_reminder", "family_reminder", "team_to_sign", "review_due", "weekly_note", "disclosure_due")
ASKING = ("staff_request", "staff_reminder", "family_request", "family_reminder")
Law = Callable[[World, Sequence[Line]], list[str]]


def delivered(lines: Sequence[Line]) -> list[Line]:
    """Return the messages that reached the mail server."""
    return [line for line in lines if not line.failed]


def nobody_gets_two_messages_of_the_clock_in_a_day(world: World, lines: Sequence[Line]) -> list[str]:
    """Reminders, notes and reviews of one day go in one message."""
    count = Counter((line.to, line.at.date()) for line in delivered(lines) if set(line.kinds) & set(BY_THE_CLOCK))
    return [f"{world.names[to]} {day}: {n}" for (to, day), n in count.items() if n > 1]


def nobody_gets_two_everyday_messages_in_a_minute(world: World, lines: Sequence[Line]) -> list[str]:
    """What is due together goes together."""
    gathers = [line for line in delivered(lines) if all(KINDS[kind].gathers for kind in line.kinds)]
    confidential = {n.pk for n in Notice.objects.for_school(world.school).filter(confidentiality="confidential")}
    everyday = [line for line in gathers if not set(line.ids) & confidential]
    count = Counter((line.to, line.at) for line in everyday)
    return [f"{world.names[to]} {at}: {n}" for (to, at), n in count.items() if n > 1]


def only_what_cannot_wait_comes_out_of_hours(world: World, lines: Sequence[Line]) -> list[str]:
    """School hours on school days; at night, at week-ends and in the holidays only answers and alerts."""
    days = daybook(world.school)

    def is_open(at: dt.datetime) -> bool:
        return days.is_school_day(at.date()) and OPENS <= at.time() < CLOSES

    return [str(line) for line in lines if not is_open(line.at) and not all(KINDS[kind].at_once for kind in line.kinds)]


def nobody_hears_after_the_last_day(world: World, lines: Sequence[Line]) -> list[str]:
    """Whoever has left is left in peace."""
    rows = RoleAtSchool.objects.for_school(world.school).exclude(until_date=None)
    gone = dict(rows.values_list("person_id", "until_date"))
    return [str(line) for line in lines if line.to in gone and line.at.date() >= gone[line.to]]


def each_reminder_has_its_claim(world: World, lines: Sequence[Line]) -> list[str]:
    """What the clock sends was claimed first; and no step was told twice."""
    rows = Notice.objects.for_school(world.school).filter(kind__in=BY_THE_CLOCK)
    bare = [
        f"{notice.kind} {world.names[notice.person_id]} {notice.queued_at}" for notice in rows if not steps_of(notice)
    ]
    keys = Claim.objects.for_school(world.school).values_list("kind", "person_id", "subject", "due", "step")
    return bare + [str(key) for key, n in Counter(keys).items() if n > 1]


def whoever_has_signed_is_asked_no_more(world: World, lines: Sequence[Line]) -> list[str]:
    """A request or a reminder never comes after the signature (of a family: after that of its last child)."""
    signed: dict[tuple[object, str], list[dt.datetime]] = defaultdict(list)
    for one in Signature.objects.for_school(world.school).select_related("round"):
        carers = [link.person_id for link in one.pupil.carers.all()] if one.pupil else [one.person_id]
        for person in carers:
            signed[person, one.round.label].append(one.signed_at.astimezone(LONDON).replace(tzinfo=None))
    found = []
    for line in delivered(lines):
        for kind, subject in zip(line.kinds, line.subjects, strict=True):
            moments = signed.get((line.to, subject), [])
            if kind in ASKING and moments and line.at > max(moments):
                found.append(str(line))
    return found


def nothing_comes_twice(world: World, lines: Sequence[Line]) -> list[str]:
    """Each notice is in one message, once."""
    count = Counter(pk for line in delivered(lines) for pk in line.ids)
    return [str(pk) for pk, n in count.items() if n > 1]


LAWS: tuple[Law, ...] = (
    nobody_gets_two_messages_of_the_clock_in_a_day,
    nobody_gets_two_everyday_messages_in_a_minute,
    only_what_cannot_wait_comes_out_of_hours,
    nobody_hears_after_the_last_day,
    each_reminder_has_its_claim,
    whoever_has_signed_is_asked_no_more,
    nothing_comes_twice,
)


def broken(world: World, lines: Sequence[Line]) -> dict[str, list[str]]:
    """Return ``{law: what breaks it}``."""
    said = {law.__name__: law(world, lines) for law in LAWS}
    return {name: found for name, found in said.items() if found}

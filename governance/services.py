"""The weekly note: the numbers of one school week for those who lead it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID

from core import clock
from core.db.transactions import unit_of_work
from governance.queries import weekly_note
from ledger.states import Confidentiality
from notices.models import Notice
from notices.queries import health, subjects
from notices.queries.subjects import subjects_of
from notices.services import claims, scheduled_runs
from notices.services import outbox as notices_outbox
from people.models.persons import Person
from people.queries import directory
from schools.models.schools import School
from schools.queries import calendar
from schools.queries.schools import all_schools

OWN = ("new", "waiting", "in_hand", "oldest_days", "late")
"""The numbers that each reader has of their own: of what they may know of, and of nothing else."""
WEEKLY_TASK = "governance.weekly_run"
STEP = "week"
FRIDAY = 4


def reminders_before() -> list[str]:
    """Return the scheduled tasks that remind people, without the one that writes the weekly note."""
    return [name for name in health.reminder_tasks() if name != WEEKLY_TASK]


def weekly_notes(*, now: dt.datetime | None = None) -> int:
    """Send each safeguarding lead and headteacher the week in numbers, also when all is well; returns how many.

    Once a week, on its first school day; a missed day is made up by the next school day of that week. A week without
    one, or with Friday alone, is left in peace. Safe to run twice, or at the same time elsewhere.
    """
    moment = now or clock.now()
    return scheduled_runs.for_each_school(all_schools(), lambda school: _school(school, moment))


def _school(school: School, now: dt.datetime) -> int:
    hold = calendar.writing_from(school, now)
    if hold is None:
        return 0
    today = clock.day_of(now, school.timezone)
    monday = today - dt.timedelta(days=today.weekday())
    readers = _readers_left(school, monday)
    if not readers or _is_a_week_of_one_day(school, monday, today):
        return 0
    numbers = weekly_note.school_numbers(school, today)
    return sum(
        _queue_note(school=school, person=person, monday=monday, numbers=numbers, hold_until=hold, now=now)
        for person in readers
    )


def _is_a_week_of_one_day(school: School, monday: dt.date, today: dt.date) -> bool:
    """Say whether school begins on this Friday: Monday's note tells it all, and two in four days are one too many."""
    return today.weekday() == FRIDAY and calendar.school_days_after(school, monday, 0) == today


def _readers_left(school: School, monday: dt.date) -> list[Person]:
    notified = subjects.claimed(school, kind="weekly_note", due=monday)
    readers: dict[object, Person] = {}
    holders: Iterable[list[Person]] = directory.holders_by_role(school, weekly_note.READERS).values()
    for persons in holders:
        readers.update({person.pk: person for person in persons if person.pk not in notified})
    return list(readers.values())


@unit_of_work()
def _queue_note(
    *,
    school: School,
    person: Person,
    monday: dt.date,
    numbers: dict[str, int],
    hold_until: dt.datetime,
    now: dt.datetime,
) -> bool:
    subject = f"school:{school.pk}"
    if not claims.claim(
        school=school, kind="weekly_note", person=person, subject=subject, due=monday, step=STEP, now=now
    ):
        return False
    reminders = reminders_before()
    ran = health.last_runs(reminders)
    notices_outbox.queue(
        school=school,
        confidentiality=Confidentiality.EVERYDAY,
        kind="weekly_note",
        person=person,
        subject=subject,
        key=f"weekly:{person.pk}:{monday.isoformat()}",
        context={
            **weekly_note.own_numbers(person, school, now),
            **numbers,
            "ran_at": min(ran.values()) if len(ran) == len(reminders) else None,
        },
        hold_until=hold_until,
        now=now,
    )
    return True


def update_before_sending(notes: Sequence[Notice]) -> set[UUID]:
    """Return the ids of weekly notes that are no longer to be sent, and bring the numbers of the others up to date.

    Asked right before they leave. Who was named in a case meanwhile does not read in a number that it exists.
    """
    gone = weekly_note.notes_without_reader(notes)
    subjects = subjects_of(notes, "school")
    for note in notes:
        if note.pk in subjects and note.pk not in gone and note.person and any(note.context.get(name) for name in OWN):
            _bring_up_to_date(note, note.person)
    return gone


def _bring_up_to_date(note: Notice, person: Person) -> None:
    fresh = weekly_note.own_numbers(person, note.school, clock.now())
    kept = {name: value for name, value in note.context.items() if name not in OWN}
    note.context = kept | {name: value for name, value in fresh.items() if value is not None}
    Notice.objects.for_school(note.school_id).filter(pk=note.pk).update(context=note.context)

"""The scheduled run of the register: reminders of decisions and of the yearly answer. Never a word of a form."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from core import clock
from core.db.transactions import unit_of_work
from ledger.states import Confidentiality
from notices.rules import due_dates, reminder_schedules
from notices.services import claims, outbox, scheduled_runs
from notices.services.claims import ReminderClaim
from notices.services.outbox import Wanted
from notices.states.deadlines import DECISION_REMINDERS
from people.queries import directory, same_person
from registers.models import Disclosure
from registers.queries import deadlines, yearly
from registers.states import DISCLOSURE_YEARLY_REMINDERS
from schools.models.schools import School
from schools.queries import calendar, daybook
from schools.queries import week as people_week
from schools.queries.schools import all_schools

DECIDE, ANSWER = "decision_needed", "disclosure_due"
MINUTES = 2


def remind(*, now: dt.datetime | None = None) -> int:
    """Remind those who decide, and those whose yearly answer is not in; returns how many messages.

    Safe to run twice or at the same time elsewhere; on a day off nothing is sent. A constant number of queries for
    each school, and one for each form that waits too long (M10, C6).
    """
    moment = now or clock.now()
    waiting: dict[object, list[Disclosure]] = defaultdict(list)
    for form in yearly.waiting_forms():
        waiting[form.school_id].append(form)
    return scheduled_runs.for_each_school(
        all_schools(), lambda school: _school(school=school, forms=waiting[school.pk], now=moment)
    )


@unit_of_work()
def _school(*, school: School, forms: Sequence[Disclosure], now: dt.datetime) -> int:
    year = yearly.answer_year(school, clock.day_of(now, school.timezone))
    if not forms and not year.is_near:
        return 0
    hold = calendar.writing_from(school, now)
    if hold is None:
        return 0
    decide = _deciders(school, forms, now) if forms else {}
    answer = _yearly(school, year) if year.is_near else {}
    won = claims.claim_many(school=school, claims=[*decide, *answer], now=now)
    return outbox.queue_many(
        [
            _ask_to_decide(decide[claim], claim, hold) if claim in decide else _ask_to_answer(school, claim, hold)
            for claim in won
        ],
        now=now,
    )


def _deciders(school: School, forms: Sequence[Disclosure], now: dt.datetime) -> dict[ReminderClaim, Disclosure]:
    """Return the claims that have come: to the one who has it in hand, else to all who may decide, never the sender."""
    week, today = people_week.week(school), clock.day_of(now, school.timezone)
    pauses = deadlines.pauses_of(school.pk, [form.pk for form in forms])
    holders = directory.holders_by_role(school, {form.route for form in forms})
    wanted: dict[ReminderClaim, Disclosure] = {}
    for form in forms:
        since, stops = form.sent_at, pauses.get(form.pk, [])
        due = due_dates.decide_by(since, week=week, pauses=stops)
        asked = max([since, *(stop.end for stop in stops if stop.end)])
        passed = reminder_schedules.due_steps(
            DECISION_REMINDERS, asked=clock.day_of(asked, school.timezone), due=due, today=today, days=week.book
        )
        if not passed:
            continue
        selves = same_person.same_person(form.person_id)
        for person in holders[form.route]:
            if person.pk not in selves and form.taken_by_id in (None, person.pk):
                wanted |= {
                    ReminderClaim(DECIDE, person.pk, form.label, step.anchor, step.name): form for step in passed
                }
    return wanted


def _ask_to_decide(form: Disclosure, claim: ReminderClaim, hold: dt.datetime) -> Wanted:
    school = form.school
    return Wanted(
        school=school,
        confidentiality=Confidentiality.CONFIDENTIAL,
        kind=DECIDE,
        person=claim.person,
        subject=form.label,
        key=f"{form.label}:{DECIDE}:again-{claim.due.isoformat()}:{claim.person}",
        reason="disclosure",
        context={
            "since": clock.day_of(form.sent_at, school.timezone),
            "page": f"/s/{school.slug}/disclosures/{form.pk}/",
        },
        hold_until=hold,
    )


def _yearly(school: School, year: yearly.AnswerYear) -> dict[ReminderClaim, None]:
    """Return the claims of those whose yearly answer is not in, counted from when they came if that was later."""
    days = daybook.daybook(school)
    subject = f"school:{school.pk}"
    if not reminder_schedules.due_steps(
        DISCLOSURE_YEARLY_REMINDERS, asked=year.start, due=year.due, today=year.today, days=days
    ):
        return {}
    wanted: dict[ReminderClaim, None] = {}
    for person, since in yearly.unanswered(school, year.today).items():
        asked = max(since, year.start)
        for step in reminder_schedules.due_steps(
            DISCLOSURE_YEARLY_REMINDERS, asked=asked, due=year.due, today=year.today, days=days
        ):
            wanted[ReminderClaim(ANSWER, person, subject, step.anchor, step.name)] = None
    return wanted


def _ask_to_answer(school: School, claim: ReminderClaim, hold: dt.datetime) -> Wanted:
    return Wanted(
        school=school,
        confidentiality=Confidentiality.EVERYDAY,
        kind=ANSWER,
        person=claim.person,
        subject=claim.subject,
        key=f"{ANSWER}:{claim.person}:{claim.due.isoformat()}:{claim.step}",
        context={"due": claim.due, "minutes": MINUTES, "page": f"/s/{school.slug}/disclosures/"},
        hold_until=hold,
    )

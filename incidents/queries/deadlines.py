"""The deadlines of cases, for those who may know of each case and for nobody else."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.pages.request_cache import once_per_request
from incidents.models.cases import Case
from incidents.queries.access import has_read_cases, visible_to
from incidents.rules import first_look_due, first_look_kind
from incidents.states.workflow import Danger, State
from ledger.states import Confidentiality
from notices.rules.deadlines import Deadline, DeadlineSubject, at_moment, on_day, paused_until, words_of
from notices.rules.due_dates import stage_of
from people.queries.acting import Actor
from schools.models.schools import School
from schools.queries import settings as people_settings
from schools.queries import week as people_week
from schools.queries.week import Week

IN_HOURS = "first_response_hours"
ANSWERS = {Danger.NOW: "answer_today", Danger.TODAY: "answer_today", Danger.WEEK: "answer_week"}
COLUMNS = ["reference", "state", "route", "danger", "opened_at", "answer_by", "first_look_at", "wait_until", "next_due"]


def deadlines_for(actor: Actor, *, now: dt.datetime | None = None) -> list[Deadline]:
    """Return the deadlines of the open cases that ``actor`` may know of.

    A case that somebody may not know of has no deadline for them. Four queries at most beside what keeps ``actor`` out;
    one for who hears no concerns.
    """
    if not has_read_cases(actor):
        return []
    moment = now or clock.now()
    has_deadline = Q(state=State.NEW) | Q(wait_until__isnull=False) | Q(next_due__isnull=False)
    rows = visible_to(actor).filter(has_deadline).exclude(state=State.CLOSED).values(*COLUMNS)
    cases = [Case(school=actor.school, **row) for row in rows]
    if not cases:
        return []
    settings = once_per_request(actor, "settings", lambda: people_settings.settings(actor.school))
    in_hours = [case for case in cases if _unopened(case) and first_look_kind(case.route, case.danger) == IN_HOURS]
    week = once_per_request(actor, "week", lambda: people_week.week_or_none(actor.school)) if in_hours else None
    return [deadline_of(case, settings, week, now=moment) for case in cases]


def _unopened(case: Case) -> bool:
    return case.state == State.NEW and case.first_look_at is None


def first_look_words(school: School) -> str:
    """Return how much time the school allows for the first look, in a sentence."""
    minutes = int(people_settings.setting(school, "first_look_minutes"))
    return ngettext("The time allowed is %(n)s minute.", "The time allowed is %(n)s minutes.", minutes) % {"n": minutes}


def answer_words(by: dt.datetime, now: dt.datetime, zone: str) -> str:
    """Return "answer by 3pm today" or "late since Friday 11 September, 3pm", in the time of the school."""
    return words_of("answer_today", by, stage_of(by, now), now=now, zone=ZoneInfo(zone))


def deadline_words(case: Case, *, now: dt.datetime) -> str:
    """Return the deadline of a case in words, as whoever has just opened it reads it; "" where there is none."""
    if case.state == State.NEW:
        return answer_words(case.answer_by, now, case.school.timezone)
    return deadline_of(case, {}, now=now).words if case.wait_until or case.next_due else ""


def deadline_of(case: Case, settings: dict[str, Any], week: Week | None = None, *, now: dt.datetime) -> Deadline:
    """Return the one deadline of a case that counts now. Pure; raises ValueError for a case without one.

    Nobody has opened it: the first look. Nobody has taken it: the answer that was promised when it came in. Then the
    day until which its holder waits, or the next step.
    """
    about = DeadlineSubject(
        title=_("Concern %(reference)s") % {"reference": case.reference},
        url=reverse("incidents:case", args=[case.school.slug, case.reference]),
        now=now,
        zone=ZoneInfo(case.school.timezone),
        confidentiality=Confidentiality.CONFIDENTIAL,
    )
    if _unopened(case):
        kind = first_look_kind(case.route, case.danger)
        return at_moment(kind, first_look_due(kind, settings, case.opened_at, week), about)
    if case.state == State.NEW:
        return at_moment(ANSWERS.get(Danger(case.danger), "answer_info"), case.answer_by, about)
    if case.wait_until is not None:
        return paused_until("wait", case.wait_until, about)
    if case.next_due is None:
        raise ValueError("This case has no deadline.")
    return on_day("step", case.next_due, about)

"""Rounds: which there are, of which version, and what happened in them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate

from core.clock import day_of
from core.decision import Decision
from notices.models import Claim, Notice
from notices.states.outbox import State
from people.queries.acting import Actor
from policies.models import Clause, Version
from policies.queries.contexts import WORDS_A_MINUTE
from policies.states import VersionState
from schools.models.schools import School
from signoffs.models import Round
from signoffs.rules import may_remind
from signoffs.states import REMINDED, Permission, RoundState

BY_HAND = "by_hand"


def rounds_for(actor: Actor) -> QuerySet[Round]:
    """Return the rounds of the school for those who chase them (L23); none for anybody else."""
    rows: QuerySet[Round] = Round.objects.for_school(actor.school).select_related(
        "school", "agreement__policy", "version"
    )
    return rows if Permission.ROUND_CHASE in actor.permissions else rows.none()


def open_rounds(school: School) -> list[Round]:
    """Return the open rounds of a school."""
    rows = Round.objects.for_school(school).filter(state=RoundState.OPEN)
    return list(rows.select_related("school", "agreement__policy", "version").order_by("due", "pk"))


def newer_version(round: Round) -> Version | None:
    """Return the newest published version that asks for new signatures and came after the round's, or None.

    A minor change (a comma, a telephone number) leaves the round as it is.
    """
    rows = Version.objects.for_school(round.school_id).filter(
        policy=round.agreement.policy_id,
        number__gt=round.version.number,
        major=True,
        status__state__in=(VersionState.PUBLISHED, VersionState.REPLACED),
    )
    return rows.select_related("status").order_by("-number").first()


def minutes_of(version: Version) -> int:
    """Return how many minutes reading a version takes: its words at 200 a minute, at least one."""
    texts = Clause.objects.for_school(version.school_id).filter(version=version).values_list("text", flat=True)
    minutes = sum(len(text.split()) for text in texts) / WORDS_A_MINUTE
    return max(1, int(minutes + 0.5))


def publishable(school: School) -> list[Version]:
    """Return the versions in force at a school, one a policy, by title: what a round can be opened for."""
    rows = (
        Version.objects.for_school(school)
        .filter(status__state=VersionState.PUBLISHED)
        .select_related("policy", "school")
    )
    return list(rows.order_by("title", "-number"))


def may_remind_now(round: Round) -> Decision:
    """Decide whether everybody who is left may be reminded by hand today."""
    today = round.school.today()
    opened = day_of(round.opened_at, round.school.timezone) if round.opened_at else today
    by_hand = Claim.objects.for_school(round.school_id).filter(subject=round.label, step=BY_HAND, due=today)
    return may_remind(state=round.state, opened=opened, today=today, reminded_today=by_hand.exists())


def history(round: Round) -> list[tuple[dt.date, int]]:
    """Return (day, how many people) for each day on which reminders about a round went out, newest first.

    What was stopped because it had been signed meanwhile did not go out, and what failed did not either.
    """
    rows = Notice.objects.for_school(round.school_id).filter(subject=round.label, kind__in=REMINDED)
    sent = rows.exclude(state__in=(State.CANCELLED, State.FAILED)).annotate(day=local_day("queued_at", round))
    return list(sent.values_list("day").annotate(people=Count("person", distinct=True)).order_by("-day"))


def local_day(column: str, round: Round) -> TruncDate:
    """Return the day of a moment where the school is."""
    return TruncDate(column, tzinfo=ZoneInfo(round.school.timezone))

"""Nobody opened it: the next in line hears, once, and everything stops when somebody takes it."""

from __future__ import annotations

import datetime as dt

import pytest

from incidents import services
from incidents.models import ReportDraft
from incidents.states import DraftUse
from notices.models import Notice
from people import services as people
from people.states import Role

FRIDAY_NIGHT = dt.datetime(2026, 9, 18, 22, 30)


def reasons(cast) -> list[tuple[str, str]]:
    who = {member.person.pk: member.name for member in cast.staff()}
    rows = Notice.objects.for_school(cast.school).filter(kind="concern_alert").order_by("queued_at")
    return sorted((who[n.person_id], n.reason) for n in rows)


def test_quiet_hours_never_hold_a_concern_and_the_next_in_line_hears_after_an_hour(cast, clock, report, readers):
    clock.set(FRIDAY_NIGHT)
    case = report("child").case
    first = [(cast.dsl.name, "first"), (cast.deputy.name, "first")]
    clock.advance(minutes=59)
    assert services.tick() == 0
    assert reasons(cast) == sorted(first)
    clock.advance(minutes=2)
    assert [services.tick(), services.tick()] == [1, 0]
    assert reasons(cast) == sorted([*first, (cast.head.name, "next_in_line")])
    assert readers(case, *cast.staff()) == [cast.head.name, cast.dsl.name, cast.deputy.name]
    clock.advance(days=2)
    assert services.tick() == 0  # never the chair by default


@pytest.mark.parametrize("how", ["opened", "taken"])
def test_once_somebody_opens_or_takes_it_nobody_else_hears(cast, clock, report, readers, how):
    clock.set(FRIDAY_NIGHT)
    case = report("child").case
    if how == "opened":
        services.note_look(case=case, by=cast.deputy.actor)
    else:
        services.take(case=case, by=cast.deputy.actor)
    clock.advance(hours=5)
    assert services.tick() == 0
    assert readers(case, *cast.staff()) == [cast.dsl.name, cast.deputy.name]


def test_the_next_in_line_is_never_whom_it_is_about(cast, clock, report, readers):
    clock.set(FRIDAY_NIGHT)
    case = report("adult", about=("dsl",)).case
    assert readers(case, *cast.staff()) == [cast.head.name, cast.deputy.name]
    clock.advance(hours=30)
    assert services.tick() == 1
    assert readers(case, *cast.staff()) == [cast.head.name, cast.deputy.name, cast.chair.name]


def test_a_deputy_appointed_since_hears_of_what_nobody_opened(cast, clock, report, readers):
    clock.set(FRIDAY_NIGHT)
    case = report("child").case
    people.give_role(
        person=cast.teacher.person, school=cast.school, role=Role.DEPUTY_DSL, from_date=dt.date(2026, 9, 18)
    )
    assert services.tick() == 1
    assert readers(case, *cast.staff()) == [cast.dsl.name, cast.deputy.name, cast.teacher.name]


def test_a_missed_night_tells_each_person_once(cast, clock, report):
    clock.set(FRIDAY_NIGHT)
    report("adult")
    clock.advance(days=3)
    assert [services.tick(), services.tick()] == [2, 0]
    assert reasons(cast) == sorted(
        [(cast.head.name, "first"), (cast.dsl.name, "next_in_line"), (cast.chair.name, "next_in_line")]
    )


def test_the_clock_removes_sittings_whose_hour_is_over(cast, clock):
    clock.set(FRIDAY_NIGHT)
    services.start_sitting(school=cast.school, use=DraftUse.REPORT, content={"story": "x"})
    clock.advance(minutes=30)
    services.start_sitting(school=cast.school, use=DraftUse.REPORT, content={"story": "y"})
    clock.advance(minutes=32)
    assert services.sweep() == 1
    assert ReportDraft.objects.for_school(cast.school).count() == 1

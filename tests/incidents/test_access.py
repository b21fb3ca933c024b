"""From when until when somebody reads a case, to the moment."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from incidents.models.cases import Case, CaseReader
from incidents.queries import access
from incidents.rules import COVER
from people.services import assignments
from people.states.roles import Role

MOMENT = dt.datetime(2026, 9, 14, 9, 30, tzinfo=dt.UTC)
INSTANT = dt.timedelta(microseconds=1)


@pytest.fixture
def case(clock, report) -> Case:
    clock.set(dt.datetime(2026, 9, 14, 8, 0))
    return report("child").case


def reader(case: Case, member, *, since: dt.datetime, until: dt.datetime | None = None, role: str = "") -> CaseReader:
    return CaseReader.objects.create(
        school=case.school,
        case=case,
        person=member.person,
        as_role=role or sorted(member.actor.roles)[0],
        why="added",
        from_at=since,
        until_at=until,
    )


def sees(member, case: Case, now: dt.datetime | None = None) -> bool:
    return access.visible_to(member.actor, now=now).filter(pk=case.pk).exists()


@pytest.mark.parametrize(
    ("away", "reads"),
    [(-INSTANT, True), (dt.timedelta(0), False), (INSTANT, False)],
    ids=["just before the end", "at the very moment of the end", "just after the end"],
)
def test_a_reader_reads_until_the_moment_of_the_end_and_not_at_it(cast, case, away: dt.timedelta, reads: bool):
    reader(case, cast.head, since=MOMENT - dt.timedelta(hours=1), until=MOMENT)
    assert sees(cast.head, case, MOMENT + away) is reads


@pytest.mark.parametrize(
    ("away", "reads"),
    [(-INSTANT, False), (dt.timedelta(0), True), (INSTANT, True)],
    ids=["just before", "at the very moment", "just after"],
)
def test_a_reader_reads_from_the_moment_of_the_beginning(cast, case, away: dt.timedelta, reads: bool):
    reader(case, cast.head, since=MOMENT)
    assert sees(cast.head, case, MOMENT + away) is reads


def test_a_row_that_ended_as_it_began_never_let_anybody_read(cast, case):
    reader(case, cast.head, since=MOMENT, until=MOMENT)
    assert [sees(cast.head, case, MOMENT + away) for away in (-INSTANT, 0 * INSTANT, INSTANT)] == [False] * 3


def test_a_reader_without_an_end_reads_for_good(cast, case):
    reader(case, cast.head, since=MOMENT)
    assert sees(cast.head, case, MOMENT + dt.timedelta(days=3650))


def test_without_a_moment_it_is_asked_of_now(cast, case, clock):
    reader(case, cast.head, since=MOMENT, until=MOMENT + dt.timedelta(hours=1))
    for minutes, reads in ((-1, False), (1, True), (61, False)):
        clock.set(MOMENT + dt.timedelta(minutes=minutes))
        assert sees(cast.head, case) is reads


def test_a_row_through_a_role_that_is_not_held_counts_for_nothing(cast, case):
    reader(case, cast.teacher, since=MOMENT, role="deputy_dsl")
    assert not sees(cast.teacher, case, MOMENT)
    reader(case, cast.head, since=MOMENT, role="headteacher")
    assert sees(cast.head, case, MOMENT)


def test_a_cover_needs_no_role_and_ends_to_the_moment_too(cast, case):
    reader(case, cast.teacher, since=MOMENT, until=MOMENT + INSTANT, role=COVER)
    assert sees(cast.teacher, case, MOMENT)
    assert not sees(cast.teacher, case, MOMENT + INSTANT)


def test_one_row_that_ended_takes_nothing_from_one_that_holds(cast, case):
    reader(case, cast.head, since=MOMENT - dt.timedelta(hours=2), until=MOMENT)
    assert not sees(cast.head, case, MOMENT)
    reader(case, cast.head, since=MOMENT)
    assert sees(cast.head, case, MOMENT)


def test_a_row_of_one_case_opens_no_other(cast, case, report):
    other = report("child").case
    reader(case, cast.head, since=MOMENT)
    assert list(access.visible_to(cast.head.actor, now=MOMENT)) == [case]
    assert sees(cast.dsl, other)


def test_a_row_of_somebody_else_opens_nothing(cast, case):
    reader(case, cast.head, since=MOMENT, role="headteacher")
    assert not sees(cast.chair, case, MOMENT)
    assert not sees(cast.stranger_head, case, MOMENT)


def test_a_row_of_a_colleague_in_the_same_role_opens_nothing(cast, case):
    assignments.give_role(person=cast.head.person, school=cast.school, role=Role.DSL, from_date=dt.date(2020, 9, 1))
    assert sees(cast.dsl, case)
    assert not sees(cast.head, case)


def test_somebody_reads_a_case_once_at_a_time(cast, case):
    reader(case, cast.head, since=MOMENT)
    with pytest.raises(IntegrityError, match="incidents_casereader_once"), transaction.atomic():
        reader(case, cast.head, since=MOMENT)


def test_the_list_of_concerns_opens_for_a_cover_only_while_the_cover_lasts(cast, case, clock):
    clock.set(MOMENT)
    assert not access.may_receive(cast.teacher.actor)
    reader(case, cast.teacher, since=MOMENT, until=MOMENT + dt.timedelta(hours=1), role=COVER)
    assert access.may_receive(cast.teacher.actor)
    clock.set(MOMENT + dt.timedelta(hours=2))
    assert not access.may_receive(cast.teacher.actor)
    assert access.may_receive(cast.dsl.actor)

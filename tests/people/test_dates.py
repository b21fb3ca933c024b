"""From–until: what held on a day is a query, and a leaver loses access at the school's own midnight."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.services import invitations
from core.errors import Refused
from people.models.roles import RoleAtSchool
from people.queries import absence as absence_queries
from people.queries import acting, directory, families, same_person
from people.services import absence, assignments, leaving, persons, pupils
from people.states.roles import Role

UTC = dt.UTC


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_as_at_a_day_is_a_query(cast):
    assignments.give_role(
        person=cast.parent.person,
        school=cast.school,
        role=Role.GOVERNOR,
        from_date=day("2024-01-08"),
        until_date=day("2025-01-08"),
    )
    governors = [
        cast.parent.person in directory.holders(cast.school, Role.GOVERNOR, day(on))
        for on in ("2024-01-07", "2024-01-08", "2025-01-07", "2025-01-08")
    ]
    assert governors == [False, True, True, False]


@pytest.mark.parametrize(
    ("moment", "still_in"),
    [
        # 29 March 2026, 1am: British Summer Time begins. Midnight of the 30th is 11pm UTC on the 29th.
        (dt.datetime(2026, 3, 29, 22, 59, tzinfo=UTC), True),
        (dt.datetime(2026, 3, 29, 23, 1, tzinfo=UTC), False),
    ],
)
def test_a_leaver_loses_access_at_the_schools_midnight_after_the_clocks_go_forward(cast, clock, moment, still_in):
    assignments.end_role(person=cast.teacher.person, school=cast.school, role=Role.TEACHER, on=day("2026-03-30"))
    clock.set(moment)
    assert (acting.acting(cast.teacher.user, cast.school) is not None) is still_in


@pytest.mark.parametrize(
    ("moment", "still_in"),
    [
        # 25 October 2026, 2am: the clocks go back. Midnight of the 26th is midnight UTC.
        (dt.datetime(2026, 10, 25, 23, 59, tzinfo=UTC), True),
        (dt.datetime(2026, 10, 26, 0, 1, tzinfo=UTC), False),
    ],
)
def test_a_leaver_loses_access_at_the_schools_midnight_after_the_clocks_go_back(cast, clock, moment, still_in):
    assignments.end_role(person=cast.teacher.person, school=cast.school, role=Role.TEACHER, on=day("2026-10-26"))
    clock.set(moment)
    assert (acting.acting(cast.teacher.user, cast.school) is not None) is still_in


def test_a_leaver_keeps_the_name_in_history(cast):
    assignments.end_role(person=cast.teacher.person, school=cast.school, role=Role.TEACHER)
    assert acting.acting(cast.teacher.user, cast.school) is None
    assert directory.name_of(cast.teacher.person, cast.school) == "Tess Carver"


def test_a_new_name_holds_from_its_day_and_the_old_one_stays_on_its_days(cast, clock):
    clock.set(dt.datetime(2026, 11, 20, 9))
    persons.rename(person=cast.teacher.person, school=cast.school, first_name="Tess", last_name="Moor")
    name = [
        directory.name_of(cast.teacher.person, cast.school, on) for on in (day("2026-11-19"), day("2026-11-20"), None)
    ]
    assert name == ["Tess Carver", "Tess Moor", "Tess Moor"]


def test_a_starter_has_no_access_before_the_first_day(cast, clock):
    clock.set(dt.datetime(2026, 8, 20, 9))
    starter = persons.add_person(school=cast.school, first_name="Nia", last_name="New", email="nia@fernhill.example")
    assignments.give_role(person=starter, school=cast.school, role=Role.TEACHER, from_date=day("2026-09-01"))
    user = invitations.invite_staff(person=starter, school=cast.school)
    assert acting.acting(user, cast.school) is None
    clock.set(dt.datetime(2026, 9, 1, 0, 1))
    assert acting.acting(user, cast.school).roles == {"teacher"}


def test_a_role_given_twice_is_refused_in_words(cast):
    with pytest.raises(Refused, match="already has this role"):
        assignments.give_role(person=cast.teacher.person, school=cast.school, role=Role.TEACHER)


def test_an_overlapping_role_is_refused_by_the_database(cast):
    with pytest.raises(IntegrityError, match="never_twice"), transaction.atomic():
        RoleAtSchool.objects.create(
            person=cast.teacher.person, school=cast.school, role=Role.TEACHER, from_date=day("2026-01-01")
        )


def test_a_role_that_ended_can_be_given_again_on_the_same_day(cast, clock):
    clock.set(dt.datetime(2026, 11, 20, 9))
    assignments.end_role(person=cast.teacher.person, school=cast.school, role=Role.TEACHER)
    assignments.give_role(person=cast.teacher.person, school=cast.school, role=Role.TEACHER)
    assignments.end_role(person=cast.teacher.person, school=cast.school, role=Role.TEACHER)
    assignments.give_role(person=cast.teacher.person, school=cast.school, role=Role.TEACHER)
    rows = RoleAtSchool.objects.for_school(cast.school).filter(person=cast.teacher.person).order_by("from_date")
    dates = sorted((str(row.from_date), str(row.until_date)) for row in rows)
    assert dates == [("2020-09-01", "2026-11-20"), ("2026-11-20", "2026-11-20"), ("2026-11-20", "None")]


@pytest.mark.parametrize("called_off", [False, True])
def test_a_leaver_has_no_role_to_come(cast, clock, called_off):
    clock.set(dt.datetime(2026, 11, 20, 9))
    whose = {"person": cast.teacher.person, "school": cast.school}
    assignments.give_role(
        **whose, role=Role.DSL, from_date=day("2026-12-01"), until_date=None if called_off else day("2026-12-11")
    )
    if called_off:
        assignments.end_role(**whose, role=Role.DSL)
    assignments.give_role(**whose, role=Role.DSL, from_date=day("2027-02-01"))
    leaving.end_person(**whose)
    with pytest.raises(Refused, match="does not have this role"):
        assignments.end_role(**whose, role=Role.DSL)
    for later in ("2026-12-01", "2027-02-01"):
        assert directory.holders(cast.school, Role.DSL, day(later)) == [cast.dsl.person]


def test_a_row_never_ends_before_it_begins(cast):
    with pytest.raises(IntegrityError, match="ends_after_start"), transaction.atomic():
        RoleAtSchool.objects.create(
            person=cast.teacher.person,
            school=cast.school,
            role=Role.GOVERNOR,
            from_date=day("2026-01-02"),
            until_date=day("2026-01-01"),
        )


def test_a_pupils_class_is_a_row_with_dates(cast):
    child = cast.children[0]
    pupils.move_pupil(pupil=child, class_name="Birch", year_group="1", on=day("2021-09-01"))
    classes = [
        [each.class_name for each in families.children_of(cast.parent.person, cast.school, on) if each == child]
        for on in (day("2021-08-31"), day("2021-09-01"))
    ]
    assert classes == [["Acorn"], ["Birch"]]


@pytest.mark.obligation("L11")
def test_line_manager_absence_and_cover_hold_on_their_days(cast, clock):
    clock.set(dt.datetime(2026, 11, 20, 9))
    assignments.set_line_manager(person=cast.teacher.person, manager=cast.head.person, school=cast.school)
    away = absence.record_absence(
        person=cast.dsl.person,
        school=cast.school,
        from_date=day("2026-11-20"),
        until_date=day("2026-11-23"),
        cover=cast.deputy.person,
    )
    assert same_person.line_manager(cast.teacher.person, cast.school) == cast.head.person
    assert same_person.line_manager(cast.teacher.person, cast.school, day("2026-11-19")) is None
    assert away.cover == cast.deputy.person
    assert not [row for row in absence_queries.away(cast.school, day("2026-11-23")) if row.now]
    now = dt.datetime(2026, 11, 21, 9, tzinfo=UTC)
    absence.change_absence(absence=away, until_date=day("2026-11-21"), now=now)
    assert not [row for row in absence_queries.away(cast.school, day("2026-11-21")) if row.now]


def test_two_clerks_give_the_same_role_at_once_and_one_is_told(committed, cast):
    barrier = threading.Barrier(2)
    answers: list[str] = []

    def give() -> None:
        barrier.wait(timeout=10)
        try:
            assignments.give_role(person=cast.teacher.person, school=cast.school, role=Role.SENIOR_LEADER)
            answers.append("given")
        except Refused as no:
            answers.append(no.reason)
        finally:
            connection.close()

    threads = [threading.Thread(target=give) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(answers) == ["This person already has this role in that time.", "given"]
    rows = RoleAtSchool.objects.for_school(cast.school).filter(role=Role.SENIOR_LEADER)
    assert [row.person for row in rows] == [cast.teacher.person]

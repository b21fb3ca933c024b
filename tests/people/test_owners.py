"""An owner on every row: a child row never belongs to another school than its parent, whoever writes it."""

from __future__ import annotations

import uuid

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from core.errors import Refused, UnscopedQuery
from people.models.persons import PersonAtSchool
from people.models.roles import RoleAtSchool
from people.services import carers, persons, pupils
from people.states.roles import Role
from schools.services import schools

TODAY = "2026-11-20"


def refused(sql: str, values: list[object]) -> str:
    """Run raw SQL as the web role and return the name of the constraint that refused it."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [str(value) for value in values])
    return caught.value.__cause__.diag.constraint_name


def test_a_role_at_a_school_that_does_not_know_the_person_is_refused(cast):
    sql = (
        "INSERT INTO people_roleatschool (id, school_id, person_id, role, from_date) VALUES (%s, %s, %s, 'teacher', %s)"
    )
    values = [uuid.uuid4(), cast.other_school.pk, cast.teacher.person.pk, TODAY]
    assert refused(sql, values) == "people_roleatschool_person_known_here"


@pytest.mark.parametrize(
    "change",
    [
        "people_roleatschool SET role = 'headteacher'",
        "people_roleatschool SET from_date = '2000-01-01'",
        "people_schoolrecord SET last_name = 'Other'",
        "people_address SET value = 'x@y.example'",
        "people_carerlink SET may_sign = true",
        "people_carerlink SET relationship = 'other'",
        "people_classplace SET class_name = 'Other'",
        "schools_schoolsetting SET value = '16'",
    ],
)
def test_of_what_was_written_down_only_the_end_may_change(cast, change):
    schools.set_setting(school=cast.school, key="past_pupil_age", value=17)
    carers.link_carer(person=cast.carer.person, pupil=cast.children[0], may_sign=False)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {change}")


def test_a_row_cannot_be_moved_to_another_school(cast):
    sql = "UPDATE people_roleatschool SET school_id = %s WHERE person_id = %s"
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [str(cast.other_school.pk), str(cast.teacher.person.pk)])


def test_a_school_cannot_know_a_person_of_another_trust(cast):
    sql = "INSERT INTO people_personatschool (id, school_id, trust_id, person_id) VALUES (%s, %s, %s, %s)"
    other, person = cast.other_school, cast.teacher.person
    found = {
        refused(sql, [uuid.uuid4(), other.pk, other.trust_id, person.pk]),
        refused(sql, [uuid.uuid4(), other.pk, person.trust_id, person.pk]),
    }
    assert found == {"people_personatschool_person_in_trust", "people_personatschool_school_in_trust"}


def test_a_carer_of_one_school_cannot_be_linked_with_a_pupil_of_another(cast):
    pupil = pupils.add_pupil(school=cast.other_school, first_name="Max", class_name="Red")
    sql = (
        "INSERT INTO people_carerlink (id, school_id, person_id, pupil_id, relationship, parental_responsibility,"
        " may_sign, may_contact, barred, from_date) VALUES (%s, %s, %s, %s, 'other', true, true, true, false, %s)"
    )
    carer = cast.parent.person.pk
    found = {
        refused(sql, [uuid.uuid4(), cast.other_school.pk, carer, pupil.pk, TODAY]),
        refused(sql, [uuid.uuid4(), cast.school.pk, carer, pupil.pk, TODAY]),
    }
    assert found == {"people_carerlink_person_known_here", "people_carerlink_pupil_here"}


def test_same_as_never_crosses_trusts(cast):
    with pytest.raises(Refused, match="different trusts"):
        persons.merge(person=cast.head.person, same_as=cast.stranger.person, school=cast.school)
    sql = "UPDATE people_person SET same_as_id = %s WHERE id = %s"
    assert refused(sql, [cast.stranger.person.pk, cast.head.person.pk]) == "people_person_same_as_in_trust"


def test_a_barred_carer_never_signs_even_by_raw_sql(cast):
    pupil = pupils.add_pupil(school=cast.school, first_name="Max", class_name="Fir")
    sql = (
        "INSERT INTO people_carerlink (id, school_id, person_id, pupil_id, relationship, parental_responsibility,"
        " may_sign, may_contact, barred, from_date) VALUES (%s, %s, %s, %s, 'other', true, true, false, true, %s)"
    )
    values = [uuid.uuid4(), cast.school.pk, cast.carer.person.pk, pupil.pk, TODAY]
    assert refused(sql, values) == "people_carerlink_bar_closes"


def test_an_actor_of_another_school_writes_nothing_here(cast):
    before = PersonAtSchool.objects.for_school(cast.school).count()
    with pytest.raises(Refused):
        persons.add_person(school=cast.school, first_name="A", last_name="B", by=cast.stranger_head.actor)
    assert PersonAtSchool.objects.for_school(cast.school).count() == before


def test_a_query_without_a_school_does_not_run(cast):
    with pytest.raises(UnscopedQuery):
        RoleAtSchool.objects.filter(role=Role.HEADTEACHER).first()


def test_a_school_that_stands_alone_has_an_owner_of_its_own(cast):
    assert (cast.school.trust.stands_alone, cast.school.trust.name) == (True, "Fernhill Primary School")
    assert cast.school.trust_id != cast.other_school.trust_id

"""Carers and children: who may sign for whom on a day."""

from __future__ import annotations

import datetime as dt

import pytest

from core.errors import Refused
from people.models.pupils import CarerLink
from people.queries import directory, families
from people.services import carers, persons, pupils
from tests.people.carers import carers_of


def first_names(children) -> list[str]:
    return [child.first_name for child in children]


def test_the_children_of_a_parent_with_their_classes_in_one_query(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        children = families.children_of(cast.parent.person, cast.school, dt.date(2026, 11, 20))
    rows = [(child.first_name, child.class_name, child.year_group) for child in children]
    assert rows == [("Ivy", "Acorn", "R"), ("Ned", "Cedar", "2"), ("Una", "Fir", "5")]


def test_a_carer_who_may_not_sign_signs_for_nobody_but_still_answers(cast):
    carers.link_carer(person=cast.carer.person, pupil=cast.children[0], may_sign=False)
    assert first_names(families.children_of(cast.carer.person, cast.school)) == ["Ned", "Una"]
    assert first_names(families.children_of(cast.carer.person, cast.school, may_sign=False)) == ["Ivy", "Ned", "Una"]


def test_a_barred_carer_has_no_child_here_and_the_other_is_untouched(cast):
    for child in cast.children:
        carers.link_carer(person=cast.carer.person, pupil=child, barred=True)
    assert families.children_of(cast.carer.person, cast.school, may_sign=False) == []
    assert cast.carer.person not in families.carers_at(cast.school)
    assert [carers_of(child) for child in cast.children] == [[cast.parent.person]] * 3
    assert len(families.children_of(cast.parent.person, cast.school)) == 3


def test_a_changed_link_closes_the_old_row_and_opens_another(cast, clock):
    clock.set(dt.datetime(2026, 11, 20, 9))
    carers.link_carer(person=cast.carer.person, pupil=cast.children[0], may_sign=False)
    rows = CarerLink.objects.for_school(cast.school).filter(person=cast.carer.person, pupil=cast.children[0])
    found = sorted((str(row.from_date), str(row.until_date), row.may_sign) for row in rows)
    assert found == [("2020-09-01", "2026-11-20", True), ("2026-11-20", "None", False)]


def test_the_same_link_again_changes_nothing(cast):
    link = carers.link_carer(person=cast.parent.person, pupil=cast.children[0], relationship="mother")
    assert link.from_date == dt.date(2020, 9, 1)


def test_a_pupil_who_leaves_is_on_no_list_from_that_day(cast, clock):
    clock.set(dt.datetime(2026, 11, 20, 9))
    pupils.end_place(pupil=cast.children[1], on=dt.date(2026, 11, 21))
    assert first_names(families.pupils_at(cast.school)) == ["Ivy", "Ned", "Una"]
    clock.advance(days=1)
    assert first_names(families.pupils_at(cast.school)) == ["Ivy", "Una"]
    assert first_names(families.children_of(cast.parent.person, cast.school)) == ["Ivy", "Una"]
    assert families.classes_at(cast.school) == ["Acorn", "Fir"]


def test_an_admission_number_is_given_once_a_school(cast):
    pupils.add_pupil(school=cast.school, first_name="A", admission_number="007")
    pupils.add_pupil(school=cast.other_school, first_name="B", admission_number="007")
    with pytest.raises(Refused, match="admission number"):
        pupils.add_pupil(school=cast.school, first_name="C", admission_number=" 007 ")


def test_addresses_are_for_contact_and_end(cast, clock):
    clock.set(dt.datetime(2026, 11, 20, 9))
    persons.set_address(
        person=cast.parent.person, school=cast.school, kind="email", value="Home@Quill.example ", shared=True
    )
    assert directory.email_of(cast.parent.person, cast.school) == "home@quill.example"
    assert directory.email_of(cast.parent.person, cast.school, dt.date(2026, 11, 19)) == "pat.quill@fernhill.example"
    persons.set_address(person=cast.parent.person, school=cast.school, kind="email", value=None)
    assert directory.email_of(cast.parent.person, cast.school) is None

"""One person: at two schools, in several capacities, behind several entries."""

from __future__ import annotations

import pytest

from accounts.services import invitations, sessions
from core.errors import Refused
from people.queries import acting, directory, same_person
from people.services import assignments, persons
from people.states.roles import Role
from people.states.words import TieKind
from schools.services import schools
from tests.ledger.stream import stream


@pytest.fixture
def trust(db):
    return schools.create_trust(name="Downs Trust")


@pytest.fixture
def two_schools(trust):
    return [schools.create_school(name=name, trust=trust) for name in ("Ash School", "Beech School")]


def test_one_person_at_two_schools_is_one_person_with_two_names(two_schools):
    ash, beech = two_schools
    anna = persons.add_person(school=ash, first_name="Anna", last_name="Field", email="anna@trust.example")
    same = persons.add_person(school=beech, first_name="Ann", last_name="Field", person=anna)
    assignments.give_role(person=anna, school=ash, role=Role.TEACHER)
    assignments.give_role(person=anna, school=beech, role=Role.DSL)
    user = invitations.invite_staff(person=anna, school=ash)
    assert same == anna
    assert [directory.name_of(anna, school) for school in two_schools] == ["Anna Field", "Ann Field"]
    assert [acting.acting(user, school).roles for school in two_schools] == [{"teacher"}, {"dsl"}]
    assert acting.schools_of(user) == two_schools


def test_a_school_knows_a_person_once(two_schools):
    ash, _beech = two_schools
    anna = persons.add_person(school=ash, first_name="Anna", last_name="Field")
    with pytest.raises(Refused, match="knows this person already"):
        persons.add_person(school=ash, first_name="Anna", last_name="Field", person=anna)


def test_one_account_acts_in_two_trusts_as_one_person_in_each(cast):
    both = []
    for school in (cast.school, cast.other_school):
        person = persons.add_person(school=school, first_name="Gita", last_name="Rao", email="gita@home.example")
        assignments.give_role(person=person, school=school, role=Role.GOVERNOR)
        both.append((person, invitations.invite_staff(person=person, school=school)))
    assert both[0][1] == both[1][1]
    assert acting.schools_of(both[0][1]) == [cast.school, cast.other_school]
    assert [acting.acting(both[0][1], school).person for school in (cast.school, cast.other_school)] == [
        both[0][0],
        both[1][0],
    ]


def test_same_as_is_followed_in_both_directions_and_through_any_steps(cast):
    entries = [persons.add_person(school=cast.school, first_name=f"Entry {number}") for number in range(5)]
    for one, other in ((0, 1), (2, 1), (3, 4), (0, 3)):
        persons.merge(person=entries[one], same_as=entries[other], school=cast.school)
    assert [same_person.same_person(entry) for entry in entries] == [{entry.pk for entry in entries}] * 5


def test_same_as_is_taken_back_without_a_trace_but_in_the_ledger(cast):
    twin = persons.add_person(school=cast.school, first_name="Helen", last_name="Ashdown")
    moved = persons.merge(person=cast.head.person, same_as=twin, school=cast.school, by=cast.head.actor)
    assert same_person.same_person(twin) == {twin.pk, cast.head.person.pk}
    persons.split(person=moved, school=cast.school, by=cast.office.actor)
    assert same_person.same_person(twin) == {twin.pk}
    verbs = [line.verb for line in stream(cast.school.pk, f"person:{moved.pk}")]
    assert verbs[-2:] == ["person.same_as", "person.not_same_as"]


def test_merging_twice_is_refused(cast):
    twin = persons.add_person(school=cast.school, first_name="Helen", last_name="Ashdown")
    persons.merge(person=cast.head.person, same_as=twin, school=cast.school)
    with pytest.raises(Refused, match="already one person"):
        persons.merge(person=twin, same_as=cast.head.person, school=cast.school)


def test_rights_never_follow_same_as(cast):
    persons.merge(person=cast.teacher.person, same_as=cast.head.person, school=cast.school)
    assert acting.acting(cast.teacher.user, cast.school).roles == {"teacher"}


def test_a_headteacher_who_is_also_a_parent_is_tied_to_the_child(cast):
    assert same_person.ties_of(cast.head.person, cast.school).pupils == frozenset()
    persons.merge(person=cast.head.person, same_as=cast.parent.person, school=cast.school)
    assert same_person.ties_of(cast.head.person, cast.school).pupils == {child.pk for child in cast.children}


def test_a_tie_is_seen_from_both_sides_and_through_same_as(cast):
    twin = persons.add_person(school=cast.school, first_name="Tess", last_name="Carver")
    persons.merge(person=cast.teacher.person, same_as=twin, school=cast.school)
    assignments.declare_tie(person=cast.dsl.person, other=twin, school=cast.school, kind=TieKind.PARTNER)
    assert same_person.ties_of(cast.dsl.person, cast.school).persons == {twin.pk, cast.teacher.person.pk}
    assert cast.dsl.person.pk in same_person.ties_of(cast.teacher.person, cast.school).persons
    assert same_person.ties_of(cast.deputy.person, cast.school).persons == frozenset()


def test_the_actor_is_loaded_by_one_query(cast, django_assert_num_queries):
    assignments.give_role(person=cast.teacher.person, school=cast.school, role=Role.DEPUTY_DSL)
    with django_assert_num_queries(1):
        actor = acting.acting(cast.teacher.user, cast.school)
        assert (actor.name, actor.roles) == ("Tess Carver", {"teacher", "deputy_dsl"})
        assert actor.may("case.receive")
        assert not actor.may("people.manage")
        assert actor.person.data_key.wrapped is not None


def test_nobody_and_a_stranger_do_not_act_here(cast, django_assert_num_queries):
    from django.contrib.auth.models import AnonymousUser

    with django_assert_num_queries(0):
        assert acting.acting(AnonymousUser(), cast.school) is None
    assert acting.acting(cast.stranger.user, cast.school) is None


def test_a_closed_account_acts_nowhere(cast):
    sessions.close_account(user=cast.teacher.user)
    cast.teacher.user.refresh_from_db()
    assert acting.acting(cast.teacher.user, cast.school) is None
    assert acting.schools_of(cast.teacher.user) == []

"""Roles as code, and who may give and end them."""

from __future__ import annotations

import pytest

from core.contributions.people import PERMISSIONS
from core.errors import Refused
from people.queries import acting, directory
from people.rules.roles import may_give_role
from people.services import assignments, persons
from people.states.roles import GOVERNING_ROLES, ROLE_TABLE, STAFF_ROLES, TRUST_ROLES, Role, sensitive_roles


def holders_of(permission: str) -> set[str]:
    return {role.value for role, spec in ROLE_TABLE.items() if permission in spec.permissions}


def test_every_role_has_words_a_sentence_and_permissions_that_exist():
    assert set(ROLE_TABLE) == set(Role)
    assert all(str(spec.words) and str(spec.sentence).endswith(".") for spec in ROLE_TABLE.values())
    assert frozenset().union(*(spec.permissions for spec in ROLE_TABLE.values())) <= set(PERMISSIONS)
    assert {role for spec in PERMISSIONS.values() for role in spec.roles} <= set(Role.values)
    assert not STAFF_ROLES & GOVERNING_ROLES


def test_an_administrator_runs_the_system_and_reads_no_case_and_no_disclosure():
    held = ROLE_TABLE[Role.ADMINISTRATOR].permissions
    assert held & {"case.receive", "disclosure.read_register", "disclosure.decide", "demo"} == frozenset()


def test_who_may_do_what():
    assert {permission: holders_of(permission) for permission in ("people.manage", "school.configure", "demo")} == {
        "people.manage": {"headteacher", "office", "administrator", "trust_administrator"},
        "school.configure": {"headteacher", "administrator", "trust_administrator"},
        "demo": set(),
    }
    assert holders_of("case.receive") == {
        "headteacher",
        "dsl",
        "deputy_dsl",
        "chair",
        "executive_head",
        "trust_safeguarding",
        "named_officer",
    }
    assert holders_of("disclosure.decide") == {"headteacher", "chair"}


TRUST = {role.value for role in TRUST_ROLES}

GIVES = {
    "head": {role.value for role in Role} - TRUST,
    "admin": {role.value for role in Role} - TRUST,
    "office": {role.value for role in Role} - {role.value for role in sensitive_roles()},
    "dsl": set(),
    "teacher": set(),
    "chair": set(),
    "governor": set(),
}


@pytest.mark.parametrize("who", GIVES)
def test_who_may_give_which_role_to_somebody_else(cast, who):
    actor = getattr(cast, who).actor
    given = {role.value for role in Role if may_give_role(actor, role, to_oneself=False, stands_alone=True)}
    assert given == GIVES[who]


def test_nobody_gives_themself_a_role_that_opens_more(cast):
    with pytest.raises(Refused, match="themself"):
        assignments.give_role(person=cast.admin.person, school=cast.school, role=Role.DSL, by=cast.admin.actor)
    assert acting.actor_for(cast.admin.person, cast.school).roles == {"administrator"}


def test_nor_to_another_entry_of_themself(cast):
    twin = persons.add_person(school=cast.school, first_name="Adam", last_name="Ridley")
    persons.merge(person=twin, same_as=cast.admin.person, school=cast.school)
    with pytest.raises(Refused, match="themself"):
        assignments.give_role(person=twin, school=cast.school, role=Role.DSL, by=cast.admin.actor)


def test_the_office_neither_gives_nor_ends_a_role_that_opens_cases(cast):
    with pytest.raises(Refused):
        assignments.give_role(person=cast.teacher.person, school=cast.school, role=Role.DSL, by=cast.office.actor)
    with pytest.raises(Refused):
        assignments.end_role(person=cast.dsl.person, school=cast.school, role=Role.DSL, by=cast.office.actor)
    assert directory.holders(cast.school, Role.DSL) == [cast.dsl.person]


def test_a_role_of_the_trust_is_not_given_at_a_school_that_stands_alone(cast):
    with pytest.raises(Refused, match="in a trust"):
        assignments.give_role(
            person=cast.teacher.person, school=cast.school, role=Role.EXECUTIVE_HEAD, by=cast.head.actor
        )


def test_the_last_who_can_look_after_the_portal_stays(cast):
    assignments.end_role(person=cast.admin.person, school=cast.school, role=Role.ADMINISTRATOR, by=cast.head.actor)
    with pytest.raises(Refused, match="Nobody could look after"):
        assignments.end_role(person=cast.head.person, school=cast.school, role=Role.HEADTEACHER, by=cast.head.actor)
    assert directory.holders(cast.school, Role.HEADTEACHER) == [cast.head.person]


def test_two_hold_one_role(cast):
    co_head = persons.add_person(school=cast.school, first_name="Una", last_name="Second")
    assignments.give_role(person=co_head, school=cast.school, role=Role.HEADTEACHER)
    assert directory.holders(cast.school, Role.HEADTEACHER) == [cast.head.person, co_head]


@pytest.mark.obligation("M4")
def test_an_audience_is_a_set_of_roles(cast):
    audience = directory.people_with_roles(cast.school, {Role.GOVERNOR, Role.CLERK, Role.CHAIR})
    assert set(audience) == {cast.governor.person, cast.clerk.person, cast.chair.person}
    staff = {
        each.person for each in (cast.head, cast.dsl, cast.deputy, cast.teacher, cast.support, cast.office, cast.admin)
    }
    assert set(directory.staff_at(cast.school)) == staff


def test_a_duty_written_down_twice_is_one_duty(cast):
    duties = [
        assignments.give_duty(
            person=cast.teacher.person, school=cast.school, kind="official_account", source="official_account:1"
        )
        for _ in range(2)
    ]
    assert duties[0] == duties[1]

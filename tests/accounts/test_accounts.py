"""Accounts, and the first school."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts.services import first_run, invitations, sessions
from core.errors import Refused
from people.models.accounts import User
from people.models.persons import Person
from people.queries import acting, staff
from people.services import assignments, colleagues, persons
from people.states.roles import Role
from people.states.words import AccountState
from schools.models.schools import School


def test_an_address_is_one_account_whatever_its_capitals(cast):
    assert User.objects.get_by_natural_key(" TESS.Carver@Fernhill.example") == cast.teacher.user
    with pytest.raises(IntegrityError, match="small_letters"), transaction.atomic():
        User.objects.filter(pk=cast.teacher.user.pk).update(email="Tess@fernhill.example")


def test_an_invited_account_has_no_password_and_is_opened_by_a_code(cast):
    assert not cast.teacher.user.has_usable_password()
    assert list(EmailAddress.objects.filter(user=cast.teacher.user).values_list("email", "primary", "verified")) == [
        ("tess.carver@fernhill.example", True, False)
    ]


def test_inviting_again_makes_no_second_account(cast):
    assert invitations.invite_staff(person=cast.teacher.person, school=cast.school) == cast.teacher.user
    assert User.objects.filter(email="tess.carver@fernhill.example").count() == 1


def test_an_invitation_needs_a_role_and_an_address_of_ones_own(cast):
    with pytest.raises(Refused, match="role first"):
        invitations.invite_staff(person=cast.parent.person, school=cast.school)
    nobody = persons.add_person(school=cast.school, first_name="No", last_name="Mail")
    shared = persons.add_person(
        school=cast.school, first_name="Two", last_name="Share", email="us@home.example", shared_address=True
    )
    for person in (nobody, shared):
        assignments.give_role(person=person, school=cast.school, role=Role.VOLUNTEER)
        with pytest.raises(Refused, match="only this person uses"):
            invitations.invite_staff(person=person, school=cast.school)


def test_two_people_of_one_trust_do_not_share_an_account(cast):
    twin = persons.add_person(
        school=cast.school, first_name="Tess", last_name="Carver", email="tess.carver@fernhill.example"
    )
    assignments.give_role(person=twin, school=cast.school, role=Role.VOLUNTEER)
    with pytest.raises(Refused, match="same person"):
        invitations.invite_staff(person=twin, school=cast.school)


def test_what_the_office_sees_of_accounts(cast):
    sessions.note_signed_in(user=cast.head.user)
    sessions.close_account(user=cast.clerk.user)
    paper = persons.add_person(school=cast.school, first_name="Pia", last_name="Paper")
    assignments.give_role(person=paper, school=cast.school, role=Role.SUPPORT)
    accounts = {row.name: row.account for row in staff.people_list(cast.school)}
    found = [accounts[name] for name in ("Pia Paper", "Tess Carver", "Helen Ashdown", "Clem Yates")]
    assert found == [AccountState.NONE, AccountState.INVITED, AccountState.ACTIVE, AccountState.CLOSED]


def test_the_list_of_people_takes_a_fixed_number_of_queries(cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        before = len(staff.people_list(cast.school))
    for number in range(30):
        person = persons.add_person(school=cast.school, first_name=f"N{number}", email=f"n{number}@fernhill.example")
        assignments.give_role(person=person, school=cast.school, role=Role.SUPPORT)
    with django_assert_max_num_queries(4):
        assert len(staff.people_list(cast.school)) == before + 30


FIRST = {"school_name": "Hill School", "first_name": "Ola", "last_name": "Wren", "email": "Ola@hill.example"}


def test_the_first_school_has_an_administrator_with_an_account(db):
    assert first_run.is_first_run()
    school, person = first_run.first_school(**FIRST)
    assert acting.acting(person.user, school).roles == {"administrator"}
    assert person.user.email == "ola@hill.example"
    assert not first_run.is_first_run()


def test_there_is_only_one_first_school(db):
    first_run.first_school(**FIRST)
    with pytest.raises(Refused, match="a school already"):
        first_run.first_school(**FIRST | {"email": "other@hill.example"})
    assert (School.objects.count(), Person.objects.count(), User.objects.count()) == (1, 1, 1)


def test_the_first_school_is_made_whole_or_not_at_all(db):
    with pytest.raises(Refused):
        first_run.first_school(**FIRST | {"first_name": " ", "last_name": ""})
    assert (School.objects.count(), User.objects.count()) == (0, 0)


def test_the_code_is_printed_while_there_is_no_school(db, capsys):
    call_command("first_run_code")
    printed = capsys.readouterr().out.strip()
    assert printed == first_run.first_run_code()
    first_run.first_school(**FIRST)
    call_command("first_run_code")
    assert capsys.readouterr().out == ""


def test_a_change_that_fails_leaves_no_entry_in_the_ledger(cast):
    from ledger.models import Entry

    before = Entry.objects.count()
    with pytest.raises(Refused):
        colleagues.add_colleague(
            school=cast.school, first_name="A", last_name="B", role=Role.DSL, email="a@b.example", by=cast.office.actor
        )
    assert Entry.objects.count() == before
    assert not Person.objects.filter(addresses__value="a@b.example").exists()

"""Coming in: by an e-mailed code, by a password, and never by signing oneself up."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.urls import reverse

from accounts.services import sessions
from people.models.accounts import User
from people.queries import staff
from people.services import assignments
from people.states.roles import Role
from people.states.words import AccountState


def account_of(cast, name: str) -> AccountState:
    return next(row.account for row in staff.people_list(cast.school) if row.name == name)


def ask_for_a_code(client, email: str) -> str:
    client.post(reverse("account_request_login_code"), {"email": email})
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]


@pytest.fixture(autouse=True)
def _own_mailbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def test_the_invited_come_in_by_a_code_and_the_office_sees_it(cast, client):
    assert account_of(cast, "Tess Carver") == AccountState.INVITED
    code = ask_for_a_code(client, "Tess.Carver@fernhill.example")
    client.post(reverse("account_confirm_login_code"), {"code": code})
    page = client.get(reverse("home:school", args=["fernhill"]))
    assert page.wsgi_request.actor.name == "Tess Carver"
    assert account_of(cast, "Tess Carver") == AccountState.ACTIVE


def test_a_wrong_code_does_not_open(cast, client):
    code = ask_for_a_code(client, "tess.carver@fernhill.example")
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    client.post(reverse("account_confirm_login_code"), {"code": wrong})
    assert client.get(reverse("home:school", args=["fernhill"])).wsgi_request.user.is_anonymous


def test_a_password_opens_once_its_owner_has_set_one(cast, client):
    cast.teacher.user.set_password("correct horse battery staple")
    cast.teacher.user.save()
    client.post(
        reverse("account_login"),
        {"login": "tess.carver@fernhill.example", "password": "correct horse battery staple"},
    )
    assert client.get(reverse("home:school", args=["fernhill"])).wsgi_request.actor.name == "Tess Carver"


def test_a_closed_account_gets_in_by_nothing(cast, client):
    cast.teacher.user.set_password("correct horse battery staple")
    cast.teacher.user.save()
    sessions.close_account(user=cast.teacher.user)
    details = {"login": "tess.carver@fernhill.example", "password": "correct horse battery staple"}
    client.post(reverse("account_login"), details)
    client.post(reverse("account_request_login_code"), {"email": "tess.carver@fernhill.example"})
    assert client.get(reverse("home:school", args=["fernhill"])).wsgi_request.user.is_anonymous


def test_closing_an_account_ends_its_sessions(cast, client):
    code = ask_for_a_code(client, "tess.carver@fernhill.example")
    client.post(reverse("account_confirm_login_code"), {"code": code})
    sessions.close_account(user=cast.teacher.user)
    assert client.get(reverse("home:school", args=["fernhill"])).wsgi_request.user.is_anonymous


def test_nobody_signs_up(cast, client):
    details = {"email": "me@elsewhere.example", "password1": "correct horse battery staple"}
    client.post(reverse("account_signup"), details)
    assert not User.objects.filter(email="me@elsewhere.example").exists()


def test_a_leaver_with_a_session_is_out_on_the_day(cast, client, sign_in):
    sign_in(client, cast.teacher)
    home = reverse("home:school", args=["fernhill"])
    assert client.get(home).wsgi_request.actor is not None
    assignments.end_role(person=cast.teacher.person, school=cast.school, role=Role.TEACHER)
    assert client.get(home).wsgi_request.actor is None

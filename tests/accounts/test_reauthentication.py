"""A fresh sign-in before what is confidential, and nothing that was typed is lost by it."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from incidents.models.cases import Case
from incidents.services import case_states, reports
from incidents.states.workflow import FromKind
from people.queries import acting
from people.services import persons
from people.states.roles import Role
from tests.accounts.test_second_factor import age, code_of, enrolled, first_step

pytestmark = pytest.mark.django_db
STORY = "Spoke with both families. <b>&amp;</b> “Agreed”."


@pytest.fixture(autouse=True)
def _own_mailbox(settings, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    monkeypatch.setattr(transaction, "on_commit", lambda function, **_rest: function())


def fields_of(page: str) -> dict[str, list[str]]:
    """Return the hidden fields of the first form that posts back."""
    from html import unescape

    form = page.split("<main", 1)[1].split("<form", 1)[1].split("</form>", 1)[0]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form):
        found.setdefault(name, []).append(unescape(value))
    del found["csrfmiddlewaretoken"]
    return found


@pytest.fixture
def case(cast) -> Case:
    answers = {"about_kind": "pupils", "story": "Unkind words in a group chat."}
    sent = reports.send_report(school=cast.school, answers=answers, from_kind=FromKind.NO_NAME)
    return case_states.take(case=sent.case, by=cast.dsl.actor)


def test_a_form_is_asked_for_afresh_after_a_quarter_of_an_hour(cast, client, case):
    secret, _codes = enrolled(client, cast.dsl)
    form = reverse("incidents:close", args=["fernhill", case.reference])
    assert client.get(form).status_code == 200
    age(client)
    assert client.get(reverse("incidents:case", args=["fernhill", case.reference])).status_code == 200
    led = client.get(form)
    assert led.url == f"{reverse('mfa_reauthenticate')}?next={form.replace('/', '%2F')}"
    assert client.post(led.url, {"code": code_of(secret, 1)}).url == form
    assert client.get(form).status_code == 200


def test_what_was_typed_too_late_comes_back_and_goes_on(cast, client, case):
    secret, _codes = enrolled(client, cast.dsl)
    form = reverse("incidents:close", args=["fernhill", case.reference])
    outcome = client.get(form).context["form"].fields["outcome"].choices[0][0]
    typed = {
        "concern": STORY,
        "followed_up": "A talk\nwith both families.",
        "outcome": outcome,
        "told": "A message on the page.",
        "lessons": "None, because the rules were clear.",
    }
    typed = {name: typed.get(name, "x") for name in client.get(form).context["form"].fields}
    age(client)
    asked = client.post(form, typed)
    page = asked.content.decode()
    assert "What you typed is kept" in page
    assert asked["Cache-Control"] == "no-store"
    kept = fields_of(page)
    assert {name: kept[name][0] for name in typed} == typed
    wrong = client.post(form, {**kept, "again-code": "000000"})
    assert "That is not the code" in wrong.content.decode()
    assert fields_of(wrong.content.decode()) == kept
    assert not any(STORY in str(value) for value in client.session.values())
    done = client.post(form, {**fields_of(wrong.content.decode()), "again-code": code_of(secret, 1)})
    assert done.status_code == 302
    case.refresh_from_db()
    assert case.state == "closed"


def test_a_stranger_with_the_cookie_and_the_password_closes_nothing(cast, client, case):
    enrolled(client, cast.dsl)
    cast.dsl.user.refresh_from_db()
    form = reverse("incidents:close", args=["fernhill", case.reference])
    age(client)
    for sent in ({"again-way": "password", "again-password": "x"}, {"again-way": "mail", "again-send": "1"}, {}):
        assert client.post(form, {"concern": STORY, **sent}).status_code == 200
    case.refresh_from_db()
    assert case.state == "taken"


def test_somebody_without_a_second_step_gets_a_code_by_mail(cast, client):
    first_step(client, cast.office)
    form = reverse("people:give_role", args=["fernhill", cast.support.person.pk])
    assert client.get(form).status_code == 200
    age(client)
    assert client.get(form).url.startswith(reverse("accounts:again"))
    typed = {"role": Role.VOLUNTEER.value}
    page = client.post(form, typed).content.decode()
    assert "We send a code to your e-mail address" in page
    mail.outbox.clear()
    page = client.post(form, {**fields_of(page), "again-send": "1"}).content.decode()
    code = re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]
    wrong = client.post(form, {**fields_of(page), "again-code": "12"}).content.decode()
    assert "That is not the code" in wrong
    assert client.post(form, {**fields_of(wrong), "again-code": code}).status_code == 302
    assert Role.VOLUNTEER in acting.actor_for(cast.support.person, cast.school).roles


def test_a_password_is_enough_where_there_is_no_second_step(cast, client):
    cast.office.user.set_password("correct horse battery staple")
    cast.office.user.save()
    first_step(client, cast.office)
    age(client)
    form = reverse("people:give_role", args=["fernhill", cast.support.person.pk])
    assert client.get(form).url.startswith(reverse("account_reauthenticate"))
    page = client.post(form, {"role": Role.VOLUNTEER.value}).content.decode()
    for password, status in (("wrong", 200), ("correct horse battery staple", 302)):
        assert client.post(form, {**fields_of(page), "again-password": password}).status_code == status


def test_a_mailed_code_runs_out_and_is_tried_five_times(cast, client):
    first_step(client, cast.office)
    again = reverse("accounts:again")
    client.post(again, {"send": "1"})
    code = re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]
    for _ in range(5):
        client.post(again, {"again-code": "1"})
    assert "run out" in client.post(again, {"again-code": code}).content.decode()
    client.post(again, {"send": "1"})
    session = client.session
    session["again_code"] = {**session["again_code"], "at": session["again_code"]["at"] - 601}
    session.save()
    code = re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]
    assert "run out" in client.post(again, {"again-code": code}).content.decode()


def test_no_code_goes_to_an_address_that_two_people_read(cast, client):
    first_step(client, cast.office)
    persons.set_address(
        person=cast.office.person, school=cast.school, kind="email", value=cast.office.user.email, shared=True
    )
    mail.outbox.clear()
    page = client.post(reverse("accounts:again"), {"send": "1"}).content.decode()
    assert "We cannot send a code now" in page
    assert mail.outbox == []


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_nobody_is_led_out_of_the_portal(cast, client, target):
    first_step(client, cast.office)
    client.post(reverse("accounts:again"), {"send": "1"})
    code = re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]
    assert client.post(f"{reverse('accounts:again')}?next={target}", {"again-code": code}).url == "/"
    head = Client()
    first_step(head, cast.head)
    head.get(f"{reverse('accounts:second_step')}?next={target}")
    Authenticator.objects.create(user=cast.head.user, type="recovery_codes", data={"kept_at": "x"})
    assert head.post(reverse("accounts:codes_kept")).url in ("/", f"{reverse('accounts:second_step')}")

"""Setting up a second step, showing it, keeping its codes, and what is refused."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts import shown_steps
from accounts.queries import second_step as people_second_step
from accounts.services import second_step as people_second_step_services
from accounts.states import SecondStep
from core.errors import Refused
from people.services import assignments
from people.states.roles import Role

pytestmark = pytest.mark.django_db
HOME = "/s/fernhill/concerns/"


@pytest.fixture(autouse=True)
def _own_mailbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def _commits(monkeypatch):
    """allauth marks a new step as shown when its transaction commits, inside the request; these tests never commit."""
    monkeypatch.setattr(transaction, "on_commit", lambda function, **_rest: function())


def first_step(client: Client, member) -> None:
    """Sign in with the code from an e-mail."""
    mail.outbox.clear()
    client.post(reverse("account_request_login_code"), {"email": member.user.email})
    code = re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]
    client.post(reverse("account_confirm_login_code"), {"code": code})


def code_of(secret: str, shift: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + shift))


def set_up_app(client: Client) -> str:
    """Set up an app, save the codes, and return the app's secret."""
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer.url == reverse("mfa_view_recovery_codes"), answer.content
    return secret


def save_codes(client: Client) -> list[str]:
    codes = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    client.post(reverse("accounts:codes_kept"))
    return codes


def enrolled(client: Client, member) -> tuple[str, list[str]]:
    first_step(client, member)
    return set_up_app(client), save_codes(client)


def test_a_head_sets_up_an_app_saves_the_codes_and_goes_on(cast, client):
    first_step(client, cast.head)
    led = client.get(HOME)
    assert led.url == f"{reverse('accounts:second_step')}?next=%2Fs%2Ffernhill%2Fconcerns%2F"
    assert "Set up a second step" in client.get(led.url).content.decode()
    set_up_app(client)
    assert client.get(HOME).url.startswith(reverse("mfa_view_recovery_codes"))
    page = client.get(reverse("mfa_view_recovery_codes"))
    assert len(page.context["unused_codes"]) == 10
    assert client.post(reverse("accounts:codes_kept")).url == HOME
    assert client.get(HOME).status_code == 200


def test_the_next_sign_in_asks_for_the_app_and_a_used_code_opens_nothing(cast, client):
    secret, _codes = enrolled(client, cast.head)
    other = Client()
    first_step(other, cast.head)
    assert other.get(HOME).url.startswith("/accounts/login/")
    used = code_of(secret, 1)
    other.post(reverse("mfa_authenticate"), {"code": used})
    assert other.get(HOME).status_code == 200
    third = Client()
    first_step(third, cast.head)
    refused = third.post(reverse("mfa_authenticate"), {"code": used})
    assert "That is not the code" in refused.content.decode()
    assert third.get(HOME).url.startswith("/accounts/login/")


def test_a_recovery_code_opens_once_and_the_page_counts_what_is_left(cast, client):
    _secret, codes = enrolled(client, cast.head)
    for expected in (True, False):
        other = Client()
        first_step(other, cast.head)
        other.post(reverse("mfa_authenticate"), {"code": codes[0]})
        assert (other.get(HOME).status_code == 200) is expected
    assert "9 of 10 codes left" in client.get(reverse("mfa_index")).content.decode()


def test_new_recovery_codes_replace_the_old_and_must_be_saved_again(cast, client):
    _secret, old = enrolled(client, cast.head)
    client.post(reverse("mfa_generate_recovery_codes"))
    assert client.get(HOME).url.startswith(reverse("mfa_view_recovery_codes"))
    new = save_codes(client)
    assert not set(new) & set(old)
    assert client.get(HOME).status_code == 200


def test_a_role_that_needs_a_second_step_cannot_lose_the_last_one(cast, client):
    enrolled(client, cast.head)
    answer = client.post(reverse("mfa_deactivate_totp"))
    assert "Your role needs a second step" in answer.content.decode()
    assert people_second_step.steps_of(cast.head.user).app
    key = Authenticator.objects.create(user=cast.head.user, type="webauthn", data={"name": "My laptop"})
    client.post(reverse("mfa_deactivate_totp"))
    assert people_second_step.steps_of(cast.head.user) == people_second_step.Steps(app=False, passkeys=1, codes_left=10)
    # The session showed the app; what is left has not been shown in it.
    assert client.get(HOME).url.startswith(reverse("accounts:second_step"))
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "id": key.pk}]
    session.save()
    remove = reverse("mfa_remove_webauthn", args=[key.pk])
    assert "this is your only one" in client.get(remove).content.decode()
    client.post(remove)
    assert people_second_step.steps_of(cast.head.user).passkeys == 1


def test_somebody_without_such_a_role_may_set_one_up_and_take_it_away(cast, client):
    enrolled(client, cast.teacher)
    client.post(reverse("mfa_deactivate_totp"))
    assert not people_second_step.steps_of(cast.teacher.user).any
    assert client.get("/s/fernhill/").wsgi_request.actor is not None


def test_setting_up_ends_every_other_session(cast, client):
    stolen = Client()
    first_step(stolen, cast.head)
    first_step(client, cast.head)
    set_up_app(client)
    assert stolen.get(reverse("accounts:second_step")).url.startswith("/accounts/login/")


def test_an_old_cookie_sees_nothing_and_cannot_add_a_step_of_its_own(cast, client):
    """A cookie from before, kept alive by hand: it must show the step, and no password stands in for it."""
    cast.head.user.set_password("correct horse battery staple")
    cast.head.user.save()
    enrolled(client, cast.head)
    old = Client()
    old.force_login(cast.head.user)
    for method in (old.get, old.post):
        for path in (HOME, "/", reverse("mfa_add_webauthn"), reverse("mfa_activate_totp"), reverse("mfa_index")):
            assert method(path).url.startswith(reverse("accounts:second_step")), path
        assert method(reverse("mfa_view_recovery_codes")).url.startswith(reverse("accounts:second_step"))
        assert method(reverse("account_reauthenticate")).url.startswith(reverse("accounts:second_step"))
    assert old.get(reverse("accounts:second_step")).url.startswith(reverse("mfa_reauthenticate"))
    refused = old.post(reverse("mfa_reauthenticate"), {"code": "000000"})
    assert "That is not the code" in refused.content.decode()
    assert old.get(HOME).url.startswith(reverse("accounts:second_step"))


def test_an_old_cookie_goes_on_once_it_has_shown_the_step(cast, client):
    secret, _codes = enrolled(client, cast.head)
    old = Client()
    old.force_login(cast.head.user)
    page = old.get(old.get(HOME).url).url
    assert old.post(page, {"code": code_of(secret, 1)}).url == HOME
    assert old.get(HOME).status_code == 200


def test_a_step_that_was_taken_away_no_longer_counts(cast, client):
    enrolled(client, cast.head)
    Authenticator.objects.filter(user=cast.head.user).delete()
    assert people_second_step.second_step_left(cast.head.user, client.session) is SecondStep.SET_UP


def test_a_role_that_begins_today_is_asked_at_the_next_page(cast, client):
    first_step(client, cast.teacher)
    assert client.get("/s/fernhill/").wsgi_request.actor is not None
    assignments.give_role(person=cast.teacher.person, school=cast.school, role=Role.DEPUTY_DSL)
    assert client.get("/s/fernhill/signed/").url.startswith(reverse("accounts:second_step"))
    # A role at another school is enough, and here too.
    assignments.end_role(person=cast.teacher.person, school=cast.school, role=Role.DEPUTY_DSL)
    assert client.get("/s/fernhill/signed/").status_code == 200


def test_the_front_page_says_what_is_left_and_knows_nobody(cast, client):
    first_step(client, cast.head)
    page = client.get("/s/fernhill/").content.decode()
    assert "One step is left" in page
    assert "Headteacher" not in page
    missing = client.get("/s/fernhill/nowhere/")
    assert missing.status_code == 404
    assert "Concerns" not in missing.content.decode()


def test_secrets_rest_sealed(cast, client):
    secret, codes = enrolled(client, cast.head)
    stored = " ".join(str(row.data) for row in Authenticator.objects.filter(user=cast.head.user))
    assert not [word for word in (secret, *codes) if word in stored]


def test_a_new_key_seals_the_secrets_anew(cast, client, settings):
    secret, codes = enrolled(client, cast.head)
    old = settings.FIELD_KEYS
    settings.FIELD_KEYS = {"new": b"n" * 31 + b"1", **old}
    call_command("rotate_keys")
    settings.FIELD_KEYS = {"new": b"n" * 31 + b"1"}
    rows = {row.type: row.wrap() for row in Authenticator.objects.filter(user=cast.head.user)}
    assert rows["totp"].validate_code(code_of(secret, 1))
    assert rows["recovery_codes"].generate_codes() == codes


def test_setting_up_wants_a_fresh_sign_in(cast, client):
    first_step(client, cast.head)
    age(client)
    led = client.get(reverse("mfa_activate_totp"))
    assert led.url == f"{reverse('accounts:again')}?next=%2Faccounts%2F2fa%2Ftotp%2Factivate%2F"
    client.post(led.url, {"send": "1"})
    code = re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]
    assert "That is not the code" in client.post(led.url, {"again-code": "1"}).content.decode()
    assert client.post(led.url, {"again-code": code}).url == reverse("mfa_activate_totp")
    set_up_app(client)


def age(client: Client) -> None:
    """Let the last proof of this session be 16 minutes old."""
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**one, "at": one["at"] - 960} for one in records]
    session.save()


@pytest.mark.parametrize(
    ("demo", "test", "how"), [(False, False, "demo"), (False, False, "test"), (True, False, "test")]
)
def test_production_marks_no_session(settings, cast, demo, test, how):
    session: dict[str, str] = {}
    people_second_step_services.mark_session(session, how="test")
    settings.DEMO_MODE, settings.TEST_MODE = demo, test
    with pytest.raises(Refused):
        people_second_step_services.mark_session({}, how=how)
    # A session that was marked elsewhere, in a copied database, opens nothing.
    assert not shown_steps.is_marked(session)
    assert people_second_step.second_step_left(cast.head.user, session) is SecondStep.SET_UP


def test_five_wrong_codes_lock_the_step_for_a_while(cast, client):
    secret, _codes = enrolled(client, cast.head)
    other = Client()
    first_step(other, cast.head)
    for _ in range(5):
        other.post(reverse("mfa_authenticate"), {"code": "000000"})
    locked = other.post(reverse("mfa_authenticate"), {"code": code_of(secret, 1)})
    assert "That was too often" in locked.content.decode()
    assert other.get(HOME).url.startswith("/accounts/login/")

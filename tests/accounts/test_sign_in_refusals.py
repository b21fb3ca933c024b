"""Each way in, and each way of being kept out: locked, run out, played twice, left the school, signed out elsewhere."""

from __future__ import annotations

import base64
import datetime as dt
import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.adapters.account import VISITORS_KEY, AccountAdapter
from accounts.services import invitations, sessions
from people.models.roles import RoleAtSchool
from people.services import assignments, persons
from people.states.roles import Role
from schools.models.schools import School
from tests.accounts.undone import undone
from tests.cast import sign_in as come_in

HOME = reverse("home:school", args=["fernhill"])
ASK, CONFIRM = reverse("account_request_login_code"), reverse("account_confirm_login_code")
PASSWORD = "correct horse battery staple"
ADDRESS = "203.0.113.77"


@pytest.fixture(autouse=True)
def _own_mailbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def is_in(client) -> bool:
    return client.get(HOME).wsgi_request.user.is_authenticated


def a_code(client, member) -> str:
    client.post(ASK, {"email": member.user.email})
    return re.findall(r"^\s*(\d{6})\s*$", mail.outbox[-1].body, re.MULTILINE)[-1]


def with_password(member):
    member.user.set_password(PASSWORD)
    member.user.save()
    return {"login": member.user.email, "password": PASSWORD}


def later(client, seconds):
    """Let what allauth remembers of the unfinished sign-in be so much older (it reads a clock of its own)."""
    session = client.session
    data = session["account_login"]["state"]["stages"]["login_by_code"]["data"]
    data["at"] -= seconds
    session.save()


MIDNIGHTS = [
    ("Europe/London", dt.date(2026, 3, 28), dt.datetime(2026, 3, 29, 0, 0)),  # the clocks go forward that night
    ("Europe/London", dt.date(2026, 3, 29), dt.datetime(2026, 3, 29, 23, 0)),  # 23:00 UTC is midnight from now on
    ("Europe/London", dt.date(2026, 10, 24), dt.datetime(2026, 10, 24, 23, 0)),  # still summer time
    ("Europe/London", dt.date(2026, 10, 25), dt.datetime(2026, 10, 26, 0, 0)),  # winter time
    ("Atlantic/Stanley", dt.date(2026, 10, 25), dt.datetime(2026, 10, 26, 3, 0)),  # a school three hours behind
]


def test_a_leaver_is_out_at_the_schools_own_midnight_also_with_an_open_session(cast, clock):
    for case in MIDNIGHTS:
        with undone():
            leaves(cast, clock, *case)


def leaves(cast, clock, zone, last, at):
    client = Client()
    School.objects.filter(pk=cast.school.pk).update(timezone=zone)
    midnight = at.replace(tzinfo=dt.UTC)
    clock.set(midnight - dt.timedelta(minutes=1))
    person = cast.teacher.person
    RoleAtSchool.objects.for_school(cast.school).filter(person=person).update(until_date=last + dt.timedelta(days=1))
    come_in(client, cast.teacher)
    assert client.get(HOME).wsgi_request.actor.name == "Tess Carver"
    clock.set(midnight)
    assert client.get(HOME).wsgi_request.actor is None
    assert client.get(reverse("signoffs:signed", args=["fernhill"])).status_code == 404
    fresh = Client()
    fresh.post(CONFIRM, {"code": a_code(fresh, cast.teacher)})
    assert fresh.get(HOME).wsgi_request.actor is None


def test_a_starter_gets_in_on_the_first_day_and_not_before(cast, client, clock):
    clock.set(dt.datetime(2027, 3, 27, 9, 0))
    person = persons.add_person(school=cast.school, first_name="New", last_name="Starter", email="new@x.example")
    assignments.give_role(person=person, school=cast.school, role=Role.TEACHER, from_date=dt.date(2027, 3, 28))
    user = invitations.invite_staff(person=person, school=cast.school)
    clock.set(dt.datetime(2027, 3, 27, 23, 59))
    client.force_login(user)
    assert client.get(HOME).wsgi_request.actor is None
    clock.set(dt.datetime(2027, 3, 28, 0, 0))
    assert client.get(HOME).wsgi_request.actor.name == "New Starter"


def test_a_code_works_once(cast, client):
    code = a_code(client, cast.teacher)
    client.post(CONFIRM, {"code": code})
    assert is_in(client)
    client.post(reverse("account_logout"))
    client.post(CONFIRM, {"code": code})
    assert not is_in(client)
    client.post(ASK, {"email": cast.teacher.user.email})
    client.post(CONFIRM, {"code": code})
    assert not is_in(client)


def test_a_code_works_in_the_window_that_asked_only(cast, client):
    code = a_code(client, cast.teacher)
    thief = Client()
    thief.post(CONFIRM, {"code": code})
    assert not is_in(thief)
    a_code(thief, cast.support)
    thief.post(CONFIRM, {"code": code})
    assert not is_in(thief)
    client.post(CONFIRM, {"code": code})
    assert is_in(client)


def test_a_code_runs_out_after_ten_minutes(cast, client):
    code = a_code(client, cast.teacher)
    later(client, 600)
    client.post(CONFIRM, {"code": code})
    assert not is_in(client)


def test_a_newer_code_ends_the_older_one(cast, client):
    old = a_code(client, cast.teacher)
    client.post(CONFIRM, {"action": "resend"})
    new = re.findall(r"^\s*(\d{6})\s*$", mail.outbox[-1].body, re.MULTILINE)[-1]
    assert len(mail.outbox) == 2
    client.post(CONFIRM, {"code": old})
    assert is_in(client) is (old == new)
    client.post(CONFIRM, {"code": new})
    assert is_in(client)


def test_five_wrong_codes_end_the_try(cast, client):
    code = a_code(client, cast.teacher)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _try in range(5):
        client.post(CONFIRM, {"code": wrong})
    client.post(CONFIRM, {"code": code})
    assert not is_in(client)


def test_five_wrong_passwords_lock_the_account_for_a_while_and_a_code_still_opens_it(cast, client):
    right = with_password(cast.teacher)
    for _try in range(5):
        client.post(reverse("account_login"), right | {"password": "something else entirely"})
    answer = client.post(reverse("account_login"), right)
    assert "That was too often" in answer.content.decode()
    assert not is_in(client)
    assert not is_in(Client())
    client.post(CONFIRM, {"code": a_code(client, cast.teacher)})
    assert is_in(client)


def test_a_closed_account_is_out_in_every_window_and_by_every_way(cast, client):
    right = with_password(cast.teacher)
    waiting = Client()
    code = a_code(waiting, cast.teacher)
    client.post(reverse("account_login"), right)
    assert is_in(client)
    sessions.close_account(user=cast.teacher.user)
    waiting.post(CONFIRM, {"code": code})
    fresh = Client()
    fresh.post(reverse("account_login"), right)
    assert [is_in(one) for one in (client, waiting, fresh)] == [False, False, False]


def test_a_new_password_ends_every_other_session(cast, client):
    with_password(cast.teacher)
    thief = come_in(Client(), cast.teacher)
    assert is_in(thief)
    client.post(reverse("account_reset_password"), {"email": cast.teacher.user.email})
    code = re.findall(r"^\s*(\d{6})\s*$", mail.outbox[-1].body, re.MULTILINE)[-1]
    client.post(reverse("account_confirm_password_reset_code"), {"code": code})
    new = "three words together work"
    client.post(reverse("account_complete_password_reset"), {"password1": new, "password2": new})
    assert not is_in(thief)
    assert is_in(client) is False
    client.post(reverse("account_login"), {"login": cast.teacher.user.email, "password": PASSWORD})
    assert not is_in(client)
    client.post(reverse("account_login"), {"login": cast.teacher.user.email, "password": new})
    assert is_in(client)
    replayed = Client()
    replayed.post(reverse("account_confirm_password_reset_code"), {"code": code})
    assert not is_in(replayed)


def test_a_changed_password_leaves_this_window_in_and_the_others_out(cast, client, sign_in):
    with_password(cast.teacher)
    thief = come_in(Client(), cast.teacher)
    client.post(reverse("account_login"), {"login": cast.teacher.user.email, "password": PASSWORD})
    typed = {
        "oldpassword": PASSWORD,
        "password1": "three words together work",
        "password2": "three words together work",
    }
    client.post(reverse("account_change_password"), typed)
    assert (is_in(client), is_in(thief)) == (True, False)


def test_the_link_of_an_old_mail_opens_nothing(cast, client):
    link = reverse("account_confirm_email", args=["x" * 40])
    for _time in range(2):
        client.get(link, follow=True)
        client.post(link)
    assert not is_in(client)


def test_a_get_of_a_way_in_sends_and_opens_nothing(cast, client):
    for name in ("account_request_login_code", "account_login", "account_reset_password", "account_logout"):
        client.get(reverse(name), {"email": cast.teacher.user.email, "login": cast.teacher.user.email})
    client.get(reverse("accounts:staffroom", args=["fernhill"]), {"name": "Tess Carver", "code": "BBBB-BBBB"})
    assert mail.outbox == []
    come_in(client, cast.teacher)
    client.get(reverse("account_logout"))
    assert is_in(client)


def test_nobody_is_led_to_another_site_after_signing_in(cast, client):
    code = a_code(client, cast.teacher)
    answer = client.post(f"{CONFIRM}?next=https://evil.example/", {"code": code, "next": "https://evil.example/"})
    assert "evil" not in answer.headers.get("Location", "")


# --- limits leave no address ------------------------------------------------------------------------------------------


def stand_in(address: str = ADDRESS) -> str:
    return AccountAdapter().get_client_ip(RequestFactory().get("/", REMOTE_ADDR=address))


def test_tries_are_counted_by_a_stand_in_whose_key_is_drawn_anew_each_day(db, clock):
    clock.set(dt.datetime(2026, 9, 7, 9, 0))
    first = stand_in()
    assert (stand_in(), stand_in("203.0.113.78") == first) == (first, False)
    monday = cache.get(VISITORS_KEY)
    clock.set(dt.datetime(2026, 9, 8, 9, 0))
    assert stand_in() != first
    assert cache.get(VISITORS_KEY)[1] != monday[1]
    # Nothing of yesterday's key is left, and no setting makes it again.
    clock.set(dt.datetime(2026, 9, 7, 9, 0))
    assert stand_in() != first


def test_no_address_is_kept_of_who_tries(cast, client):
    client.defaults["REMOTE_ADDR"] = ADDRESS
    client.post(ASK, {"email": "nobody@elsewhere.example"})
    client.post(reverse("account_login"), {"login": "nobody@elsewhere.example", "password": "x"})
    client.post(reverse("accounts:staffroom", args=["fernhill"]), {"name": "Una Secretname", "code": "BBBB-BBBB"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM core_cache")
        kept = " ".join(f"{key} {base64.b64decode(value)!r}" for key, value in cursor.fetchall())
    assert len(kept) > 100
    for secret in (ADDRESS, "elsewhere.example", "Secretname", "secretname"):
        assert secret not in kept


# --- password managers and paste --------------------------------------------------------------------------------------


BOXES = {
    "account_request_login_code": {"email": "username"},
    "account_login": {"login": "username", "password": "current-password"},
    "account_reset_password": {"email": "username"},
    "accounts:staffroom": {"name": "off", "code": "one-time-code"},
    "account_confirm_login_code": {"code": "one-time-code"},
    "account_change_password": {"oldpassword": "current-password", "password1": "new-password"},
    "accounts:own_address": {"email": "email"},
}


def test_password_managers_and_paste_work(cast, client):
    for name, fields in BOXES.items():
        if name == "account_confirm_login_code":
            a_code(client, cast.teacher)
        if name == "account_change_password":
            with_password(cast.teacher)
            come_in(client, cast.teacher)
        words = client.get(reverse(name, args=["fernhill"] if name == "accounts:staffroom" else [])).content.decode()
        boxes = re.findall(r"<input [^>]*name=[^>]+>", words)
        found = {re.search(r'name="([^"]+)"', box)[1]: box for box in boxes}
        for field, value in fields.items():
            assert f'autocomplete="{value}"' in found[field], (name, field)
            assert not re.search(r"onpaste|readonly|maxlength=.6.", found[field]), (name, field)


def test_a_pasted_code_may_bring_blanks_along(cast, client):
    code = a_code(client, cast.teacher)
    client.post(CONFIRM, {"code": f" {code[:3]} {code[3:]} "})
    assert is_in(client)

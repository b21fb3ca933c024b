"""How a session ends: left alone, after a day, by its owner elsewhere; and what was sent too late is kept."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from accounts.models import KeptForm
from accounts.queries import sign_in_methods
from accounts.rules import session_limits
from accounts.services import sessions
from schoolsocial import env
from tests.accounts.undone import undone

HOME = reverse("home:school", args=["fernhill"])
SESSIONS = reverse("usersessions_list")
KEPT = reverse("accounts:kept", args=["fernhill"])
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.1.2 Safari/537.36"


def ended(answer) -> bool:
    return answer.status_code == 302 and answer.url.startswith(reverse("home:signed_out"))


def test_thirty_minutes_of_nothing_end_a_session_and_29_do_not(cast, client, sign_in, clock):
    sign_in(client, cast.dsl)
    clock.advance(minutes=29)
    assert client.get(HOME).wsgi_request.actor.name == "Dina Lovell"
    clock.advance(minutes=29)
    assert client.get(HOME).status_code == 200
    clock.advance(minutes=30)
    answer = client.get(HOME)
    assert ended(answer)
    words = client.get(answer.url).content.decode()
    assert "You were signed out after 30 minutes." in words
    assert "Your draft is saved" not in words
    assert f"next={HOME.replace('/', '%2F')}" in words
    assert client.get(HOME).wsgi_request.user.is_anonymous


def test_a_page_that_looks_again_by_itself_is_nobody_at_the_desk(cast, client, sign_in, clock):
    sign_in(client, cast.office)
    for _look in range(3):
        clock.advance(minutes=9)
        assert client.get(HOME, headers={"Sec-Fetch-Dest": "empty"}).status_code == 200
    clock.advance(minutes=3)
    assert ended(client.get(HOME, headers={"Sec-Fetch-Dest": "empty"}))


def test_a_whole_day_ends_a_session_that_was_never_left_alone(cast, client, sign_in, clock, settings):
    assert settings.SESSION_HOURS == 12
    settings.SESSION_HOURS = 1
    sign_in(client, cast.teacher)
    for _time in range(2):
        clock.advance(minutes=25)
        assert client.get(HOME).status_code == 200
    clock.advance(minutes=10)
    answer = client.get(HOME)
    assert ended(answer)
    assert "not last longer than a working day" in client.get(answer.url).content.decode()


def test_a_copied_cookie_does_not_outlive_the_session(cast, client, sign_in, clock):
    sign_in(client, cast.teacher)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert thief.get(HOME).wsgi_request.user == cast.teacher.user
    clock.advance(minutes=31)
    assert ended(client.get(HOME))
    assert thief.get(HOME).wsgi_request.user.is_anonymous


def test_a_stolen_cookie_opens_nothing_after_its_owner_has_signed_out(cast, sign_in):
    for way in ("sign-out", "elsewhere", "one by one"):
        with undone():
            stolen(cast, sign_in, way)


def stolen(cast, sign_in, way):
    client = sign_in(Client(), cast.teacher)
    thief = Client()
    stolen = client.cookies[settings.SESSION_COOKIE_NAME].value
    thief.cookies[settings.SESSION_COOKIE_NAME] = stolen
    assert thief.get(HOME).wsgi_request.user == cast.teacher.user
    if way == "sign-out":
        client.post(reverse("account_logout"))
    else:
        other = Client()
        sign_in(other, cast.teacher)
        other.post(SESSIONS, {"end": sessions.session_handle(stolen)} if way == "one by one" else {})
        assert other.get(HOME).wsgi_request.user == cast.teacher.user
    assert thief.get(HOME).wsgi_request.user.is_anonymous
    assert client.get(HOME).wsgi_request.user.is_anonymous


def test_the_list_names_devices_in_words_and_keeps_no_address(cast, sign_in, clock):
    phone, desk = Client(HTTP_USER_AGENT="Mozilla/5.0 (iPhone) Version/17.4 Safari/605.1"), Client()
    desk.defaults |= {"HTTP_USER_AGENT": CHROME, "REMOTE_ADDR": "203.0.113.77"}
    for one in (phone, desk):
        sign_in(one, cast.teacher)
        one.get(HOME)
    clock.advance(minutes=5)
    words = desk.get(SESSIONS).content.decode()
    places = sign_in_methods.places_of(cast.teacher.user, desk.session.session_key)
    assert [place.here for place in places] == [True, False]
    for secret in ("203.0.113", "Mozilla", "130.0", desk.session.session_key, phone.session.session_key):
        assert secret not in words
    assert "In 2 places" in words
    for row in UserSession.objects.all():
        assert "203.0.113" not in str(row.ip)
        assert "Mozilla" not in row.user_agent


def test_ending_one_that_has_ended_or_belongs_to_somebody_else_does_nothing(cast, client, sign_in):
    sign_in(client, cast.teacher)
    other = Client()
    sign_in(other, cast.head)
    for handle in (sessions.session_handle(other.session.session_key), "x" * 32, "é"):
        client.post(SESSIONS, {"end": handle})
        assert other.get(HOME).wsgi_request.user == cast.head.user
    assert client.get(HOME).wsgi_request.user == cast.teacher.user


def test_ending_this_one_signs_out_here(cast, client, sign_in):
    sign_in(client, cast.teacher)
    answer = client.post(SESSIONS, {"end": sessions.session_handle(client.session.session_key)})
    assert answer.url == reverse("home:signed_out")
    assert client.get(HOME).wsgi_request.user.is_anonymous


def late(client, clock, path, sent):
    clock.advance(minutes=31)
    answer = client.post(path, sent)
    assert ended(answer)
    return client.get(answer.url).content.decode()


def test_what_was_sent_too_late_is_kept_for_its_owner_and_sent_on_by_a_button(cast, client, sign_in, clock):
    sign_in(client, cast.teacher)
    path = reverse("incidents:concern", args=["fernhill"])
    words = late(client, clock, path, {"story": "He wrote to her every night.", "about_kind": "pupils"})
    assert "Your draft is saved." in words
    assert KEPT.replace("/", "%2F") in words
    row = KeptForm.objects.for_school(cast.school).get()
    assert b"every night" not in bytes(row.__dict__["body"])

    assert client.get(KEPT).url.startswith(settings.LOGIN_URL)
    sign_in(client, cast.support)
    assert client.get(KEPT).url == HOME
    sign_in(client, cast.teacher)
    page = client.get(KEPT).content.decode()
    assert "He wrote to her every night." in page
    assert KeptForm.objects.for_school(cast.school).count() == 1
    answer = client.post(KEPT, {"story": "He wrote to her every night."})
    assert (answer.status_code, answer.url) == (307, path)
    assert KeptForm.objects.for_school(cast.school).count() == 0
    assert client.post(KEPT, {}).status_code == 404


def test_what_was_kept_can_be_thrown_away_and_goes_by_itself_after_a_week(cast, client, sign_in, clock):
    path = reverse("incidents:concern", args=["fernhill"])
    sign_in(client, cast.teacher)
    late(client, clock, path, {"story": "One."})
    sign_in(client, cast.teacher)
    client.post(KEPT, {"_away": "1", "story": "One."})
    assert KeptForm.objects.for_school(cast.school).count() == 0
    late(client, clock, path, {"story": "Two."})
    clock.advance(days=6, hours=23)
    assert sessions.drop_old_kept() == 0
    clock.advance(hours=1)
    assert sessions.drop_old_kept() == 1


def test_nothing_is_kept_of_a_password_nor_of_somebody_without_a_role(cast, client, sign_in, clock):
    sign_in(client, cast.teacher)
    words = late(client, clock, reverse("account_change_password"), {"oldpassword": "tell nobody"})
    assert "Your draft is saved" not in words
    sign_in(client, cast.stranger)
    late(client, clock, reverse("incidents:concern", args=["fernhill"]), {"story": "Not a member here."})
    assert KeptForm.objects.for_schools([cast.school, cast.other_school]).count() == 0


def test_the_page_after_a_session_leads_nowhere_else(cast, client):
    page = client.get(reverse("home:signed_out"), {"why": "idle", "minutes": "30", "next": "https://evil.example/"})
    assert f'href="{settings.LOGIN_URL}"' in page.content.decode()
    page = client.get(reverse("home:signed_out"), {"why": "idle", "minutes": "<b>"})
    assert "You are signed out" in page.content.decode()


def test_a_visitor_without_an_account_has_no_session(cast, client, django_assert_num_queries):
    client.get(reverse("home:signed_out"))
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    assert session_limits.read(client.session) is None


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME, "Chrome on Windows"),
        (CHROME + " Edg/130.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14) Version/17.4 Safari/605.1", "Safari on Mac"),
        ("Mozilla/5.0 (iPad; CPU OS 17) CriOS/130 Safari/605.1", "Chrome on iPad"),
        ("Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0", "Firefox on Android"),
        ("", "A device we cannot name"),
    ],
)
def test_a_device_in_words(agent, words):
    assert session_limits.device_words(agent) == words


@pytest.mark.parametrize("minutes", ["4", "61", "0", "-1"])
def test_the_limits_have_bounds(monkeypatch, minutes):
    monkeypatch.setenv("SESSION_IDLE_MINUTES", minutes)
    with pytest.raises(ImproperlyConfigured, match="from 5 to 60"):
        env.between(env.environ.Env(), "SESSION_IDLE_MINUTES", 30, 5, 60)

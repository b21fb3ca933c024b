"""School accounts, against a second real server: only who is known comes in, by an address that is theirs alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client
from django.urls import reverse

from accounts.rules import school_accounts
from accounts.rules.school_accounts import Partner, proven_address
from accounts.services import sessions
from people.models.accounts import User
from people.services import persons
from schoolsocial.env import production_faults
from tests.accounts.undone import undone

HOME = reverse("home:school", args=["fernhill"])
ASK = reverse("account_request_login_code")
ROOT = Path(__file__).resolve().parent.parent.parent
SECRET = "a-secret-that-two-servers-know"
TENANT = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
DOMAIN = "fernhill.example"
TESS, HEAD = f"tess.carver@{DOMAIN}", f"helen.ashdown@{DOMAIN}"
GOOD = {"email": TESS, "email_verified": True, "hd": DOMAIN}
# What the partner says of each who signs in there.
ROLES = {
    "tess": GOOD,
    "capitals": GOOD | {"email": "Tess.Carver@Fernhill.example", "hd": "Fernhill.Example"},
    "unverified": GOOD | {"email_verified": False},
    "stranger": GOOD | {"email": f"new.starter@{DOMAIN}"},
    "other-home": GOOD | {"hd": "elsewhere.example"},
    "other-issuer": GOOD | {"iss": "https://evil.example"},
    "other-audience": GOOD | {"aud": "another"},
    "old": GOOD | {"exp": 1},
    "ms": {"preferred_username": TESS, "tid": TENANT},
    "ms-owned": {"preferred_username": f"tc@{DOMAIN}", "email": TESS, "tid": TENANT, "xms_edov": "1"},
    "ms-other-tenant": {"preferred_username": TESS, "tid": "00000000-0000-4000-8000-000000000000"},
    "ms-guest": {"preferred_username": TESS, "tid": TENANT, "acct": 1},
}


@pytest.fixture(scope="module")
def partner():
    """The address of the second server."""
    back = [f"http://testserver/accounts/oidc/{kind}/login/callback/" for kind in ("google", "microsoft")]
    env = {"PATH": os.environ["PATH"], "PARTNER": json.dumps(ROLES)}
    command = [sys.executable, "-m", "tests.partner", *back]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        finally:
            server.terminate()


@pytest.fixture
def school_account(partner, settings, monkeypatch):
    """Pin both kinds to the second server, and sign in there as somebody; returns the way back to the portal."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    apps, faults = school_accounts.read(f"portal {SECRET} {DOMAIN}", f"portal {SECRET} {TENANT} {DOMAIN}")
    assert faults == []
    for app in apps:
        app["settings"] |= {"server_url": partner, "issuer": partner}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}

    def go(client, who, kind="google", query=""):
        begun = client.post(reverse("openid_connect_login", args=[kind]) + query)
        assert begun.status_code == 302, begun.content.decode()
        with requests.Session() as browser:
            browser.get(f"{partner}/as/{who}/")
            answer = browser.get(begun.url, allow_redirects=False)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"].removeprefix("http://testserver")

    return go


def who_is_in(client):
    user = client.get(HOME).wsgi_request.user
    return user.email if user.is_authenticated else None


def test_who_is_known_comes_in_and_nothing_of_the_partner_is_stored(cast, school_account):
    for kind, who in (("google", "capitals"), ("microsoft", "ms"), ("microsoft", "ms-owned")):
        with undone():
            comes_in(cast, Client(), school_account, kind, who)


def comes_in(cast, client, school_account, kind, who):
    back = school_account(client, who, kind, f"?next={HOME}policies/")
    answer = client.get(back)
    assert answer.url == f"{HOME}policies/"
    assert who_is_in(client) == TESS
    assert (SocialAccount.objects.count(), SocialToken.objects.count()) == (0, 0)
    assert EmailAddress.objects.get(user=cast.teacher.user).verified
    assert User.objects.filter(email__startswith="tess").count() == 1


NOT_OURS = "That is not an account of the school"
REFUSED = [
    ("google", "unverified", "does not vouch"),
    ("google", "stranger", "does not know you by this address yet"),
    ("google", "other-home", NOT_OURS),
    ("google", "other-issuer", "Your school account did not sign you in"),
    ("google", "other-audience", "Your school account did not sign you in"),
    ("google", "old", "Your school account did not sign you in"),
    ("microsoft", "ms-other-tenant", NOT_OURS),
    ("microsoft", "ms-guest", NOT_OURS),
]


def test_everybody_else_is_refused_in_words(cast, school_account):
    for kind, who, words in REFUSED:
        client = Client()
        page = client.get(school_account(client, who, kind))
        assert words in page.content.decode(), (kind, who)
        assert who_is_in(client) is None, (kind, who)
    assert SocialAccount.objects.count() == 0
    assert User.objects.filter(email__contains="new.starter").count() == 0


def test_a_shared_address_a_closed_account_and_a_leaver(cast, school_account):
    client = Client()
    back = school_account(client, "tess")
    persons.add_person(school=cast.school, first_name="Tom", last_name="Carver", email=TESS)
    assert "More than one person reads this address" in client.get(back).content.decode()
    assert who_is_in(client) is None
    sessions.close_account(user=cast.teacher.user)
    assert "does not know you" in client.get(school_account(client, "tess")).content.decode()
    assert who_is_in(client) is None


def test_an_answer_works_once_in_the_browser_that_asked_and_for_its_own_partner(cast, client, school_account):
    back = school_account(client, "tess")
    thief = Client()
    assert "did not sign you in" in thief.get(back).content.decode()
    assert who_is_in(thief) is None
    assert "did not sign you in" in client.get(back.replace("google", "microsoft")).content.decode()
    assert client.get(back).status_code == 302
    assert who_is_in(client) == TESS
    client.post(reverse("account_logout"))
    assert "did not sign you in" in client.get(back).content.decode()
    assert who_is_in(client) is None


def test_a_code_of_one_visit_does_not_fit_the_state_of_another(cast, client, school_account):
    first, second = Client(), client
    code = parse_qs(urlparse(school_account(first, "tess")).query)["code"][0]
    back = urlparse(school_account(second, "stranger"))
    state = parse_qs(back.query)["state"][0]
    page = second.get(back.path, {"code": code, "state": state})  # the other visit's verifier does not fit (PKCE)
    assert "did not sign you in" in page.content.decode()
    assert who_is_in(second) is None


def test_nothing_is_connected_for_later(cast, client, school_account, sign_in):
    sign_in(client, cast.support)
    page = client.get(school_account(client, "tess", query="?process=connect"))
    assert "Start from the sign-in page" in page.content.decode()
    assert SocialAccount.objects.count() == 0
    assert "nothing to set up" in client.get(reverse("socialaccount_connections")).content.decode()


def test_a_get_does_not_set_out_and_the_cancelled_come_back(cast, client, school_account):
    page = client.get(reverse("openid_connect_login", args=["google"]))
    assert "Sign in with Google" in page.content.decode()
    begun = client.post(reverse("openid_connect_login", args=["google"]))
    asked = parse_qs(urlparse(begun.url).query)
    assert asked["prompt"] == ["select_account"]
    assert asked["code_challenge_method"] == ["S256"]
    back = reverse("openid_connect_callback", args=["google"])
    answer = client.get(back, {"error": "access_denied", "state": asked["state"][0]}, follow=True)
    assert "You stopped on the way" in answer.content.decode()


def test_a_partner_that_does_not_answer_is_said_in_words(cast, client, settings):
    apps, _faults = school_accounts.read(f"portal {SECRET} {DOMAIN}", "")
    apps[0]["settings"]["server_url"] = "http://127.0.0.1:9"
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
    page = client.post(reverse("openid_connect_login", args=["google"]))
    assert "did not sign you in" in page.content.decode()


def test_buttons_stand_only_where_they_lead_somewhere(client, db, settings):
    assert "Google" not in client.get(ASK).content.decode()
    assert client.get(reverse("openid_connect_login", args=["google"])).status_code == 404
    apps, _faults = school_accounts.read(f"portal {SECRET} {DOMAIN}", "")
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
    for page in (ASK, reverse("account_login")):
        words = client.get(page, {"next": HOME}).content.decode()
        assert "Sign in with Google" in words
        assert "Microsoft" not in words
        assert f"/accounts/oidc/google/login/?next={HOME.replace('/', '%2F')}" in words
    assert school_accounts.origins(apps) == ["https://accounts.google.com"]


@pytest.mark.parametrize(
    ("google", "microsoft", "fault"),
    [
        ("only-an-id", "", "GOOGLE_SIGN_IN is half set: it has 1 of 3 parts"),
        ("id secret", "", "GOOGLE_SIGN_IN is half set: it has 2 of 3 parts"),
        ("id secret school", "", "school is not a domain"),
        ("id secret ,", "", ", is not a domain"),
        ("", "id secret school.example", "MICROSOFT_SIGN_IN is half set: it has 3 of 4 parts"),
        ("", "id secret common school.example", "never 'common'"),
    ],
)
def test_a_setting_that_is_half_set_is_named(google, microsoft, fault):
    apps, faults = school_accounts.read(google, microsoft)
    assert apps == []
    assert [fault in words for words in faults] == [True]
    assert faults[0] in production_faults({"SIGN_IN_FAULTS": faults})


def test_several_domains_of_one_school():
    apps, faults = school_accounts.read("id secret One.example,two.example", f"id secret {TENANT.upper()} one.example")
    assert faults == []
    assert [app["settings"]["domains"] for app in apps] == [["one.example", "two.example"], ["one.example"]]
    assert apps[1]["settings"]["issuer"] == f"https://login.microsoftonline.com/{TENANT}/v2.0"


def test_odd_claims_of_microsoft_prove_nothing():
    issuer = f"https://login.microsoftonline.com/{TENANT}/v2.0"
    pinned = Partner("microsoft", "portal", issuer, TENANT, [DOMAIN])
    good = {"preferred_username": TESS, "tid": TENANT, "iss": issuer, "aud": "portal"}
    assert proven_address(pinned, good).address == TESS
    assert proven_address(pinned, good | {"email": HEAD, "xms_edov": False}).address == TESS
    assert proven_address(pinned, good | {"email": HEAD, "xms_edov": True}).address == HEAD
    for odd in (
        {"idp": "https://sts.windows.net/other/"},
        {"preferred_username": "tess@elsewhere.example"},
        {"preferred_username": None},
        {"email": "tess@elsewhere.example", "xms_edov": True},
        {"tid": None},
        {"acct": "1"},
        {"email_verified": False},
    ):
        assert proven_address(pinned, good | odd).address == "", odd


def test_odd_claims_prove_nothing():
    pinned = Partner("google", "portal", "https://accounts.google.com", "", [DOMAIN])
    good = GOOD | {"iss": "https://accounts.google.com", "aud": "portal"}
    assert proven_address(pinned, good).address == TESS
    for odd in (
        {"aud": ["portal", "another"]},
        {"aud": None},
        {"email": f"a@b@{DOMAIN}"},
        {"email": None},
        {"hd": None},
        {"email_verified": 1},
        {"email_verified": "true"},
        {"email": "tess.carver@gmail.example"},
        {"iss": "https://accounts.google.com.evil.example"},
    ):
        assert proven_address(pinned, good | odd).address == "", odd

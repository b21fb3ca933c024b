"""Codes are sent at once, stored nowhere, and tell nobody who has an account."""

from __future__ import annotations

import re
import smtplib

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache

from notices.models import DemoMail, Notice

CODE_PAGE = "/accounts/login/code/"


@pytest.fixture(autouse=True)
def _no_old_limits(db):
    cache.clear()


def ask_for_code(client, address: str):
    """Ask for a code as somebody who types this address."""
    return client.post(CODE_PAGE, {"email": address})


def page_words(response) -> str:
    """Return the visible words of a page, without the address that was typed."""
    return re.sub(r"<[^>]+>|\s+", " ", response.content.decode())


def test_a_code_leaves_at_once_and_opens_the_account(client, cast, demo_mailbox):
    assert ask_for_code(client, cast.teacher.user.email).status_code == 302
    [mail] = DemoMail.objects.all()
    assert (mail.to, mail.subject) == (cast.teacher.user.email, "Your code to sign in")
    assert mail.sender == "School portal <portal@school.example>"
    [code] = re.findall(r"^\d{6}$", mail.text, re.MULTILINE)
    assert Notice.objects.across_schools("test").count() == 0
    client.post("/accounts/login/code/confirm/", {"code": code})
    assert client.session["_auth_user_id"] == str(cast.teacher.user.pk)
    [session] = UserSession.objects.all()
    assert (session.ip[:2], session.user_agent) == ("fd", "")


def test_an_unknown_address_gets_the_same_answer_and_a_mail_that_holds_nothing(client, cast, demo_mailbox):
    known, unknown = ask_for_code(client, cast.teacher.user.email), None
    client.session.flush()
    client.cookies.clear()
    unknown = ask_for_code(client, "nobody@elsewhere.example")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    mail = DemoMail.objects.get(to="nobody@elsewhere.example")
    assert mail.subject == "Somebody asked to sign in"
    assert re.findall(r"\d{6}|sign ?up|register", mail.text, re.IGNORECASE) == []


def test_nobody_signs_up(client, db, demo_mailbox):
    answer = client.post("/accounts/signup/", {"email": "new@elsewhere.example", "password1": "a-long-password-1"})
    assert "signup" not in answer.get("Location", "")
    from people.models.accounts import User

    assert User.objects.count() == 0


@pytest.mark.parametrize("address", ["known", "nobody@elsewhere.example"])
def test_when_mail_is_down_the_page_says_so_to_everybody_alike(client, cast, settings, monkeypatch, address):
    def no_server(self):
        raise ConnectionRefusedError

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    monkeypatch.setattr("django.core.mail.backends.smtp.EmailBackend.open", no_server)
    answer = ask_for_code(client, cast.teacher.user.email if address == "known" else address)
    assert answer.status_code == 503
    assert "We cannot send e-mail just now" in answer.content.decode()


def test_a_refused_recipient_is_not_told_on_the_page(client, cast, settings, monkeypatch):
    def refuse(self, messages):
        raise smtplib.SMTPRecipientsRefused({"x": (550, b"unknown")})

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    monkeypatch.setattr("django.core.mail.backends.smtp.EmailBackend.send_messages", refuse)
    assert ask_for_code(client, cast.teacher.user.email).status_code == 302


def test_no_address_of_a_visitor_rests_in_the_cache(client, cast, demo_mailbox):
    from django.db import connection

    client.post(CODE_PAGE, {"email": cast.teacher.user.email}, REMOTE_ADDR="203.0.113.77")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM core_cache")
        rows = cursor.fetchall()
    assert len(rows) > 0
    assert [row for row in rows if "203.0.113.77" in str(row)] == []


def test_a_changed_password_is_told_without_address_or_browser(client, cast, demo_mailbox):
    from allauth.account.adapter import get_adapter
    from allauth.core import context
    from django.test import RequestFactory

    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT="Lynx/2.9")
    with context.request_context(request):
        get_adapter().send_notification_mail("account/email/password_changed", cast.teacher.user)
    mail = DemoMail.objects.get()
    assert mail.subject == "The way you sign in has changed"
    assert [trace for trace in ("203.0.113.77", "Lynx") if trace in mail.text + mail.html] == []

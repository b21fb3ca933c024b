"""Who may open a page, without a database. The table of all addresses stands in ``tests/access``."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import resolve_url
from django.test import RequestFactory

from core.access import MEMBER, PUBLIC, SIGNED_IN, page

SOMEBODY = SimpleNamespace(is_authenticated=True)
SCHOOL = SimpleNamespace(slug="fernhill")


def actor(*permissions: str) -> Any:
    return SimpleNamespace(permissions=set(permissions), roles={"teacher"})


def ask(who: Any, path: str = "/s/fernhill/x/", *, fresh: bool = False, **at: Any) -> HttpResponse:
    """Open a page that is for ``who``. The request has no session, so whoever asks to sign in again breaks it."""
    opened = page(who, fresh=fresh)(lambda request, word="": HttpResponse(f"open {word}"))
    request = RequestFactory().get(path)
    for name, value in ({"user": AnonymousUser(), "school": SCHOOL} | at).items():
        setattr(request, name, value)
    return opened(request, word="x")


def is_open(response: HttpResponse) -> bool:
    return response.status_code == 200 and response.content == b"open x"


@pytest.mark.parametrize("user", [AnonymousUser(), SOMEBODY])
def test_a_page_for_nobody_in_particular_is_open_to_all(user: Any) -> None:
    assert is_open(ask(PUBLIC, user=user, actor=None))


@pytest.mark.parametrize("who", [SIGNED_IN, MEMBER, "people.manage", lambda actor: True])
def test_every_other_page_sends_a_stranger_to_sign_in_and_back(who: Any) -> None:
    response = ask(who, "/s/fernhill/x/?tab=2")
    sign_in = resolve_url(settings.LOGIN_URL)
    assert (response.status_code, response["Location"]) == (302, f"{sign_in}?next=/s/fernhill/x/%3Ftab%3D2")


def test_any_account_opens_a_page_for_accounts() -> None:
    assert is_open(ask(SIGNED_IN, user=SOMEBODY, actor=None))


@pytest.mark.parametrize("who", [MEMBER, "people.manage", lambda actor: True])
def test_for_somebody_of_another_school_there_is_no_page(who: Any) -> None:
    with pytest.raises(Http404):
        ask(who, user=SOMEBODY, actor=None)
    with pytest.raises(Http404):
        ask(who, user=SOMEBODY)


def test_any_role_opens_a_page_for_members() -> None:
    assert is_open(ask(MEMBER, user=SOMEBODY, actor=actor()))


def test_a_permission_opens_its_own_pages_only() -> None:
    assert is_open(ask("people.manage", user=SOMEBODY, actor=actor("people.manage")))
    for held in ((), ("people.view",), ("people.manage.all",)):
        with pytest.raises(PermissionDenied):
            ask("people.manage", user=SOMEBODY, actor=actor(*held))


def test_a_function_decides_by_the_actor() -> None:
    for allowed in (True, False):

        def decides(who: Any, allowed: bool = allowed) -> bool:
            assert who.roles == {"teacher"}
            return allowed

        if allowed:
            assert is_open(ask(decides, user=SOMEBODY, actor=actor()))
        else:
            with pytest.raises(PermissionDenied):
                ask(decides, user=SOMEBODY, actor=actor())


@pytest.mark.parametrize("who", [PUBLIC, SIGNED_IN, MEMBER, "people.manage"])
def test_an_address_of_a_school_that_is_not_there_opens_nothing(who: str) -> None:
    with pytest.raises(Http404):
        ask(who, user=SOMEBODY, actor=actor("people.manage"), school=None)


def test_an_address_without_a_school_needs_none() -> None:
    assert is_open(ask(PUBLIC, "/privacy/", school=None))
    assert is_open(ask(SIGNED_IN, "/account/", school=None, user=SOMEBODY))


def test_whoever_may_not_open_a_page_is_not_asked_to_sign_in_again_first() -> None:
    with pytest.raises(PermissionDenied):
        ask("people.manage", fresh=True, user=SOMEBODY, actor=actor())
    with pytest.raises(Http404):
        ask(MEMBER, fresh=True, user=SOMEBODY, actor=None)
    assert ask(MEMBER, fresh=True).status_code == 302


def test_a_view_tells_the_table_whom_it_is_for() -> None:
    def view(request: Any) -> HttpResponse:
        """Show something."""
        return HttpResponse()

    guarded = page("people.manage", fresh=True)(view)
    assert (guarded.access, guarded.fresh) == ("people.manage", True)  # type: ignore[attr-defined]
    assert (guarded.__name__, guarded.__doc__) == ("view", "Show something.")
    assert page(PUBLIC)(view).fresh is False  # type: ignore[attr-defined]

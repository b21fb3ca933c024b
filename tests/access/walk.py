"""Opens addresses as everybody, and says what came back in one word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.access.table import ROLES
from tests.cast import Cast, Member, enter


def all_names(resolver: URLResolver | None = None, space: str = "") -> Iterator[str]:
    """Yield ``namespace:name`` of every address of the portal."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield space + (entry.name or str(entry.pattern))
        else:
            yield from all_names(entry, f"{space}{entry.namespace}:" if entry.namespace else space)


def sessions(cast: Cast) -> dict[str, str]:
    """Return one session key for each role; "" for nobody."""
    made = {"nobody": ""}
    for role in ROLES[1:]:
        member: Member = getattr(cast, role)
        assert member.user is not None
        made[role] = enter(Client(), member.user)
    return made


def word(response: Any) -> str:
    """Return what an answer means: yes, sign-in, no (403), nothing (404), post (405: a GET never acts)."""
    if response.status_code in (301, 302) and "/accounts/login/" in response.headers["Location"]:
        return "sign-in"
    if response.status_code >= 500:
        return f"broken {response.status_code}"
    return {403: "no", 404: "nothing", 405: "post"}.get(response.status_code, "yes")


def open_as(session: str, method: str, path: str) -> str:
    """Open ``path`` with a browser of its own, and undo whatever it did."""
    client = Client(raise_request_exception=False)
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    with transaction.atomic():
        answer = client.get(path) if method == "GET" else client.post(path, {})
        said = word(answer)
        transaction.set_rollback(True)
    return said

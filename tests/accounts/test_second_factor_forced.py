"""No address answers somebody whose role asks for a second step before this session has shown it."""

from __future__ import annotations

from itertools import product

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve

from accounts.states import FORCED_ROLES
from core.access import PUBLIC
from people.states.roles import Role
from tests.access.paths import path_of
from tests.access.test_table import NOT_WALKED
from tests.access.walk import all_names, word
from tests.access.world import make_world

pytestmark = pytest.mark.django_db
METHODS = ("GET", "POST")
SESSION = "sessionid"

FORCED = ("head", "dsl", "deputy", "chair", "admin")
# What answers somebody who has signed in and has not set up the second step: it, the way out, and what anybody sees.
OPEN = {
    "account_logout",
    "account_reauthenticate",
    "accounts:again",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "accounts:second_step",
}


def test_the_roles_that_must():
    assert {
        Role.HEADTEACHER,
        Role.DSL,
        Role.DEPUTY_DSL,
        Role.CHAIR,
        Role.EXECUTIVE_HEAD,
        Role.TRUST_SAFEGUARDING,
        Role.TRUST_ADMINISTRATOR,
        Role.NAMED_OFFICER,
        Role.ADMINISTRATOR,
    } == FORCED_ROLES


def answer(client: Client, method: str, path: str):
    """Open a page and undo whatever it did, a sign-out included."""
    key = client.cookies[SESSION].value if SESSION in client.cookies else ""
    with transaction.atomic():
        found = client.get(path) if method == "GET" else client.post(path, {})
        transaction.set_rollback(True)
    client.cookies.load({SESSION: key})
    return found


def told(response) -> str:
    where = response.headers.get("Location", "")
    return "second step" if where.startswith("/second-step/") else word(response)


def names() -> list[str]:
    return sorted(set(all_names()) - NOT_WALKED)


def test_no_address_can_skip_the_second_step():
    world = make_world()
    clients = {who: Client(raise_request_exception=False) for who in FORCED}
    for who, client in clients.items():
        client.force_login(getattr(world.cast, who).user)
    open_ = set()
    for turn, name in enumerate(names()):
        path = path_of(name, world)
        public = getattr(resolve(path).func, "access", None) == PUBLIC and name != "home:root"
        # One place decides, and it does not ask which role it was: each address is tried by two of them, in turn.
        for method, who in product(METHODS, {FORCED[turn % len(FORCED)], FORCED[(turn + 1) % len(FORCED)]}):
            # What does act is undone; leading to the second step does nothing.
            acts = public or name in OPEN
            found = answer(clients[who], method, path) if acts else clients[who].generic(method, path)
            if told(found) == "second step":
                assert not public, (name, method, who)
                continue
            assert getattr(found.wsgi_request, "actor", None) is None, (name, method, who)
            if public:
                as_nobody = answer(Client(raise_request_exception=False), method, path)
                assert told(found) == told(as_nobody), (name, method)
            else:
                open_.add(name)
    assert open_ == OPEN

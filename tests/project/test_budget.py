"""Query budgets of the home page, one literal number for each kind of reader."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.access.world import make_world
from tests.cast import sign_in

pytestmark = pytest.mark.django_db

# Most people read at the goal of 12. Those who lead see more kinds of work on one page; TESTING.md says so.
BUDGETS = {"teacher": 12, "governor": 12, "office": 21, "dsl": 15, "chair": 19, "head": 28}


@pytest.mark.parametrize(("who", "most"), BUDGETS.items())
def test_home_keeps_its_budget(who: str, most: int) -> None:
    world = make_world()
    client = Client()
    sign_in(client, getattr(world.cast, who))
    client.get("/s/fernhill/")
    with CaptureQueriesContext(connection) as seen:
        assert client.get("/s/fernhill/").status_code == 200
    found = [query["sql"][:150] for query in seen.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(found) <= most, "\n".join(found)

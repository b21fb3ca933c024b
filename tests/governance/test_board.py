"""The governors' board and the review calendar."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import Cast, sign_in

pytestmark = pytest.mark.django_db


def test_open(cast: Cast) -> None:
    for name in ("board", "reviews"):
        assert sign_in(Client(), cast.governor).get(f"/s/fernhill/{name}/").status_code == 200
        assert sign_in(Client(), cast.teacher).get(f"/s/fernhill/{name}/").status_code == 403
        assert sign_in(Client(), cast.stranger).get(f"/s/fernhill/{name}/").status_code == 404

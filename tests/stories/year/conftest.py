"""The school of the year, and the machines of the notices' tests."""

from __future__ import annotations

from typing import Any

import pytest

from tests.notices.conftest import broker, celery_worker, mail_server, programs
from tests.stories.year.world import BEFORE_THE_YEAR, RORYS_OLD_ADDRESS, World, make_world

__all__ = ["broker", "celery_worker", "mail_server", "programs"]


@pytest.fixture
def fernhill(committed: None, clock: Any, mail_server: Any) -> World:
    """The school before the year begins; the mail server does not know one of its addresses."""
    clock.set(BEFORE_THE_YEAR)
    mail_server.refused[RORYS_OLD_ADDRESS] = "550 5.1.1 Nobody of this name here"
    return make_world()

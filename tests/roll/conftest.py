"""A small school."""

from __future__ import annotations

import pytest

from tests.roll.school import Place, make_place


@pytest.fixture
def place(db) -> Place:
    """The school of these tests; nothing of it outlives a test."""
    return make_place()

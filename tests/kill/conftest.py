"""One stack for all kill tests, of every module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.kill.stack import Stack


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A whole portal of its own."""
    made = Stack(tmp_path_factory.mktemp("kill"))
    yield made
    made.stop()

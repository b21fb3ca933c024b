"""One cast for many cases: what a case does is undone before the next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def undone() -> Iterator[None]:
    """Take back everything that is written inside, sessions and counted tries included."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)

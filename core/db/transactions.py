"""The unit of work: one transaction, with the ledger written at its very end.

``transaction.atomic`` has no hook for "just before commit". The ledger needs one, because its chain's head row must be
locked last and for milliseconds: a service may take seconds over 5,000 rows, and nobody who signs meanwhile may wait
for it.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction

from core.contributions.core import BEFORE_COMMIT

_local = threading.local()


def _stack() -> list[list[object]]:
    if not hasattr(_local, "stack"):
        _local.stack = []
    stack: list[list[object]] = _local.stack
    return stack


def queue(item: object) -> None:
    """Put ``item`` aside for the end of the unit. Raises RuntimeError outside a unit."""
    stack = _stack()
    if not stack:
        raise RuntimeError("This must run inside core.db.transactions.unit_of_work()")
    stack[-1].append(item)


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Run a block, or a function, as one unit of work. Units nest; items of an inner unit that fails are dropped."""
    stack = _stack()
    with transaction.atomic():
        items: list[object] = []
        stack.append(items)
        try:
            yield
        finally:
            stack.pop()
        if stack:
            stack[-1].extend(items)
        else:
            for each in BEFORE_COMMIT.values():
                each.flush(items)


def after_commit(function: Callable[[], object]) -> None:
    """Run ``function`` once the transaction has really committed; an error in it never undoes or fails the change."""
    transaction.on_commit(function, robust=True)

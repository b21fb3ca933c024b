"""The unit of work: one transaction, with the ledger written at its very end.

``transaction.atomic`` has no hook for "just before commit". The ledger needs one, because its chain's head row must be
locked last and for milliseconds: a service may take seconds over 5,000 rows, and nobody who signs meanwhile may wait
for it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ContextDecorator
from types import TracebackType

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


class unit_of_work(ContextDecorator):  # noqa: N801 - reads as a statement: "with unit_of_work():"
    """Run a block, or a function, as one unit of work. Units nest; items of an inner unit that fails are dropped."""

    def __init__(self) -> None:
        self._atomic: transaction.Atomic | None = None

    def _recreate_cm(self) -> unit_of_work:
        return type(self)()

    def __enter__(self) -> unit_of_work:
        self._atomic = transaction.atomic()
        self._atomic.__enter__()
        _stack().append([])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        stack = _stack()
        items = stack.pop()
        if self._atomic is None:
            raise RuntimeError("A unit ends only after it began")
        if kind is None:
            if stack:
                stack[-1].extend(items)
            else:
                try:
                    for end in BEFORE_COMMIT.values():
                        end.flush(items)
                except BaseException as problem:
                    self._atomic.__exit__(type(problem), problem, problem.__traceback__)
                    raise
        self._atomic.__exit__(kind, error, trace)


def after_commit(function: Callable[[], object]) -> None:
    """Run ``function`` once the transaction has really committed; an error in it never undoes or fails the change."""
    transaction.on_commit(function, robust=True)

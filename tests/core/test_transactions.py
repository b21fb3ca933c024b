"""The unit of work: what is queued is written at the end, once, and only if the unit holds."""

from __future__ import annotations

import pytest

from core.contributions.core import BeforeCommit
from core.db import transactions

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list:
    seen: list = []
    monkeypatch.setattr(transactions, "BEFORE_COMMIT", {"test": BeforeCommit("test", seen.extend)})
    return seen


def test_items_are_written_when_the_outermost_unit_ends(written: list) -> None:
    with transactions.unit_of_work():
        transactions.queue(1)
        with transactions.unit_of_work():
            transactions.queue(2)
        assert written == []
    assert written == [1, 2]


def test_items_of_an_inner_unit_that_failed_are_dropped(written: list) -> None:
    with transactions.unit_of_work():
        transactions.queue(1)
        with pytest.raises(ValueError, match="no"), transactions.unit_of_work():
            transactions.queue(2)
            raise ValueError("no")
    assert written == [1]


def test_nothing_is_written_when_the_unit_fails(written: list) -> None:
    with pytest.raises(ValueError, match="no"), transactions.unit_of_work():
        transactions.queue(1)
        raise ValueError("no")
    assert written == []


def test_a_unit_is_needed() -> None:
    with pytest.raises(RuntimeError):
        transactions.queue(1)


def test_a_decorated_function_may_call_itself(written: list) -> None:
    @transactions.unit_of_work()
    def count(number: int) -> None:
        transactions.queue(number)
        if number:
            count(number - 1)

    count(2)
    assert written == [2, 1, 0]

"""The unit of work: what is queued is written at the end, once, and only if the unit holds."""

from __future__ import annotations

import pytest

from core import unit
from core.contributions.work import UnitEnd

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list:
    seen: list = []
    monkeypatch.setattr(unit, "UNIT_ENDS", {"test": UnitEnd("test", seen.extend)})
    return seen


def test_items_are_written_when_the_outermost_unit_ends(written: list) -> None:
    with unit.unit():
        unit.queue(1)
        with unit.unit():
            unit.queue(2)
        assert written == []
    assert written == [1, 2]


def test_items_of_an_inner_unit_that_failed_are_dropped(written: list) -> None:
    with unit.unit():
        unit.queue(1)
        with pytest.raises(ValueError, match="no"), unit.unit():
            unit.queue(2)
            raise ValueError("no")
    assert written == [1]


def test_nothing_is_written_when_the_unit_fails(written: list) -> None:
    with pytest.raises(ValueError, match="no"), unit.unit():
        unit.queue(1)
        raise ValueError("no")
    assert written == []


def test_a_unit_is_needed() -> None:
    with pytest.raises(RuntimeError):
        unit.queue(1)


def test_a_decorated_function_may_call_itself(written: list) -> None:
    @unit.unit()
    def count(number: int) -> None:
        unit.queue(number)
        if number:
            count(number - 1)

    count(2)
    assert written == [2, 1, 0]

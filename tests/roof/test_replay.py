"""The cast that a test gets is the same whether the services made it or its rows were copied."""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from core import clock as the_clock
from ledger import services as ledger
from tests import database, replay
from tests.cast import make_cast, member

MOMENT = dt.datetime(2026, 11, 23, 9, 0)
OTHER_MEMORY = {"_loaded"}
"""What a process remembers that has nothing of a school in it."""
EMPTY = {"{}", "[]", "set()", "dict()", "OrderedDict()", "WeakKeyDictionary()"}


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "_remembered", type(replay._remembered)())


def get_cast(moment: Any = "now", wait: Any = lambda _moment: None) -> Any:
    return replay.replayed(make_cast, moment=moment, wait=wait)


def in_a_test(do: Any) -> Any:
    """Return what ``do()`` returns, and undo what it did, as after a test."""
    with transaction.atomic():
        said = do()
        transaction.set_rollback(True)
    return said


def all_rows() -> dict[str, Any]:
    return {name: replay.content(name) for name in replay.filled()}


def how_many(rows: dict[str, Any]) -> dict[str, int]:
    return {name: len(of_table) for name, of_table in rows.items()}


def is_made(do: Any = get_cast) -> bool:
    """Say whether the services make the cast this time."""
    with CaptureQueriesContext(connection) as asked:
        in_a_test(do)
    made = len(asked) > 300
    assert made or len(asked) < 100
    return made


@pytest.mark.django_db
def test_a_copied_cast_is_the_made_one_row_by_row() -> None:
    first = in_a_test(lambda: (get_cast(), all_rows()))
    again = in_a_test(lambda: (get_cast(), all_rows()))
    assert first == again
    assert len(first[1]["ledger_entry"]) > 40
    by_services = in_a_test(lambda: (make_cast(), all_rows()))[1]
    assert {name: len(rows) for name, rows in by_services.items()} == {
        name: len(rows) for name, rows in again[1].items()
    }


@pytest.mark.django_db
def test_it_is_made_once() -> None:
    assert [is_made() for _ in range(3)] == [True, False, False]


@pytest.mark.django_db
def test_each_test_has_objects_of_its_own() -> None:
    first, again = in_a_test(get_cast), in_a_test(get_cast)
    first.school.name = "changed"
    assert again.school.name == in_a_test(get_cast).school.name != "changed"


def goes_on() -> None:
    cast = get_cast()
    added = member(cast.school, "Ms", "New", "Comer", "teacher")
    assert added.user is not None
    assert str(added.person) != str(cast.head.person)
    kept = type(cast.head.person).objects.get(pk=cast.head.person.pk)
    assert (str(kept), kept.pk) == (str(cast.head.person), cast.head.person.pk)
    assert ledger.verify() == []


@pytest.mark.django_db
def test_sealed_values_open_and_the_ledger_goes_on_behind_the_copied_rows() -> None:
    in_a_test(get_cast)
    goes_on()


def test_numbers_go_on_behind_the_copied_rows_in_a_new_database(committed: None, database_name: str) -> None:
    in_a_test(get_cast)
    connections.close_all()
    database.clone(database_name)
    assert not is_made(goes_on)


@pytest.mark.django_db
def test_rows_of_another_time_or_day_or_with_other_keys_are_never_used(clock: Any, settings: Any) -> None:
    clock.set(MOMENT)
    assert is_made(lambda: get_cast(MOMENT))
    assert not is_made(lambda: get_cast(MOMENT))
    assert is_made(get_cast)
    clock.advance(minutes=3)
    assert is_made(lambda: get_cast(MOMENT)), "the time was changed in another way than by the test's clock"
    clock.advance(days=1)
    assert is_made(lambda: get_cast(MOMENT))
    settings.INDEX_KEYS = {"k9": b"9" * 32}
    assert is_made(lambda: get_cast(MOMENT))


@pytest.mark.django_db
def test_no_row_is_of_the_future(clock: Any) -> None:
    clock.set(MOMENT)
    in_a_test(lambda: get_cast(MOMENT, clock.wait))
    (kept,) = replay._remembered.values()
    clock.set(MOMENT)
    get_cast(MOMENT, clock.wait)
    assert the_clock.now() >= kept.ended


@pytest.mark.django_db
def test_beside_people_of_the_test_the_services_make_the_cast() -> None:
    in_a_test(get_cast)
    make_cast.__globals__["people_schools"].create_school(name="Early School", slug="early", phone="01234 111 000")
    assert is_made()
    assert is_made()


def memory() -> Iterator[tuple[str, str]]:
    """Yield (module, name) of each empty container that a module of ours begins with; constants are filled at once."""
    root = Path(django_settings.BASE_DIR)
    for app in apps.get_app_configs():
        folder = Path(app.path)
        if folder.parent != root:
            continue
        for path in folder.rglob("*.py"):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
                    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                    if ast.unparse(node.value) in {
                        "{}",
                        "[]",
                        "set()",
                        "dict()",
                        "OrderedDict()",
                        "WeakKeyDictionary()",
                    }:
                        yield ".".join(path.relative_to(root).with_suffix("").parts), ast.unparse(target)


def test_what_a_process_remembers_of_a_school_is_forgotten_before_rows_are_copied() -> None:
    found = {(module, name) for module, name in memory() if name not in OTHER_MEMORY and not name.isupper()}
    assert found == set(replay.MEMORY.items())

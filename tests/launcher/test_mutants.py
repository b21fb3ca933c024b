"""What `./portal mutants` breaks, and how it goes on where it stopped."""

from __future__ import annotations

import ast
import hashlib
from pathlib import Path

import pytest

from launcher.paths import ROOT
from launcher.testing import mutants

RULES = ROOT / "registers" / "rules.py"


def broken(source: str, path: Path = RULES) -> list[str]:
    """The source with one site broken, once for each."""
    count = len(mutants.sites(path, ast.parse(source)))
    texts = []
    for number in range(count):
        tree = ast.parse(source)
        _where, node, attribute, value = mutants.sites(path, tree)[number]
        setattr(node, attribute, value)
        texts.append(ast.unparse(ast.fix_missing_locations(tree)))
    return texts


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("x = a < b", ["x = a <= b"]),
        ("x = a >= b", ["x = a > b"]),
        ("x = a != b", ["x = a == b"]),
        ("x = a not in b", ["x = a in b"]),
        ("x = a is None", ["x = a is not None"]),
        ("x = a < b < c", ["x = a <= b < c", "x = a < b <= c"]),
        ("x = a and b", ["x = a or b"]),
        ("x = a | b", ["x = a & b"]),
        ("x = not a", ["x = not not a"]),
        ("x = True", ["x = False"]),
        ("x = 4", ["x = 5"]),
        ("x = b if a else c", ["x = b if not a else c"]),
        ("def f():\n    return a", ["def f():\n    return None"]),
    ],
)
def test_one_thing_is_broken_at_a_time(source: str, wanted: list[str]) -> None:
    assert broken(source) == wanted


@pytest.mark.parametrize(
    "source",
    [
        "x = 'words'",
        "def f():\n    return None",
        "def f(x: int | None) -> A | B: ...",
        "@page(fresh=True)\ndef f(): ...",
        "class A:\n    x = CharField(max_length=3)",
        "if a == b: pass",
    ],
)
def test_what_no_test_could_see_is_left_alone(source: str) -> None:
    assert broken(source) == (["if a != b:\n    pass"] if source.startswith("if") else [])


def test_a_method_is_broken_and_a_column_is_not() -> None:
    source = "class A:\n    x = F(default=1)\n\n    def f(self):\n        return self.x > 1"
    assert len(broken(source)) == 3


def test_of_queries_only_what_is_visible_is_broken() -> None:
    source = "def visible_to(a):\n    return a\n\ndef other(a):\n    return a == 1"
    assert broken(source, ROOT / "incidents" / "queries" / "access.py") == [
        "def visible_to(a):\n    return None\n\ndef other(a):\n    return a == 1"
    ]


def test_rules_states_the_core_and_visible_to_are_broken() -> None:
    found = {str(path.relative_to(ROOT)) for path in mutants.targets()}
    assert {"registers/rules.py", "registers/states.py", "core/workflow.py", "incidents/queries/access.py"} <= found
    assert not [name for name in found if "/migrations/" in name or "/views/" in name or "/services/" in name]


@pytest.mark.parametrize(
    ("name", "module", "covers"),
    [
        ("registers.rules", "registers.rules", True),
        ("registers.rules.route_for", "registers.rules", True),
        ("incidents.queries", "incidents.queries.access", True),
        ("registers.states", "registers.rules", False),
        ("registers", "registers.rules", False),
        ("registers.rules2", "registers.rules", False),
    ],
)
def test_the_tests_that_import_a_module_are_its_tests(name: str, module: str, covers: bool) -> None:
    assert mutants._covers(name, module) is covers


def test_tests_without_a_database_come_first() -> None:
    assert mutants.tests_of(RULES) == ["tests/registers/test_rules.py", "tests/registers/test_disclosures.py"]
    found = mutants.tests_of(ROOT / "incidents" / "states" / "workflow.py")
    assert found.index("tests/incidents/test_rules.py") < found.index("tests/incidents/test_case_states.py")


def test_a_run_goes_on_where_the_last_one_stopped_until_the_file_changes(tmp_path: Path) -> None:
    store = tmp_path / "mutants.json"
    record = mutants.Record(store)
    record.of(RULES)["1:0 Lt to LtE"] = "survived"
    record.of(RULES)["2:0 Lt to LtE"] = "caught"
    record.save()
    again = mutants.Record(store)
    assert again.of(RULES) == {"1:0 Lt to LtE": "survived", "2:0 Lt to LtE": "caught"}
    assert again.summary() == ["registers        2 tried,     1 caught"]
    again.files["registers/rules.py"]["digest"] = hashlib.sha256(b"an older text").hexdigest()
    assert again.of(RULES) == {}

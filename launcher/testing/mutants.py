"""`./portal mutants`: break one thing at a time, and see whether a test of that app notices.

Rules, states, `core` and `visible_to` are broken: a comparison, a boolean, a number, a condition or what is returned.
The file on the disk is never touched: a forked process imports the broken code and runs the tests of the app that
import the module. What was tried stands in var/mutants.json, and the next run goes on from there; a file that changed
is tried anew. The order is shuffled but fixed, so that a run that was stopped is a fair sample.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import hashlib
import importlib
import json
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any

from launcher import say
from launcher.checks.files import shown
from launcher.paths import ROOT, make_var
from launcher.say import Stop
from schoolsocial import APPS

SWAPS: dict[type, type] = {ast.Lt: ast.LtE, ast.Gt: ast.GtE, ast.Eq: ast.NotEq, ast.Is: ast.IsNot, ast.In: ast.NotIn}
SWAPS |= {ast.And: ast.Or, ast.Add: ast.Sub, ast.BitAnd: ast.BitOr}
SWAPS |= {there: here for here, there in SWAPS.items()}
# Types and decorators say nothing that a test could see, and the columns of a class are held by the migrations.
SKIPPED = ("annotation", "returns", "decorator_list", "type_params")
WALKED_IN_CLASSES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
# Loaded once, before the forks. No code of ours: that is loaded broken.
LIBRARIES = ("pytest", "django.db.models", "django.forms", "psycopg2", "celery", "tink")
PYTEST = ["-x", "-q", "-n0", "--no-header", "-p", "no:cacheprovider", "-p", "no:randomly"]
PYTEST += ["-m", "not browser and not kill"]
# What was loaded before the fork is not rewritten, and need not be.
PYTEST += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
Site = tuple[str, ast.AST, str, Any]  # where and what, and the attribute of the node that becomes another value


def targets() -> list[Path]:
    """The files that are broken."""
    found: set[Path] = set()
    for app in APPS:
        folder = ROOT / app
        every = [path for path in folder.rglob("*.py") if "migrations" not in path.parts]
        found |= {path for path in every if app == "core" or {"rules", "states"} & set(_dotted(path).split("."))}
        found |= {path for path in every if "queries" in _dotted(path) and "def visible_to(" in path.read_text("utf-8")}
    return sorted(found)


def sites(path: Path, tree: ast.Module) -> list[Site]:
    """Everything in a file that can be broken, in a fixed order."""
    top: list[ast.AST] = [tree]
    if path.parent.name == "queries" or path.name == "queries.py":
        top = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "visible_to"]
    return [site for start in top for node in _nodes(start) for site in _broken(node)]


def _nodes(node: ast.AST) -> Iterator[ast.AST]:
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            outside = isinstance(node, ast.ClassDef) and not isinstance(child, WALKED_IN_CLASSES)
            if isinstance(child, ast.AST) and name not in SKIPPED and not outside:
                yield child
                yield from _nodes(child)


def _broken(node: Any) -> Iterator[Site]:
    where = f"{getattr(node, 'lineno', 0)}:{getattr(node, 'col_offset', 0)}"
    if isinstance(node, ast.Compare):
        for at, op in enumerate(node.ops):
            if other := SWAPS.get(type(op)):
                ops = [*node.ops[:at], other(), *node.ops[at + 1 :]]
                yield f"{where} {type(op).__name__} to {other.__name__} ({at})", node, "ops", ops
    elif isinstance(node, ast.BoolOp | ast.BinOp) and (other := SWAPS.get(type(node.op))):
        yield f"{where} {type(node.op).__name__} to {other.__name__}", node, "op", other()
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield f"{where} without not", node, "operand", ast.UnaryOp(ast.Not(), node.operand)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        value = not node.value if isinstance(node.value, bool) else node.value + 1
        yield f"{where} {node.value} to {value}", node, "value", value
    elif isinstance(node, ast.Return) and node.value and getattr(node.value, "value", 0) is not None:
        yield f"{where} returns None", node, "value", ast.Constant(None)
    elif isinstance(node, ast.If | ast.IfExp) and not isinstance(node.test, ast.Compare | ast.BoolOp | ast.UnaryOp):
        yield f"{where} the other way round", node, "test", ast.UnaryOp(ast.Not(), node.test)


def tests_of(path: Path) -> list[str]:
    """The test files of the app that import the module or the package it belongs to; first those without a database."""
    module = _dotted(path)
    app = module.partition(".")[0]
    files = sorted((ROOT / "tests" / app).rglob("test_*.py"), key=lambda file: (_is_slow(file), file))
    return [shown(file) for file in files if any(_covers(name, module) for name in _imports(file))]


def _is_slow(file: Path) -> bool:
    text = file.read_text("utf-8")
    return "django_db" in text or "(cast" in text or "committed" in text


def _covers(name: str, module: str) -> bool:
    return name == module or name.startswith(f"{module}.") or ("." in name and module.startswith(f"{name}."))


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _child(path: Path, number: int | None, tests: list[str]) -> None:
    """Import the module with one site broken (None: as it is) and run the tests. The exit code is pytest's."""
    tree = ast.parse(path.read_text("utf-8"))
    if number is not None:
        _where, node, attribute, value = sites(path, tree)[number]
        setattr(node, attribute, value)
    code = compile(ast.fix_missing_locations(tree), str(path), "exec")
    real = SourceFileLoader.get_code

    def broken(self: Any, fullname: str) -> Any:
        return code if self.path == str(path) else real(self, fullname)

    SourceFileLoader.get_code = broken  # type: ignore[method-assign]
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    import pytest

    sys.exit(int(pytest.main([*PYTEST, *tests])))


def verdict(path: Path, number: int | None, tests: list[str], limit: float | None = None) -> str:
    """ "survived" if every test passes, "caught" if one fails, "too slow" if they do not end."""
    child = multiprocessing.get_context("fork").Process(target=_child, args=(path, number, tests))
    child.start()
    child.join(limit)
    if child.is_alive():
        child.kill()
        child.join()
        return "too slow"
    return "caught" if child.exitcode else "survived"


class Record:
    """What was tried, by file and place, kept on the disk after each try."""

    def __init__(self, store: Path) -> None:
        self.store = store
        self.files: dict[str, dict[str, Any]] = json.loads(store.read_text("utf-8")) if store.exists() else {}

    def of(self, path: Path) -> dict[str, str]:
        """The verdicts of a file as it is now; those of an older text are dropped."""
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        kept = self.files.get(shown(path))
        if kept is None or kept["digest"] != digest:
            kept = self.files[shown(path)] = {"digest": digest, "verdicts": {}}
        verdicts: dict[str, str] = kept["verdicts"]
        return verdicts

    def save(self) -> None:
        """Write in one step, so that a run may be stopped at any moment."""
        beside = self.store.with_suffix(".new")
        beside.write_text(json.dumps(self.files, indent=1, sort_keys=True), encoding="utf-8")
        beside.replace(self.store)

    def summary(self) -> list[str]:
        """One line an app: how many were tried, and how many of those were caught."""
        counts: dict[str, Counter[str]] = {}
        for name, kept in self.files.items():
            part = "visible_to" if "/queries" in name else name.partition("/")[0]
            counts.setdefault(part, Counter()).update(kept["verdicts"].values())
        return [
            f"{part:12} {count.total():5} tried, {count.total() - count['survived'] - count['no test']:5} caught"
            for part, count in sorted(counts.items())
        ]


def run(paths: list[Path], record: Record, until: float) -> None:
    """Try what was not tried yet, in an order that is the same each time."""
    plan = []
    for path in paths:
        done = record.of(path)
        names = [site[0] for site in sites(path, ast.parse(path.read_text("utf-8")))]
        plan += [(path, number, name) for number, name in enumerate(names) if name not in done]
    plan.sort(key=lambda one: hashlib.sha256(f"{shown(one[0])}:{one[2]}".encode()).digest())
    limits: dict[Path, float] = {}
    for count, (path, number, name) in enumerate(plan, 1):
        if time.monotonic() > until:
            return
        tests = tests_of(path)
        if tests and path not in limits:
            began = time.monotonic()
            if verdict(path, None, tests) != "survived":
                raise Stop(f"The tests of {shown(path)} fail as it is.", f"./portal test {' '.join(tests)}")
            limits[path] = 60 + 5 * (time.monotonic() - began)
        found = verdict(path, number, tests, limits[path]) if tests else "no test"
        record.of(path)[name] = found
        record.save()
        say.line(f"{found:9} {shown(path)}:{name}   ({count} of {len(plan)})")


def main(arguments: list[str]) -> int:
    """Breaks the named files, or all; stops after so many minutes if told so."""
    parser = argparse.ArgumentParser(prog="portal mutants")
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("files", nargs="*")
    told = parser.parse_args(arguments)
    paths = [path for path in targets() if not told.files or shown(path).startswith(tuple(told.files))]
    for name in LIBRARIES:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    record = Record(make_var() / "mutants.json")
    try:
        run(paths, record, time.monotonic() + 60 * told.minutes)
    except Stop as stop:
        return say.fail(stop)
    finally:
        for line in record.summary():
            say.line(line)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

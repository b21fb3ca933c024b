"""Sizes that keep the code readable: of files, functions, packages and apps."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

from launcher.checks.files import own_files, shown
from launcher.paths import ROOT
from schoolsocial import APPS

FILE_LINES, FUNCTION_LINES = 400, 50
STYLE_LINES = 500  # the one style sheet: a second file would cost every reader a request (docs/adr/0008)
PACKAGE_FILES, APP_LINES = 20, 9_000
# Still to be divided. An app is added here only with a record in docs/adr that says where it would be cut.
TOO_LARGE = {
    "people",
    "people/queries",
    "people/services",
    "tests/people",
}
Functions = list[tuple[str, int, int]]


def functions(source: str) -> Functions:
    """(name, first line, length in lines) of every function; decorators do not count, the docstring does."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.append((node.name, node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1))
    return found


def measured(root: Path = ROOT) -> Iterator[Path]:
    """Files that people write by hand: code, templates, styles. Migrations and generated or bundled files are not."""
    for path in own_files(".py", ".html", ".css", ".js", root=root):
        if "migrations" not in path.parts and ".min." not in path.name:
            yield path


def packages_and_apps(root: Path = ROOT) -> Iterator[str]:
    """What is wrong with packages and apps: too many files at one level, or too many lines altogether."""
    modules = [path.relative_to(root) for path in own_files(".py", root=root) if "migrations" not in path.parts]
    files = Counter(path.parent.as_posix() for path in modules)
    for package, count in sorted(files.items()):
        if count > PACKAGE_FILES and package not in TOO_LARGE:
            yield f"{package}: {count} files at one level, at most {PACKAGE_FILES}: divide it by subject"
    lines = Counter[str]()
    for path in modules:
        lines[path.parts[0]] += (root / path).read_text(encoding="utf-8").count("\n")
    for app in APPS:
        if lines[app] > APP_LINES and app not in TOO_LARGE:
            yield f"{app}: {lines[app]} lines, at most {APP_LINES}: divide it by subject"


def check(root: Path = ROOT) -> tuple[list[str], str]:
    """(what is too long or too large, one line of figures)."""
    faults, files, lengths = list(packages_and_apps(root)), [], []
    for path in measured(root):
        text = path.read_text(encoding="utf-8")
        files.append(text.count("\n") + 1)
        most = STYLE_LINES if path.suffix == ".css" else FILE_LINES
        if files[-1] > most:
            faults.append(f"{shown(path)}: {files[-1]} lines, at most {most}")
        for name, line, length in functions(text) if path.suffix == ".py" else ():
            lengths.append(length)
            if length > FUNCTION_LINES:
                faults.append(f"{shown(path)}:{line}: {name} has {length} lines, at most {FUNCTION_LINES}")
    return faults, _figures(files, lengths)


def _figures(files: list[int], lengths: list[int]) -> str:
    if not files or len(lengths) < 2:
        return f"{len(files)} files"
    late = quantiles(lengths, n=20)[-1]
    return f"{len(files)} files, median {median(files):.0f} lines; functions: 95 % under {late:.0f} lines"

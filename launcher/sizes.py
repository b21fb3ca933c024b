"""Sizes that keep a file readable: files of at most 400 lines, functions of at most 50."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

from launcher.files import own_files, shown
from launcher.paths import ROOT

FILE_LINES, FUNCTION_LINES = 400, 50
STYLE_LINES = 500  # the one style sheet: a second file would cost every reader a request (docs/adr/0008)
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


def check(root: Path = ROOT) -> tuple[list[str], str]:
    """(what is too long, one line of figures)."""
    faults, files, lengths = [], [], []
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

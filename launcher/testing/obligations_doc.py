"""`./portal obligations --write`: fills the last column of docs/obligations.md with the tests that prove each line."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

from launcher.paths import ROOT

PAGE = ROOT / "docs" / "obligations.md"
ROW = re.compile(r"^\| ([A-Z]{1,3}\d+[a-z]?) \| ([^|]*) \| (.*?) \|[^|]*\|$")


def _marks(node: ast.expr) -> list[str]:
    """The ids of an `obligation(…)` decorator, wherever it stands in an expression."""
    found = []
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr == "obligation":
            found += [str(one.value) for one in part.args if isinstance(one, ast.Constant)]
    return found


def proofs(tests: Path = ROOT / "tests") -> dict[str, list[str]]:
    """{id: files with a test that carries it}."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(tests.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            lines = getattr(node, "decorator_list", []) if not isinstance(node, ast.Assign) else [node.value]
            for line in lines:
                for one in _marks(line):
                    found[one].add(str(path.relative_to(tests)))
    return {one: sorted(files) for one, files in found.items()}


def write(page: Path = PAGE) -> int:
    """Rewrites the page; returns how many lines have a proof."""
    known, proved, lines = proofs(), 0, []
    for line in page.read_text(encoding="utf-8").splitlines():
        row = ROW.match(line)
        if row:
            files = ", ".join(f"`{name}`" for name in known.get(row.group(1), []))
            proved += bool(files)
            line = f"| {row.group(1)} | {row.group(2)} | {row.group(3)} | {files} |"
        lines.append(line)
    page.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return proved

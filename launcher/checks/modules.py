"""The modules of an app: each imports only from those to its left, and across apps only the public modules are open.

Imports inside functions count like all others. Modules that have no place in the row (helpers) stand as far right as
what they import, so that they are no way round.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from launcher.checks.files import APPS, own_files, shown
from launcher.paths import ROOT

ROW = (
    ("states",),
    ("models",),
    ("queries", "rules"),
    ("pdf",),
    ("services",),
    ("forms",),
    ("tasks", "periodic", "admin", "views"),
    ("urls",),
)
RANK = {module: rank for rank, group in enumerate(ROW) for module in group}
PUBLIC = frozenset({"models", "states", "queries", "rules", "services"})
# Where an app hands out more than the five: what every app registers with the ledger.
ALSO_PUBLIC = {"ledger": frozenset({"witness"})}
OPEN_APP = "core"  # every app may import any of its modules
TOP_APPS = ("demo", "schoolsocial")  # no app imports them
# Entry points and wiring stand outside the row: they may use every module of their own app.
OUTSIDE = frozenset({"apps", "management", "migrations", "templatetags", "middleware", "context_processors"})


@dataclass(frozen=True)
class Import:
    """One import: where it stands, and the dotted name that comes in."""

    path: Path
    line: int
    app: str
    module: str
    target: str

    @property
    def parts(self) -> list[str]:
        return self.target.split(".")


def module_of(path: Path, root: Path) -> list[str]:
    """["people", "services", "roles"] for people/services/roles.py."""
    parts = list(path.relative_to(root).with_suffix("").parts)
    return parts[:-1] if parts[-1] == "__init__" else parts


def imports(path: Path, root: Path) -> Iterator[Import]:
    """Every import of a file, wherever it stands, with relative ones resolved."""
    dotted = module_of(path, root)
    package = dotted if path.name == "__init__.py" else dotted[:-1]
    app, module = dotted[0], dotted[1] if len(dotted) > 1 else ""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(path, node.lineno, app, module, alias.name)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            whole = [*base, *(node.module.split(".") if node.module else [])]
            for alias in node.names:
                yield Import(path, node.lineno, app, module, ".".join([*whole, alias.name]))


def check(root: Path = ROOT, apps: tuple[str, ...] = APPS) -> list[str]:
    """What breaks the rule, one line each."""
    found = [entry for app in apps if (root / app).is_dir() for entry in _of_app(app, root)]
    ranks = _helper_ranks(found)
    faults = [fault for entry in found if (fault := _fault(entry, root, apps, ranks))]
    return list(dict.fromkeys(faults))


def _of_app(app: str, root: Path) -> Iterator[Import]:
    for path in own_files(".py", root=root / app):
        if "migrations" not in path.parts and "tests" not in path.relative_to(root).parts:
            yield from imports(path, root)


def _helper_ranks(found: list[Import]) -> dict[tuple[str, str], int]:
    """The rank of each helper module: the highest of what it imports from its own app."""
    inside = [(entry.app, entry.module, entry.parts[1]) for entry in found if _own(entry)]
    ranks = {(app, module): RANK.get(module, 0) for app, module, _ in inside}
    for _ in range(len(ranks)):
        before = dict(ranks)
        for app, module, target in inside:
            if module not in RANK:
                known = RANK.get(target, ranks.get((app, target), 0))
                ranks[app, module] = max(ranks[app, module], known)
        if ranks == before:
            break
    return ranks


def _own(entry: Import) -> bool:
    return entry.parts[0] == entry.app and len(entry.parts) > 1


def _fault(entry: Import, root: Path, apps: tuple[str, ...], ranks: dict[tuple[str, str], int]) -> str:
    where = f"{shown(entry.path)}:{entry.line}"
    if entry.parts[0] not in apps:
        return ""
    if entry.parts[0] != entry.app:
        return _across(entry, root, where)
    if entry.app in (OPEN_APP, *TOP_APPS) or not _own(entry) or entry.module in OUTSIDE or entry.module not in RANK:
        return ""
    target = entry.parts[1]
    reach = RANK.get(target, ranks.get((entry.app, target), 0))
    if target != entry.module and reach > RANK[entry.module]:
        return f"{where}: {entry.module} imports {target}, a module to its right"
    return ""


def _across(entry: Import, root: Path, where: str) -> str:
    other = entry.parts[0]
    if other == OPEN_APP or len(entry.parts) < 2:
        return ""
    module = entry.parts[1]
    if module in PUBLIC | ALSO_PUBLIC.get(other, frozenset()):
        return ""
    if not (root / other / f"{module}.py").exists() and not (root / other / module).is_dir():
        return f"{where}: imports from the package {other} itself; name one of its public modules"
    return f"{where}: {other}.{module} is a private module of {other}"

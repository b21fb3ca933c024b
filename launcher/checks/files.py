"""The project's own files, as the checks see them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from launcher.paths import ROOT

NOT_OURS = {"node_modules", "__pycache__", "var", "htmlcov", "staticfiles", "vendor"}


def own_files(*endings: str, root: Path = ROOT) -> Iterator[Path]:
    """Every file of ours with one of these endings (none: every file), in order. Nothing hidden but .ci and .github."""
    for path in sorted(root.iterdir()):
        hidden = path.name.startswith(".") and path.name not in (".ci", ".github", ".gitignore", ".dockerignore")
        if path.name in NOT_OURS or hidden:
            continue
        if path.is_dir() and not path.is_symlink():
            yield from own_files(*endings, root=path)
        elif path.is_file() and (not endings or path.suffix in endings):
            yield path


def shown(path: Path) -> str:
    """The path as people write it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)

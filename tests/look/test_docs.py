"""The documents name what is there: each file, and each name of the code."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from core.contributions.people import PERMISSIONS
from schoolsocial.celery import app as celery

ROOT = Path(settings.BASE_DIR)
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
TOP = "|".join(sorted({path.parent.name for path in ROOT.glob("*/__init__.py")} | {"launcher", "tests", "bench"}))
FILE = re.compile(rf"`((?:{TOP}|docs|templates|static|deploy)/[\w./-]+\.\w+)`")
NAME = re.compile(rf"`((?:{TOP})(?:\.\w+)+)")


def exists(dotted: str) -> bool:
    """Say whether this is a module, something in a module, a task, a permission, a model or its field."""
    if dotted in celery.tasks or dotted in PERMISSIONS:
        return True
    parts = dotted.split(".")
    model = apps.all_models.get(parts[0], {}).get(parts[1].lower())
    if model is not None:
        return len(parts) == 2 or hasattr(model, parts[2])
    for cut in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False


@pytest.mark.parametrize("document", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_names_what_is_there(document: Path) -> None:
    celery.loader.import_default_modules()
    text = document.read_text()
    gone = [name for name in FILE.findall(text) if not any((base / name).exists() for base in (ROOT, ROOT / "tests"))]
    gone += [name for name in NAME.findall(text) if not exists(name)]
    assert gone == []

"""The order of the modules inside an app, on a small made-up project."""

from __future__ import annotations

from pathlib import Path

import pytest

from launcher.checks import modules

APPS = ("incidents", "people", "ledger", "core")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for app in APPS:
        (tmp_path / app).mkdir()
        for module in ("__init__", "models", "services", "queries", "views", "forms"):
            (tmp_path / app / f"{module}.py").write_text("")
    (tmp_path / "people" / "access.py").write_text("")
    (tmp_path / "ledger" / "witness.py").write_text("")
    return tmp_path


def faults(project: Path, where: str, text: str) -> list[str]:
    path = project / where
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return [fault.partition(": ")[2] for fault in modules.check(project, APPS)]


@pytest.mark.parametrize(
    ("where", "text"),
    [
        (
            "people/services.py",
            "from people.models import Person\nfrom people import queries\nfrom .models import School",
        ),
        ("people/views.py", "from . import forms, services"),
        ("incidents/services.py", "from people.services import add_person\nfrom people import models"),
        ("incidents/services.py", "from core.anything import at_all\nimport core.clock"),
        ("incidents/services/send.py", "from incidents.services.take import take\nfrom ..models import Report"),
        ("incidents/apps.py", "from incidents import views\nfrom ledger.witness import sha256"),
        ("people/migrations/0001.py", "import people.views"),
    ],
)
def test_what_is_allowed(project: Path, where: str, text: str) -> None:
    assert faults(project, where, text) == []


@pytest.mark.parametrize(
    ("where", "text", "fault"),
    [
        ("people/models.py", "from people.services import x", "models imports services, a module to its right"),
        ("people/models.py", "def f():\n    from . import services", "models imports services, a module to its right"),
        ("people/services.py", "import people.forms", "services imports forms, a module to its right"),
        ("incidents/services.py", "from people.views import page", "people.views is a private module of people"),
        ("incidents/views.py", "def f():\n    import people.access", "people.access is a private module of people"),
        ("people/services/a.py", "from ..views import page", "services imports views, a module to its right"),
        (
            "incidents/views.py",
            "from people import Person",
            "imports from the package people itself; name one of its public modules",
        ),
    ],
)
def test_what_is_not(project: Path, where: str, text: str, fault: str) -> None:
    assert faults(project, where, text) == [fault]


def test_a_helper_module_is_no_way_round(project: Path) -> None:
    (project / "people" / "helper.py").write_text("from people.other import x")
    (project / "people" / "other.py").write_text("from people.views import x")
    found = faults(project, "people/models.py", "from people.helper import x")
    assert found == ["models imports helper, a module to its right"]

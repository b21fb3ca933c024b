"""Rooms inside an app, on a small made-up house."""

from __future__ import annotations

from pathlib import Path

import pytest

from launcher import rooms

APPS = ("incidents", "people", "ledger", "core")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for app in APPS:
        (tmp_path / app).mkdir()
        for room in ("__init__", "models", "services", "queries", "views", "forms"):
            (tmp_path / app / f"{room}.py").write_text("")
    (tmp_path / "people" / "access.py").write_text("")
    (tmp_path / "ledger" / "verbs.py").write_text("")
    return tmp_path


def faults(house: Path, where: str, text: str) -> list[str]:
    path = house / where
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return [fault.partition(": ")[2] for fault in rooms.check(house, APPS)]


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
        ("incidents/apps.py", "from incidents import views\nfrom ledger.verbs import register"),
        ("people/migrations/0001.py", "import people.views"),
    ],
)
def test_what_is_allowed(house: Path, where: str, text: str) -> None:
    assert faults(house, where, text) == []


@pytest.mark.parametrize(
    ("where", "text", "fault"),
    [
        ("people/models.py", "from people.services import x", "models imports services, a room to its right"),
        ("people/models.py", "def f():\n    from . import services", "models imports services, a room to its right"),
        ("people/services.py", "import people.forms", "services imports forms, a room to its right"),
        ("incidents/services.py", "from people.views import page", "people.views is a private room of people"),
        ("incidents/views.py", "def f():\n    import people.access", "people.access is a private room of people"),
        ("people/services/a.py", "from ..views import page", "services imports views, a room to its right"),
        (
            "incidents/views.py",
            "from people import Person",
            "imports from the package people itself; name one of its public rooms",
        ),
    ],
)
def test_what_is_not(house: Path, where: str, text: str, fault: str) -> None:
    assert faults(house, where, text) == [fault]


def test_a_helper_module_is_no_way_round(house: Path) -> None:
    (house / "people" / "helper.py").write_text("from people.other import x")
    (house / "people" / "other.py").write_text("from people.views import x")
    found = faults(house, "people/models.py", "from people.helper import x")
    assert found == ["models imports helper, a room to its right"]

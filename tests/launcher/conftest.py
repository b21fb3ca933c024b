"""State folders of their own for the launcher's tests, and what was started in them stopped again."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.servers import postgres, valkey
from launcher.servers.embedded import Services


@pytest.fixture
def var(monkeypatch: pytest.MonkeyPatch, worker_id: str) -> Iterator[Path]:
    """A state folder that everybody may enter, as a project's folder is; pytest's own are closed to `nobody`.

    Each test process looks for ports in a range of its own, so that none takes what another has just freed.
    """
    apart = 100 * (1 + int(worker_id[2:])) if worker_id.startswith("gw") else 0
    monkeypatch.setattr(postgres, "FIRST_PORT", 54_500 + apart)
    monkeypatch.setattr(valkey, "FIRST_PORT", 56_500 + apart)
    folder = Path(tempfile.mkdtemp(prefix="portal-", dir="/tmp"))
    folder.chmod(0o755)
    monkeypatch.setenv("PORTAL_VAR", str(folder))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def services(var: Path) -> Iterator[Services]:
    """Services with nothing named by the environment, stopped at the end."""
    ours = Services(given={})
    yield ours
    ours.stop()


@pytest.fixture
def as_ordinary_user() -> Iterator[None]:
    """Drops root's rights for the length of a test."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    yield
    os.seteuid(0)

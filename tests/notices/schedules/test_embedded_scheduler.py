"""`./portal run` keeps the scheduler inside the worker: when either is killed, both run again, and once."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from launcher import processes
from launcher.address import Address
from launcher.run import _children
from launcher.supervisor import Supervisor
from tests import database

pytestmark = pytest.mark.kill
PATIENCE = 90.0


def children_of(pid: int) -> list[int]:
    """The processes that this one has started and that run."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text() if processes.alive(pid) else ""
    return [int(word) for word in text.split()]


@pytest.fixture
def crew(committed: None, broker: str, database_name: str, tmp_path: Path) -> Iterator[Supervisor]:
    """The worker of `./portal run` with its scheduler, looked after."""
    _web, worker = _children(SimpleNamespace(var=tmp_path), Address(0, []), no_worker=False)
    own = {"DATABASE_URL": database.web_url(database_name), "REDIS_URL": broker, "PYTHONWARNINGS": "default"}
    crew = Supervisor([worker], os.environ | own | {"PORTAL_VAR": str(tmp_path)})
    crew.start()
    yield crew
    crew.stop()


def test_who_is_killed_comes_back_and_leaves_nobody_behind(crew: Supervisor) -> None:
    (worker,) = crew.children

    def both_run() -> bool:
        return worker.process is not None and len(children_of(worker.process.pid)) == 2

    assert crew.wait_for(both_run, PATIENCE)
    first = worker.process.pid
    for child in children_of(first):  # the scheduler, and a pool process that the worker would replace by itself
        os.kill(child, signal.SIGKILL)
    assert crew.wait_for(lambda: worker.process.pid != first and both_run(), PATIENCE)
    second, left = worker.process.pid, children_of(worker.process.pid)
    os.kill(second, signal.SIGKILL)
    assert crew.wait_for(lambda: worker.process.pid != second and both_run(), PATIENCE)
    assert [child for child in left if processes.alive(child)] == []

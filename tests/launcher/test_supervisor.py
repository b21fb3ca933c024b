"""Several processes in one terminal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest

from launcher import processes, run
from launcher.paths import ROOT
from launcher.say import Stop
from launcher.supervisor import Child, Supervisor

CREW = """
import os, sys
from launcher.supervisor import Child, Supervisor
crew = Supervisor([
    Child("web", ["sh", "-c", "echo web $$; exec sleep 60"], "green"),
    Child("beat", ["sh", "-c", "echo beat $$; exec sleep 60"], "blue"),
], dict(os.environ))
crew.catch_signals()
crew.start()
try:
    crew.run()
finally:
    crew.stop()
print("all stopped")
"""


def crew() -> tuple[subprocess.Popen[str], list[int]]:
    """A supervisor in a process of its own, and its children's ids."""
    process = subprocess.Popen([sys.executable, "-c", CREW], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    lines = sorted(process.stdout.readline() for _ in range(2))
    assert [line[:8] for line in lines] == ["beat   |", "web    |"]
    return process, [int(line.split()[-1]) for line in lines]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_polite_end_stops_everything_without_a_trace(number: int) -> None:
    process, children = crew()
    process.send_signal(number)
    said, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert said.splitlines()[-1] == "all stopped"
    assert "Traceback" not in said
    assert [processes.alive(child) for child in children] == [False, False]


@pytest.mark.kill
@pytest.mark.skipif(sys.platform != "linux", reason="Linux ends children with their parent")
def test_a_hard_kill_leaves_no_orphan() -> None:
    process, children = crew()
    process.kill()
    process.communicate()
    assert processes.wait_until(lambda: not any(processes.alive(child) for child in children), 10)


def test_a_first_page_that_does_not_come_is_explained_by_the_web_servers_own_lines(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    web = Child("web", ["sh", "-c", "seq 300; echo 'ImproperlyConfigured: no such module'; exit 3"], "green")
    worker = Child("worker", ["sh", "-c", "echo not asked; exec sleep 60"], "blue")
    monkeypatch.setattr(run, "ANSWER_WITHIN", 3.0)
    monkeypatch.setattr(run, "FirstAnswer", lambda place: SimpleNamespace(status=0, over=Event(), start=lambda: None))
    crew = Supervisor([web, worker], dict(os.environ))
    crew.start()
    try:
        with pytest.raises(Stop) as stopped:
            run._first_page(crew, None)
    finally:
        crew.ending.set()
        for child in crew.children:
            child.end(0.0)
    assert stopped.value.wrong == "No page answered: ImproperlyConfigured: no such module"
    log = (var / "portal.log").read_text().splitlines()
    assert log[-2:] == ["300", "ImproperlyConfigured: no such module"]
    assert len(log) == 201
    assert "not asked" not in log


def test_who_dies_is_started_again_and_it_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    count = tmp_path / "starts"
    child = Child("worker", ["sh", "-c", f"echo x >> {count}; exit 3"], "blue")
    crew = Supervisor([child], dict(os.environ))
    crew.start()
    began_twice = crew.wait_for(lambda: count.exists() and count.read_text().count("x") == 2, 15)
    crew.ending.set()
    child.end(0.0)
    assert began_twice
    assert "worker | ended (exit code 3); starting again in 1 s" in capsys.readouterr().out


def test_stopping_leaves_the_signals_of_who_called_as_they_were() -> None:
    """What is ignored here would be ignored by every process that is started later."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    Supervisor([], {}).stop()
    assert [signal.getsignal(number) for number in numbers] == before

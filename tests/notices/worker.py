"""A real Celery worker or beat as a process of its own, and how to kill it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from tests import database

ROOT = Path(__file__).resolve().parent.parent.parent


class Program:
    """A process group of its own; ``kill`` is ``kill -9`` of the whole group, as when the machine loses its power."""

    words: tuple[str, ...]
    """What follows ``celery -A schoolsocial``."""
    ready: str
    """What it says when it has started."""

    def __init__(self, *, database_name: str, broker: str, **environment: str) -> None:
        told = os.environ | {
            "DATABASE_URL": database.web_url(database_name),
            "REDIS_URL": broker,
            "PYTHONWARNINGS": "default",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "schoolsocial", *self.words],
            cwd=ROOT,
            env=told | environment,
            start_new_session=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said: list[str] = []
        self._ready = threading.Event()
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()
        if not self._ready.wait(60):
            self.stop()
            raise AssertionError("It did not start:\n" + "".join(self.said))

    def _listen(self) -> None:
        """Read what it says to its end, so that it never waits for a full pipe."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if self.ready in line:
                self._ready.set()

    def kill(self) -> None:
        """Kill it and its children at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self._close()

    def stop(self) -> None:
        """Stop it if it still runs."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self._close()

    def _close(self) -> None:
        self.process.wait()
        self._reader.join(10)
        if self.process.stdout is not None:
            self.process.stdout.close()


class Worker(Program):
    """A real worker."""

    words = ("worker", "-c", "1", "-l", "INFO", "--without-gossip", "--without-mingle", "--without-heartbeat")
    ready = "ready."


class Beat(Program):
    """A real beat."""

    words = ("beat", "-l", "INFO", "--pidfile", "")
    ready = "beat: Starting"


def wait_until(said: object, limit: float = 60.0, why: Callable[[], str] = lambda: "waited too long") -> None:
    """Wait until ``said()`` is true; fail when it is not after ``limit`` seconds, and say why."""
    end = time.monotonic() + limit
    while not said():  # type: ignore[operator]
        assert time.monotonic() < end, why()
        time.sleep(0.02)  # asks another process; bounded by the limit above

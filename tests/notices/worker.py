"""A real Celery worker as a process of its own, and how to kill it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from tests import database

ROOT = Path(__file__).resolve().parent.parent.parent


class Worker:
    """A worker process group; ``kill`` is ``kill -9`` of the whole group, as when the machine loses its power."""

    def __init__(self, *, database_name: str, broker: str, **environment: str) -> None:
        told = os.environ | {
            "DATABASE_URL": database.web_url(database_name),
            "REDIS_URL": broker,
            "PYTHONWARNINGS": "default",
        }
        command = [sys.executable, "-m", "celery", "-A", "schoolsocial", "worker", "-c", "1", "-l", "INFO"]
        command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        self.process = subprocess.Popen(
            command,
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
            raise AssertionError("The worker did not start:\n" + "".join(self.said))

    def _listen(self) -> None:
        """Read what the worker says to its end, so that it never waits for a full pipe."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if "ready." in line:
                self._ready.set()

    def kill(self) -> None:
        """Kill the worker and its children at once."""
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


def wait_until(said: object, limit: float = 60.0) -> None:
    """Wait until ``said()`` is true; fail when it is not after ``limit`` seconds."""
    end = time.monotonic() + limit
    while not said():  # type: ignore[operator]
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)  # asks another process; bounded by the limit above

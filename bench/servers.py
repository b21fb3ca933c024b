"""Starts what is measured: databases of their own, gunicorn with two sync workers, for both Djangos."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.processes import free_port

ROOT = Path(__file__).resolve().parent.parent
FIRST_PORT = 12000
"""Below the ports that the system hands out by itself, so that nobody takes one between our look and our start."""


class Server:
    """A gunicorn of its own, and how much memory it holds."""

    def __init__(self, wsgi: str, environment: dict[str, str], ready: str) -> None:
        self.port = free_port(FIRST_PORT)
        begun = time.perf_counter()
        words = ["gunicorn", wsgi, "-w", "2", "-b", f"127.0.0.1:{self.port}", "--preload", "--log-level", "error"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", *words], cwd=ROOT, env=os.environ | environment, start_new_session=True
        )
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}{ready}", timeout=5).close()
                break
            except OSError:
                if self.process.poll() is not None:
                    raise RuntimeError(f"{wsgi} did not start") from None
                time.sleep(0.02)  # polls a server that is starting; the loop ends when it answers or dies
        self.ready_after = time.perf_counter() - begun

    def memory(self) -> float:
        """Return the memory of the master and its workers in MiB, pages they share counted once (PSS)."""
        group = subprocess.run(["ps", "-o", "pid=", "-g", str(self.process.pid)], capture_output=True, text=True).stdout
        total = 0
        for pid in group.split():
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        return total / 1024

    def stop(self) -> None:
        """Stop it."""
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()


@contextmanager
def serving(wsgi: str, environment: dict[str, str], ready: str) -> Iterator[Server]:
    """Serve for as long as the block lasts."""
    server = Server(wsgi, environment, ready)
    try:
        yield server
    finally:
        server.stop()

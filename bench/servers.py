"""Starts what is measured: gunicorn with two sync workers, for both Djangos."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from launcher.address import hold
from launcher.processes import die_with_parent

ROOT = Path(__file__).resolve().parent.parent
FIRST_PORT = 8900  # away from the port of a portal that runs beside
PATIENCE = 60.0  # seconds that a server may take until its first answer


class Server:
    """A gunicorn of its own, and how much memory it holds."""

    def __init__(self, wsgi: str, environment: dict[str, str]) -> None:
        self.wsgi = wsgi
        # The port is ours before gunicorn starts, so that no other server can answer in its place.
        address = hold(FIRST_PORT)
        self.port = address.port
        self.begun = time.perf_counter()
        options = ["-w", "2", *address.gunicorn_options, "--preload", "--log-level", "error"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", wsgi, *options],
            cwd=ROOT,
            env=os.environ | environment,
            start_new_session=True,
            pass_fds=address.handles,
            preexec_fn=die_with_parent,
        )
        address.close()

    def wait(self, path: str) -> None:
        """Wait for the first answer; it must be a good one."""
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE).close()
                break
            except urllib.error.HTTPError as error:
                raise RuntimeError(f"{self.wsgi} answered {error.code} at {path}") from None
            except OSError:
                if self.process.poll() is not None or time.perf_counter() - self.begun > PATIENCE:
                    raise RuntimeError(f"{self.wsgi} did not start") from None
                time.sleep(0.02)  # polls a server that is starting; the loop ends when it answers, dies or is too slow
        self.ready_after = time.perf_counter() - self.begun

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
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()


@contextmanager
def serving(wsgi: str, environment: dict[str, str], ready: str) -> Iterator[Server]:
    """Serve for as long as the block lasts."""
    server = Server(wsgi, environment)
    try:
        server.wait(ready)
        yield server
    finally:
        server.stop()

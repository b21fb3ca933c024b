"""A whole portal of its own: PostgreSQL, Valkey, web, worker and a mail server, each of which can be killed."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg2

from launcher.processes import free_port
from tests.notices.mailserver import MailServer

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "FIELD_KEYS",
    "INDEX_KEYS",
    "PORTAL_MODE",
    "CLOCK_FILE",
)


class Stack:
    """Started once for the kill tests; ``kill_*`` is ``kill -9``, ``start_*`` brings it back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = folder / "clock"
        self.mail = MailServer()
        self.mail.start()
        self.mail_url = self.mail.url
        self.base = {k: v for k, v in os.environ.items() if k not in OURS} | {
            "PORTAL_VAR": str(folder / "var"),
            # Ports that no other test looks at: a server that starts meanwhile must not take a killed one's place.
            "PORTAL_PG_PORT": str(20000 + os.getpid() % 5000),
            "PORTAL_VALKEY_PORT": str(26000 + os.getpid() % 5000),
            "PYTHONWARNINGS": "default",
        }
        self.port = free_port(14000 + os.getpid() % 5000)
        self.processes: dict[str, subprocess.Popen[str]] = {}
        self.start_services()
        self.manage("migrate", "-v0", owner=True)
        self.manage("grant_roles", owner=True)

    def start_services(self) -> None:
        """Start what does not run of PostgreSQL and Valkey, and read where they are."""
        said = self._launcher("env")
        told = dict(
            line.removeprefix("export ").split("=", 1) for line in said.splitlines() if line.startswith("export ")
        )
        self.env = self.base | {name: shlex.split(value)[0] if value else "" for name, value in told.items()}
        self.env |= {
            "PORTAL_MODE": "test",
            "EMAIL_URL": self.mail_url,
            "CLOCK_FILE": str(self.clock),
            "PORTAL_BASE_URL": f"http://127.0.0.1:{self.port}",
            "WEB_ROLE": "portal_web",
        }

    def _launcher(self, verb: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "launcher", "services", verb],
            cwd=ROOT,
            env=self.base,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def manage(self, *words: str, owner: bool = False) -> str:
        """Run a management command and return what it said."""
        env = self.env | ({"DATABASE_URL": self.env["DATABASE_OWNER_URL"]} if owner else {})
        done = subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def call(self, step: Callable[..., Any], *arguments: Any) -> Any:
        """Run a function of ``steps.py`` in a process of its own, as the web role; returns what it returns, as JSON."""
        code = (
            "import json, sys, django; django.setup()\nfrom tests.kill import steps\n"
            "print(json.dumps(getattr(steps, sys.argv[1])(*json.loads(sys.argv[2]))))"
        )
        env = self.env | {"DJANGO_SETTINGS_MODULE": "schoolsocial.settings"}
        command = [sys.executable, "-c", code, step.__name__, json.dumps(arguments)]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query, read as the owner."""
        connection = psycopg2.connect(self.env["DATABASE_OWNER_URL"])
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall()
        finally:
            connection.close()

    def _start(self, name: str, *words: str) -> None:
        log = (self.folder / f"{name}.log").open("a")
        self.processes[name] = subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=ROOT,
            env=self.env | {"DJANGO_SETTINGS_MODULE": "schoolsocial.settings"},
            start_new_session=True,
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
        )
        log.close()

    def start_web(self) -> None:
        """Start gunicorn with two workers and wait until a page answers."""
        bind = f"127.0.0.1:{self.port}"
        self._start("web", "gunicorn", "schoolsocial.wsgi", "-w", "2", "-b", bind, "--timeout", "30")
        self.until(self._answers)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/accessibility/", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def start_worker(self) -> None:
        """Start one worker process."""
        quiet = ["--without-gossip", "--without-mingle"]
        self._start("worker", "celery", "-A", "schoolsocial", "worker", "-c", "2", "-l", "WARNING", *quiet)

    def kill(self, name: str) -> None:
        """Kill -9 a process group that we started: web or worker."""
        process = self.processes.pop(name, None)
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def kill_service(self, name: str) -> None:
        """Kill -9 ``PostgreSQL`` or ``Valkey``."""
        found = re.search(rf"{name}\s+running, process (\d+)", self._launcher("status"))
        assert found, f"{name} does not run"
        os.kill(int(found.group(1)), signal.SIGKILL)

    def shift_clock(self, seconds: float) -> None:
        """Move the time of every process of the stack."""
        before = float(self.clock.read_text()) if self.clock.exists() else 0.0
        beside = self.clock.with_name("clock.new")
        beside.write_text(repr(before + seconds))
        beside.replace(self.clock)  # in one step, as nobody must read half of it

    def until(self, said: Any, limit: float = 90.0) -> None:
        """Wait until ``said()`` is true; fails after ``limit`` seconds."""
        end = time.monotonic() + limit
        while not said():
            assert time.monotonic() < end, f"waited too long for {said}"
            time.sleep(0.05)  # polls another process; bounded by the limit above

    def stop(self) -> None:
        """Stop everything."""
        for name in list(self.processes):
            self.kill(name)
        self._launcher("stop")
        self.mail.stop()

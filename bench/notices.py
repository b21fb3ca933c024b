"""Notices in bulk: a scheduled run with 80,000 people due, and letters delivered to a local mail server.

Each step runs in a process of its own, as a worker does, so that its memory is its own:
``python -m bench.notices build|remind|deliver``.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from launcher.processes import die_with_parent

ROOT = Path(__file__).resolve().parent.parent
RUN, RUN_ONE_SCHOOL = "notices run_80000", "notices run_80000_one_school open_round_80000"
DELIVERY = "notices delivery_per_second"
NAMES = (RUN, RUN_ONE_SCHOOL, DELIVERY)
MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Europe/London"))
THURSDAY = MONDAY + dt.timedelta(days=3)
"""The third school day after Monday: the first step of everybody who was asked then."""


class Place:
    """A database and a clock of their own."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self.clock = folder / "clock"
        self.environment = {"DATABASE_URL": database_url, "CLOCK_FILE": str(self.clock)}

    def set(self, moment: dt.datetime) -> None:
        """Make it this moment in every process of the place."""
        self.clock.write_text(repr((moment - dt.datetime.now(dt.UTC)).total_seconds()), encoding="ascii")

    def run(self, *words: Any, **more: str) -> dict[str, float]:
        """Do one step in a process of its own; returns what it measured."""
        done = subprocess.run(
            [sys.executable, "-m", "bench.notices", *map(str, words)],
            cwd=ROOT,
            env=os.environ | self.environment | more,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        return found


@contextmanager
def place() -> Iterator[Place]:
    """Make a place and clean it up."""
    from bench import prepare
    from tests import database

    with tempfile.TemporaryDirectory() as folder, prepare.own_database("notices") as name:
        yield Place(database.web_url(name), Path(folder))


@contextmanager
def mail_server() -> Iterator[str]:
    """Run a mail server that takes everything in a process of its own; yields its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Sink"]
    server = subprocess.Popen([sys.executable, *words], stderr=subprocess.DEVNULL, preexec_fn=die_with_parent)
    try:
        while server.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=5).close()
                break
            except OSError:
                time.sleep(0.05)  # polls a server that is starting; the loop ends when it answers or dies
        else:
            raise RuntimeError("the mail server did not start")
        yield f"smtp://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def measure(bench: Any) -> None:
    """Measure the scheduled run in a trust of a hundred schools and in one school, then delivery."""
    sizes = bench.sizes
    if bench.wants(RUN):
        _reminders(bench, sizes.schools, sizes.told // sizes.schools, "run_80000")
    if bench.wants(RUN_ONE_SCHOOL):
        _reminders(bench, 1, sizes.told, "run_80000_one_school")
    if bench.wants(DELIVERY):
        _delivery(bench)


def _reminders(bench: Any, schools: int, carers: int, name: str) -> None:
    with place() as here:
        here.set(MONDAY)
        built = here.run("build", schools, carers)
        here.set(THURSDAY)
        found = here.run("remind")
    people = schools * carers
    if (found["told"], found["again"]) != (people, 0):
        raise RuntimeError(found)
    how = f"{schools} schools of {carers} carers, all due, as many notices queued; a fresh process"
    bench.add(name, found["took"], "s", how, goal=30, n=people)
    bench.add(f"{name}_memory", found["peak"], "MiB", "peak of that whole process (ru_maxrss)", goal=300, n=people)
    bench.add(f"{name}_again", found["took_again"], "s", "the next run, with nothing due", n=people)
    if schools == 1:
        bench.add("open_round_80000", built["asked"], "s", "opening a round, as many requests queued", n=people)


def _delivery(bench: Any) -> None:
    letters, schools = bench.sizes.letters, bench.sizes.letter_schools
    with place() as here, mail_server() as address:
        here.set(MONDAY)
        here.run("build", schools, letters // schools)
        first = here.run("deliver", EMAIL_URL=address)
        here.set(THURSDAY)
        here.run("remind")
        second = here.run("deliver", EMAIL_URL=address)
    if (first["sent"], second["sent"]) != (letters, letters):
        raise RuntimeError(f"{first} {second}")
    rates = sorted((letters / first["took"], letters / second["took"]))
    how = "one worker process, family requests and then reminders, each with a link of its own, to a local SMTP server"
    whole = 2 * letters / (first["took"] + second["took"])
    bench.add(
        "delivery_per_second",
        whole,
        "messages/s",
        how,
        better="higher",
        goal=500,
        n=2 * letters,
        low=rates[0],
        high=rates[1],
    )


def _peak() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def build(schools: str, carers: str) -> dict[str, float]:
    """Make the world and ask everybody in it."""
    from bench import families
    from schools.services.schools import create_trust

    trust = create_trust(name="Bench trust")
    made = [families.make_school(trust, number, int(carers)) for number in range(int(schools))]
    begun = time.perf_counter()
    for school, staff in made:
        families.ask(school, staff)
    return {"asked": time.perf_counter() - begun}


def remind() -> dict[str, float]:
    """Do the scheduled run of the reminders, and once more."""
    from signoffs.services.reminders import reminder_run

    begun = time.perf_counter()
    told = reminder_run()
    took = time.perf_counter() - begun
    peak = _peak()
    begun = time.perf_counter()
    again = reminder_run()
    return {"told": told, "took": took, "peak": peak, "again": again, "took_again": time.perf_counter() - begun}


def deliver() -> dict[str, float]:
    """Deliver until nothing is due, as the worker's task does."""
    from notices.services.delivery import sending

    begun, sent = time.perf_counter(), 0
    while (done := sending.deliver(limit=500)).handled:
        sent += done.sent
    return {"sent": sent, "took": time.perf_counter() - begun, "peak": _peak()}


STEPS: dict[str, Callable[..., dict[str, float]]] = {"build": build, "remind": remind, "deliver": deliver}


def main() -> int:
    """Do one step and print what was measured."""
    import django

    django.setup()
    print(json.dumps(STEPS[sys.argv[1]](*sys.argv[2:])))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Measure, write ``bench/results.json`` and print a table with the shortfalls at its end.

``python -m bench [--quick] [--results FILE] [NAME …]``
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

os.environ["PORTAL_MODE"] = "test"
os.environ["DJANGO_SETTINGS_MODULE"] = "schoolsocial.settings"

from bench import load, notices, servers
from bench.load import Measured, Shot
from bench.sizes import FULL, QUICK, Sizes

CLIENTS = 4
PAGES = ("report_start", "home", "inbox", "chase", "board", "sign_post", "report_post", "weight", "crowd", "import")
NAMES = (*PAGES, *notices.NAMES)
RESULTS = Path(__file__).resolve().parent / "results.json"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the results."""

    name: str
    value: float
    unit: str
    better: str
    goal: float | None
    n: int
    low: float
    high: float
    how: str

    @property
    def short(self) -> bool:
        """Say whether the goal was missed."""
        if self.goal is None:
            return False
        return self.value > self.goal if self.better == "lower" else self.value < self.goal


class Bench:
    """One run: both servers, one world, the rows so far."""

    def __init__(self, wanted: list[str], sizes: Sizes = FULL) -> None:
        self.wanted = wanted
        self.sizes = sizes
        self.rows: list[Row] = []

    def wants(self, name: str) -> bool:
        """Say whether ``name`` was asked for."""
        return not self.wanted or any(word in name for word in self.wanted)

    def add(self, name: str, value: float, unit: str, how: str, **more: float | int | str | None) -> None:
        """Keep one row."""
        given = {"better": "lower", "goal": None, "n": 1, "low": value, "high": value} | more
        row = Row(name=name, value=round(value, 3), unit=unit, how=how, **given)  # type: ignore[arg-type]
        self.rows.append(row)
        print(f"  {row.name:42} {row.value:>12,.2f} {row.unit}")

    def speed(self, name: str, port: int, make: Callable[[int], Shot], n: int, offset: int = 0) -> Measured:
        """Measure requests a second with four clients, then milliseconds alone (on an eighth of the requests)."""
        alone = max(n // 8, 2)
        shifted = lambda number: make(number + offset)  # noqa: E731
        busy = load.run(port, shifted, n - alone, CLIENTS)
        calm = load.run(port, lambda number: shifted(number + n - alone), alone, 1)
        how = f"gunicorn, 2 sync workers, {CLIENTS} clients on the same 2 cores"
        self.add(f"{name}_per_second", busy.rate, "requests/s", how, better="higher", n=busy.n)
        self.add(
            f"{name}_alone",
            calm.median,
            "ms",
            "one client, median; low and high: 5 and 95 of 100",
            n=calm.n,
            low=calm.low,
            high=calm.high,
        )
        return Measured(busy.rate, calm.median, calm.low, calm.high, n)

    def ratio(self, name: str, ours: Measured, bare: Measured, goal: float) -> None:
        """Keep how fast ours is beside the bare view."""
        how = "requests/s of ours over requests/s of the bare view, same run"
        self.add(f"{name}_of_bare", ours.rate / bare.rate, "ratio", how, better="higher", goal=goal, n=ours.n)


def measure(bench: Bench) -> None:
    """Start both Djangos and measure all that was asked for."""
    from bench import crowd, pages, people_import, prepare

    notices.measure(bench)
    if not any(map(bench.wants, PAGES)):
        return
    with prepare.bare() as bare_env, prepare.portal(bench.sizes) as (portal_env, world):
        with servers.serving("bench.bare.wsgi", bare_env, "/") as bare:
            yardstick = pages.yardstick(bench, bare.port, bare_env["BENCH_SESSION"])
        with servers.serving("schoolsocial.wsgi", portal_env, "/accessibility/") as portal:
            how = "gunicorn master and 2 workers, preloaded, shared pages counted once"
            bench.add("memory_two_workers", portal.memory(), "MiB", how, goal=160)
            bench.add("start", portal.ready_after, "s", "from gunicorn's start to the first answer", goal=2)
            pages.ours(bench, portal.port, world, yardstick)
            pages.weights(bench, portal.port, world)
            if bench.wants("crowd"):
                crowd.measure(bench, portal.port, world)
            if bench.wants("import"):
                with tempfile.TemporaryDirectory() as folder:
                    people_import.measure(bench, portal.port, world, Path(folder))


def write(bench: Bench, path: Path, machine: str) -> None:
    """Write the figures; a run of some benchmarks leaves those of the others as they are."""
    new = {row.name: asdict(row) | {"machine": machine} for row in bench.rows}
    old = {row["name"]: row for row in json.loads(path.read_text())} if path.exists() and bench.wanted else {}
    whole = path.with_name(f"{path.name}.{os.getpid()}")
    whole.write_text(json.dumps(list((old | new).values()), indent=1) + "\n")
    whole.replace(path)
    print(f"\n{len(bench.rows)} figures in {path} ({machine})")


def told() -> argparse.Namespace:
    """Read the command line."""
    words = argparse.ArgumentParser(prog="./portal bench")
    words.add_argument("names", nargs="*", metavar="NAME", help=f"parts of: {' '.join(NAMES)}; without any, all")
    words.add_argument("--quick", action="store_true", help="a few requests, to see that all works; nothing is kept")
    words.add_argument("--results", type=Path, metavar="FILE", help="where the figures go")
    found = words.parse_intermixed_args()
    for name in found.names:
        if not any(name in known for known in NAMES):
            words.error(f"there is no benchmark {name!r}; say some of: {' '.join(NAMES)}")
    return found


def main() -> int:
    """Run, write, print."""
    given = told()
    from bench import prepare

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    bench = Bench(given.names, QUICK if given.quick else FULL)
    try:
        with prepare.surroundings():
            measure(bench)
    except KeyboardInterrupt:
        print("Stopped; no figures were written.", file=sys.stderr)
        return 130
    results = given.results or (None if given.quick else RESULTS)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    if results:
        write(bench, results, machine)
    for row in [row for row in bench.rows if row.short]:
        print(f"  SHORT  {row.name}: {row.value} {row.unit}, goal {row.goal}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""The benchmarks run beside a portal of any state, and a run that is stopped or killed leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bench import prepare
from launcher.processes import port_is_free, wait_until
from tests import database

ROOT = Path(__file__).resolve().parent.parent.parent
FIGURES = (
    "open_round_80000",
    "bare_rows_per_second",
    "home_of_bare",
    "report_post_per_second",
    "crowd_lost_signatures",
)

SERVE = """
import time
from bench import servers
with servers.serving("bench.bare.wsgi", {}, "/") as server:
    print(server.port, flush=True)
    time.sleep(600)  # until the test kills us
"""


@pytest.fixture
def run(django_db_setup):
    """Start a quick run where DATABASE_URL names a database that does not exist: whoever opens it fails."""
    started = []

    def start(*words: object) -> subprocess.Popen[str]:
        environment = os.environ | {"DATABASE_URL": database.web_url("nowhere"), "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "-m", "bench", "--quick", *map(str, words)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment, **pipes))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def databases_of(process: subprocess.Popen[str]) -> list[str]:
    with database.as_owner() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"bench\\_%\\_{process.pid}\\_%"])
        return [row[0] for row in cursor.fetchall()]


def test_it_measures_in_databases_of_its_own(run, tmp_path: Path) -> None:
    kept = (ROOT / "bench/results.json").read_bytes()
    results = tmp_path / "results.json"
    process = run("--results", results, "run_80000_one_school", "home", "report", "sign", "weight", "crowd")
    said = process.communicate()
    assert process.returncode == 0, said
    found = {row["name"]: row["value"] for row in json.loads(results.read_text())}
    assert set(FIGURES) <= set(found)
    assert (found["crowd_lost_signatures"], found["crowd_broken_chains"]) == (0, 0)
    assert databases_of(process) == []
    assert (ROOT / "bench/results.json").read_bytes() == kept


@pytest.mark.kill
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_ended_leaves_nothing_for_the_next(run, sign: signal.Signals) -> None:
    process = run("home")
    assert wait_until(lambda: databases_of(process) or process.poll() is not None, 60), "no database was made"
    process.send_signal(sign)
    said = process.communicate()
    if sign is signal.SIGTERM:
        assert (process.returncode, databases_of(process)) == (130, []), said

    def is_clean() -> bool:
        prepare.drop_abandoned()
        return databases_of(process) == []

    assert wait_until(is_clean, 60, 0.2), "a process of the dead run still holds its database"


def test_a_living_run_keeps_its_database() -> None:
    with prepare.own_database("living", empty=True) as name:
        prepare.drop_abandoned()
        database.connect(name).close()


@pytest.mark.kill
def test_a_server_dies_with_its_run() -> None:
    environment = os.environ | {"BENCH_BARE_URL": database.web_url("nowhere")}
    process = subprocess.Popen([sys.executable, "-c", SERVE], cwd=ROOT, env=environment, stdout=subprocess.PIPE)
    port = int(process.stdout.readline())
    assert not port_is_free(port)
    process.kill()
    process.communicate()
    assert wait_until(lambda: port_is_free(port), 30)


def test_a_name_that_it_does_not_know_is_refused(run) -> None:
    process = run("hoem")
    said = process.communicate()[1]
    assert process.returncode == 2
    assert "there is no benchmark 'hoem'" in said

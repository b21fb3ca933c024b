"""A disk that runs full at every step: one sentence, nothing half done, and the next start recovers."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import psycopg2
import pytest

from launcher import django, processes
from launcher.paths import ROOT
from launcher.run import _collect_static, migrate
from launcher.say import Stop
from launcher.servers import keys
from launcher.servers.embedded import Services

pytestmark = pytest.mark.usefixtures("mountable")

SENTENCE = re.compile(
    r"^Stopped: [^\n]+, because the disk that holds (\S+) is full \([^)]+\): free some space \([^)]+\) "
    r"and run this again\.\n  The full output is in (\S+\.log)$",
    re.M,
)


# Kilobytes, found by trying: all but the last are too few, each for another moment of a start.
SIZES = (4, 400, 20_000, 36_000, 41_000, 49_152, 58_000, 66_000, 70_000, 74_000, 80_000, 400_000)


SPARE = (0, 8, 40, 200, 1_000, 17_000)

INSTALL = """
from launcher import cli, packages
cli.COMMANDS["install"] = cli.Command("", "", lambda rest: print(packages.ensure()) or 0)
raise SystemExit(cli.main(["install"]))
"""


@cache
def mount_refusal() -> str:
    """Why a small disk cannot be mounted here (root in a container often may not), or an empty text."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", folder], capture_output=True, text=True
        )
        if done.returncode == 0:
            subprocess.run(["umount", folder], check=True)
    return done.stderr.strip() if done.returncode else ""


@pytest.fixture(scope="module")
def mountable() -> None:
    """Skips the tests where no small disk can be mounted."""
    if refusal := mount_refusal():
        pytest.skip(f"a small disk cannot be mounted here: {refusal}")


class Disk:
    """A small disk of memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4k,mode=755", "tmpfs", folder], check=True)

    def size(self, kilobytes: int) -> None:
        """Makes it larger or smaller; what lies on it stays."""
        subprocess.run(["mount", "-o", f"remount,size={kilobytes}k", self.folder], check=True)

    def leave(self, kilobytes: int) -> None:
        """Makes it so small that this much stays free."""
        self.size(shutil.disk_usage(self.folder).used // 1024 + kilobytes)


@pytest.fixture
def disk(var: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    """A state folder on a small disk."""
    made = Disk(var / "disk")
    monkeypatch.setenv("PORTAL_VAR", str(made.folder))
    yield made
    made.size(400_000)
    Services(given={}).stop()
    assert processes.wait_until(
        lambda: subprocess.run(["umount", made.folder], capture_output=True).returncode == 0, 10, pause=0.2
    )


@pytest.fixture
def running(disk: Disk) -> Iterator[Services]:
    """Services on a disk that has room."""
    disk.size(400_000)
    services = Services(given={})
    services.start()
    yield services
    services.stop()


def surroundings() -> dict[str, str]:
    """The environment of a person's terminal: nothing of the tests' own services."""
    left = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "PORTAL_MODE", "PORTAL_BASE_URL", *keys.MAKERS)
    told = {name: value for name, value in os.environ.items() if name not in left}
    # Ports of our own, apart from those of the tests' services and of a portal that runs.
    return told | {"NO_COLOR": "1", "PORTAL_PG_PORT": "54700", "PORTAL_VALKEY_PORT": "56700"}


def portal(*words: str) -> subprocess.CompletedProcess[str]:
    """Calls the launcher as `./portal` does."""
    return subprocess.run(
        [sys.executable, ROOT / "launcher", *words], env=surroundings(), capture_output=True, text=True
    )


def told(done: subprocess.CompletedProcess[str], folder: Path) -> str:
    """The one sentence in which a command ended, on the disk of that folder; what the log holds."""
    said = done.stdout + done.stderr
    assert done.returncode == 1, said
    assert "Traceback" not in said
    found = SENTENCE.findall(said)
    assert [where for where, _log in found] == [str(folder)], said
    log = Path(found[0][1])
    words = log.read_text()
    if not log.is_relative_to(folder):
        log.unlink()
    return words


def start() -> tuple[str, int]:
    """Starts the portal, and ends it when it answers; what it said and its exit code."""
    command = [sys.executable, ROOT / "launcher", "run", "--port", "8700"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    said = ""
    with subprocess.Popen(command, env=surroundings(), **pipes) as process:
        for line in process.stdout or ():
            said += line
            if line.startswith("Stop it with Ctrl-C"):
                process.terminate()
        return said, process.wait()


def left_over(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.name.endswith((".new", ".making", ".password"))]


@pytest.mark.parametrize("kilobytes", [4, 16, 1_000, 20_000, 41_000])
def test_the_services_name_a_full_disk_and_start_when_there_is_room(disk: Disk, kilobytes: int) -> None:
    disk.size(kilobytes)
    assert re.search("No space left|wrote only", told(portal("services", "start"), disk.folder))
    assert left_over(disk.folder) == []
    assert [path for path in disk.folder.rglob("*.pid") if path.read_text()] == []
    if kilobytes > 16:  # with less, not even the notes that the status is read from have room
        assert {state for _name, state in Services(given={}).status()} == {"stopped"}
    disk.size(400_000)
    done = portal("services", "start")
    assert (done.returncode, done.stdout.count("running, process")) == (0, 2), done.stderr


def test_a_read_only_disk_is_named(disk: Disk) -> None:
    subprocess.run(["mount", "-o", "remount,ro", disk.folder], check=True)
    done = portal("services", "start")
    subprocess.run(["mount", "-o", "remount,rw", disk.folder], check=True)
    assert done.returncode == 1
    wanted = f"because the disk that holds {disk.folder} is read-only: make it writable"
    assert done.stderr.startswith(f"Stopped: The state folder cannot be used, {wanted}")
    assert "PORTAL_VAR=" in done.stderr


def test_valkey_names_a_full_disk_and_starts_when_there_is_room(disk: Disk) -> None:
    disk.size(16)
    services = Services(given={})
    disk.leave(0)
    with pytest.raises(Stop, match=r"could not be started, because the disk that holds .* is full"):
        services._start(services.valkey)
    assert services.valkey.pid() is None
    disk.size(10_000)
    services.valkey.start()
    assert services.valkey.pid()
    services.valkey.stop()


def test_a_database_that_runs_full_while_it_works_comes_back_with_all_that_was_kept(
    running: Services, disk: Disk
) -> None:
    owner = psycopg2.connect(running.postgres.url("owner"))
    owner.autocommit = True
    with owner.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 'still here' AS word")
        disk.leave(1_000)
        with pytest.raises(psycopg2.Error):
            for _ in range(50):
                cursor.execute(
                    "CREATE TABLE IF NOT EXISTS big (word text); INSERT INTO big SELECT repeat('x', 900) "
                    "FROM generate_series(1, 5000)"
                )
    owner.close()
    # Whether it refuses the work or ends itself depends on what did not fit; ended, it does not come back yet.
    if processes.wait_until(lambda: running.postgres.pid() is None, 3):
        with pytest.raises(Stop, match=r"PostgreSQL could not be started|The database did not start"):
            running.revive()
        assert running.revive() == []
        running._again_at = 0.0
        assert running.revive() == []
    disk.size(400_000)
    running._again_at = 0.0
    running.revive()
    with psycopg2.connect(running.postgres.url("owner")) as again, again.cursor() as cursor:
        cursor.execute("SELECT word FROM kept")
        assert cursor.fetchall() == [("still here",)]
    again.close()


def test_tables_and_styles_name_a_full_disk_and_are_made_when_there_is_room(running: Services, disk: Disk) -> None:
    stamps = django.Stamps(disk.folder / "stamps")
    for work, name in ((migrate, "migrations"), (_collect_static, "static")):
        stamps.put(name, "an earlier state")
        disk.leave(300)
        with pytest.raises(
            Stop, match=r"failed, because the disk that holds .* is full .*: free some space"
        ) as stopped:
            work(running, stamps, "demo")
        log = Path(stopped.value.remedy.removeprefix("The full output is in "))
        assert log.exists()
        if log.parent != disk.folder:
            log.unlink()
        assert stamps.get(name) == ""
        disk.size(400_000)
        running._again_at = 0.0
        running.revive()
    assert _collect_static(running, stamps, "demo") == []
    assert any((disk.folder / "static").glob("*/*.css"))


@pytest.mark.long
def test_every_step_of_a_start_on_a_disk_that_grows(disk: Disk) -> None:
    """The same folder all along: each start also recovers from how the one before it ended."""
    steps = []
    for kilobytes in SIZES:
        disk.size(kilobytes)
        said, code = start()
        steps.append(re.findall(r"^\[\d/8\] ([^…\n]+?) …", said, re.M)[-1])
        if "The portal is at" in said:
            break
        told(subprocess.CompletedProcess([], code, said, ""), disk.folder)
        assert left_over(disk.folder) == []
    assert list(dict.fromkeys(steps)) == ["Database and broker", "Tables", "Demo schools", "First page"]
    for spare in SPARE:  # all is made: what is left to do are the servers, web, worker, beat and the first page
        disk.leave(spare)
        said, code = start()
        if "The portal is at" not in said:
            told(subprocess.CompletedProcess([], code, said, ""), disk.folder)
        assert "Traceback" not in said
        disk.size(400_000)
    said, code = start()
    assert ("The portal is at" in said, code) == (True, 0), said


@pytest.mark.long
def test_packages_name_a_full_disk_and_are_installed_when_there_is_room(var: Path) -> None:
    clone = var / "clone"
    subprocess.run(["git", "clone", "--quiet", "--depth=1", f"file://{ROOT}", clone], check=True)
    small = Disk(clone / ".venv")
    install = [sys.executable, "-c", INSTALL]
    try:
        for kilobytes in (4, 3_000, 12_000, 60_000, 150_000):
            small.size(kilobytes)
            told(subprocess.run(install, cwd=clone, env=surroundings(), capture_output=True, text=True), small.folder)
            assert not (small.folder / "portal.stamp").exists()
        small.size(1_500_000)
        done = subprocess.run(install, cwd=clone, env=surroundings(), capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert not (small.folder / "portal.incomplete").exists()
    finally:
        subprocess.run(["umount", "-l", small.folder], check=True)

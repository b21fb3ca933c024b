"""The lock installs what it lists, whatever the registry has come to hold, and a lock with a gap is a fault."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from launcher import packages, processes
from launcher.checks import lock as lock_check
from launcher.paths import ROOT, VENV

METADATA = "Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{more}"
WHEEL = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
VERSIONS = "import user, library, part; print(user.version, library.version, part.version)"
LIBRARY = "Provides-Extra: extra\nRequires-Dist: part>=1.0; extra == 'extra'\n"


class Registry:
    """A package index in a folder, as `pip --index-url file://…` reads it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def publish(self, name: str, version: str, more: str = "") -> str:
        """Adds a release; returns its line for a lock file."""
        info, page = f"{name}-{version}.dist-info", self.folder / name
        page.mkdir(exist_ok=True)
        wheel = page / f"{name}-{version}-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr(f"{name}.py", f"version = {version!r}\n")
            archive.writestr(f"{info}/METADATA", METADATA.format(name=name, version=version, more=more))
            archive.writestr(f"{info}/WHEEL", WHEEL)
            archive.writestr(f"{info}/RECORD", "")
        links = "".join(f'<a href="{path.name}">{path.name}</a>\n' for path in sorted(page.glob("*.whl")))
        (page / "index.html").write_text(links)
        extras = "[extra]" if "extra" in more else ""
        return f"{name}{extras}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


@pytest.fixture
def moved_on(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A lock, and the environment of a pip whose registry has newer releases than the lock."""
    registry = Registry(tmp_path / "simple")
    lock = tmp_path / "lock.txt"
    user = registry.publish("user", "1.0", "Requires-Dist: library[extra]>=1.0\n")
    lock.write_text(user + registry.publish("library", "1.0", LIBRARY) + registry.publish("part", "1.0"))
    registry.publish("library", "2.0", LIBRARY)
    registry.publish("part", "2.0")
    own = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    own |= {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": registry.folder.as_uri()}
    return lock, own


@pytest.mark.parametrize("resolves", [False, True], ids=["our own command", "a plain pip install"])
def test_newer_releases_in_the_registry_change_nothing(
    tmp_path: Path, moved_on: tuple[Path, dict[str, str]], resolves: bool
) -> None:
    lock, surroundings = moved_on
    # The pip that this Python brings, as a newcomer has it.
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    command = packages.pip_install(python, lock)
    if resolves:
        command.remove("--no-deps")
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert subprocess.run([python, "-c", VERSIONS], capture_output=True, text=True).stdout.split() == ["1.0"] * 3


def test_uv_needs_nothing_but_the_lock_either(tmp_path: Path, moved_on: tuple[Path, dict[str, str]]) -> None:
    lock, surroundings = moved_on
    surroundings = {name: value for name, value in surroundings.items() if not name.startswith("UV_")}
    surroundings |= {
        "UV_NO_CONFIG": "1",
        "UV_DEFAULT_INDEX": surroundings["PIP_INDEX_URL"],
        "UV_CACHE_DIR": str(tmp_path / "cache"),
        "UV_PYTHON_DOWNLOADS": "never",
    }
    uv, python = str(VENV / "bin" / "uv"), tmp_path / "venv" / "bin" / "python"
    made = [uv, "venv", "--quiet", "--python", sys.executable, tmp_path / "venv"]
    for command in (made, packages.uv_install(uv, python, lock)):
        done = subprocess.run(command, env=surroundings, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    assert subprocess.run([python, "-c", VERSIONS], capture_output=True, text=True).stdout.split() == ["1.0"] * 3


def _waits(pid: int) -> bool:
    """Does this process wait for a lock that another one holds?"""
    return any(f" {pid} " in line for line in Path("/proc/locks").read_text().splitlines() if "->" in line)


def test_two_commands_at_once_install_one_after_the_other(tmp_path: Path) -> None:
    """The second waits, and does not empty the environment that the first is filling."""
    code = (
        "import sys, time; from pathlib import Path; from launcher import packages as p; base = Path(sys.argv[1]);"
        "p.VENV, p.STAMP, p.INCOMPLETE, p.IN_USE = base, base / 'stamp', base / 'half', base.with_suffix('.lock');"
        "p._works = lambda: not p.INCOMPLETE.exists();"
        "p._install = lambda lock: (print('installs', flush=True), p.INCOMPLETE.touch(), input(), 'pip')[-1];"
        "print(p.ensure(dev=True)[0], flush=True)"
    )
    (tmp_path / "venv").mkdir()
    command = [sys.executable, "-c", code, str(tmp_path / "venv")]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    first = subprocess.Popen(command, **pipes)
    assert first.stdout.readline() == "installs\n"
    second = subprocess.Popen(command, **pipes)
    assert processes.wait_until(lambda: _waits(second.pid) or second.poll() is not None, 60)
    assert first.communicate("\n", timeout=60)[0] == "with pip\n"
    assert second.communicate("\n", timeout=60)[0] == "installed by another command meanwhile\n"


def test_our_own_locks_are_whole_for_every_python_and_keep_their_extras() -> None:
    assert lock_check.main() == 0
    for lock in (packages.RUN, packages.DEV):
        assert "celery[redis]==" in lock.read_text()


@pytest.mark.parametrize(
    ("lock", "fault"),
    [
        ("user==1.0\nlibrary[extra]==1.0\npart==1.0\n", ""),
        ("user==1.0\nlibrary==1.0\npart==1.0\n", r"needs library\[extra\]>=1.0: the lock has it without \[extra\]"),
        ("user==1.0\nlibrary[extra]==1.0\n", r"library 1.0 needs part.*: it is not in the lock"),
        ("user==1.0\nlibrary[extra]==0.9\npart==1.0\n", r"needs library\[extra\]>=1.0: the lock has 0.9"),
        ("later==1.0\n", r"later 1.0 needs backport.*: it is not in the lock"),
    ],
)
def test_a_gap_in_a_lock_is_named(lock: str, fault: str) -> None:
    asks = {
        "user": ["library[extra]>=1.0", "never; sys_platform == 'win32'"],
        "library": ["part>=1.0; extra == 'extra'", "unwanted; extra == 'other'"],
        "later": ["backport; python_version >= '3.14'"],
    }
    found = lock_check.faults(lock_check.read(lock), lambda name: asks.get(name, []))
    assert len(found) == bool(fault)
    assert not fault or re.search(fault, found[0])


def test_an_environment_that_is_a_link_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place, link = tmp_path / "elsewhere", tmp_path / ".venv"
    (place / "bin").mkdir(parents=True)
    (place / "bin" / "python").write_text("broken")
    link.symlink_to(place)
    monkeypatch.setattr(packages, "VENV", link)
    monkeypatch.setattr(packages, "STAMP", link / "portal.stamp")
    monkeypatch.setattr(packages, "INCOMPLETE", link / "portal.incomplete")
    monkeypatch.setattr(packages, "_works", lambda: False)
    packages._make_venv()
    assert link.is_symlink()
    assert list(place.glob("lib/python3*/site-packages/pip"))

"""The virtual environment and its packages, pinned with hashes. Nothing is done when nothing has changed."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from launcher import causes, processes, system
from launcher.failures import explained, failure, keep, masked
from launcher.paths import ROOT, VENV, venv_python, write_whole
from launcher.say import warn

RUN, DEV = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
STAMP = VENV / "portal.stamp"
IN_USE = ROOT / ".venv.lock"  # beside the environment, which may be emptied
EXACTLY = ["--no-deps", "--require-hashes", "--only-binary", ":all:"]  # pip and uv both know these
INCOMPLETE = VENV / "portal.incomplete"  # there while packages are installed: an environment with it is recreated


def fingerprint(lock: Path) -> str:
    """Changes with the lock file and with the Python."""
    return hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()


def ensure(dev: bool = False) -> list[str]:
    """Makes the environment and installs the packages. Returns notes for the step line. A second caller waits."""
    if _is_installed(dev):
        return ["unchanged"]
    lock = DEV if dev else RUN
    with explained(f"The packages of {lock.name} could not be installed"), processes.locked(IN_USE):
        if _is_installed(dev):
            return ["installed by another command meanwhile"]
        by = _install(lock)
        # The development lock holds the running one, so its mark answers for both.
        write_whole(STAMP, fingerprint(lock) + "\n")
        INCOMPLETE.unlink(missing_ok=True)
    return [f"with {by}"]


def _is_installed(dev: bool) -> bool:
    """Are the packages of that lock in the environment, whole?"""
    held = STAMP.read_text().split() if STAMP.exists() else []
    wanted = [fingerprint(DEV)] if dev else [fingerprint(RUN), fingerprint(DEV)]
    return any(mark in held for mark in wanted) and _works()


def _works() -> bool:
    if INCOMPLETE.exists() or not venv_python().exists():
        return False
    return subprocess.run([venv_python(), "-c", ""], capture_output=True, check=False).returncode == 0


def _install(lock: Path) -> str:
    uv = shutil.which("uv")
    if uv and _with_uv(uv, lock):
        return "uv"
    _make_venv()
    done = _marked(pip_install(venv_python(), lock))
    if done.returncode:
        wrong = f"The packages of {lock.name} could not be installed"
        raise failure(wrong, done.stderr, known=causes.INSTALLER_CAUSES)
    return "pip"


def pip_install(python: Path, lock: Path) -> list[str]:
    """The command that installs exactly what the lock lists. It suits the pip that each supported Python brings.

    `--no-deps`: pip resolves nothing, so no release outside the lock is ever looked at (`lock_check` proves that the
    lock is complete). `--only-binary`: building a package would fetch build tools that no lock holds.
    """
    command = [str(python), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    command += ["--no-compile"]  # Python compiles what is used when it is used: a third of the time
    return [*command, *EXACTLY, "-r", str(lock)]


def uv_install(uv: str, python: Path, lock: Path) -> list[str]:
    """The same with uv. Whichever of several indexes has a file, its hash must be the one in the lock."""
    command = [uv, "pip", "install", "--quiet", "--index-strategy", "unsafe-best-match", "--python", str(python)]
    return [*command, *EXACTLY, "-r", str(lock)]


def _with_uv(uv: str, lock: Path) -> bool:
    """Fast path. False when uv cannot (it does not read pip's own settings, so a private index is unknown to it)."""
    surroundings = os.environ | {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1"}
    steps = [uv_install(uv, venv_python(), lock)]
    if not _works():
        steps.insert(0, [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV)])
    for step in steps:
        done = _marked(step, surroundings)
        if done.returncode:
            keep("uv could not install the packages", done.stderr)
            reason = (masked(done.stderr).strip().splitlines() or ["no reason given"])[-1]
            warn(f"uv could not install the packages ({reason}); trying pip.")
            return False
    return True


def _make_venv() -> None:
    if _works() and list(VENV.glob("lib/python3*/site-packages/pip")):
        return
    system.ensure([system.VENV], must=True)
    _clear()
    # Resolved: venv makes nothing through a link.
    command = [sys.executable, "-m", "venv", str(VENV.resolve())]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise failure(f"The virtual environment {VENV} could not be made", f"{done.stdout}\n{done.stderr}")


def _marked(command: list[str], surroundings: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Runs an installer with the mark of an incomplete environment, which is removed when nothing was changed."""
    before, was_incomplete = _packages(), INCOMPLETE.exists()
    if VENV.is_dir():
        INCOMPLETE.touch()
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    if done.returncode and not was_incomplete and _packages() == before:
        INCOMPLETE.unlink(missing_ok=True)
    return done


def _clear() -> None:
    """Empties the environment, also one that is a link to another folder, and marks it as incomplete."""
    STAMP.unlink(missing_ok=True)
    VENV.mkdir(parents=True, exist_ok=True)
    INCOMPLETE.touch()
    for entry in VENV.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry != INCOMPLETE:
            entry.unlink()


def _packages() -> dict[str, int]:
    """What lies in the environment, and when each was last changed."""
    return {str(path): path.stat().st_mtime_ns for path in VENV.glob("lib/python3*/site-packages/*")}


def lock() -> int:
    """Compiles both lock files again. The lowest Python compiles for all: what it needs more, the others ignore."""
    if sys.version_info[:2] != (3, 11):
        warn(f"the lock is best compiled with Python 3.11, this is {sys.version.split()[0]}.")
    plain = [
        "--no-emit-index-url",
        "--no-emit-find-links",
        "--no-emit-trusted-host",
        "--no-emit-options",
        "--no-header",
    ]
    surroundings = os.environ | {"CUSTOM_COMPILE_COMMAND": "./portal lock"}
    for name in ("requirements", "requirements-dev"):
        command = [str(venv_python()), "-m", "piptools", "compile", "--quiet", "--generate-hashes", "--allow-unsafe"]
        command += ["--no-strip-extras", *plain, "--output-file", f"{name}.txt", f"{name}.in"]
        if done := subprocess.run(command, cwd=ROOT, env=surroundings, check=False).returncode:
            return done
    return 0

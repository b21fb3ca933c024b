"""The virtual environment and its packages, pinned with hashes. Nothing is done when nothing has changed."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from launcher import system
from launcher.paths import ROOT, VENV, venv_python
from launcher.say import Stop, warn

RUN, DEV = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
STAMP = VENV / "portal.stamp"


def fingerprint(lock: Path) -> str:
    """Changes with the lock file and with the Python."""
    return hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()


def ensure(dev: bool = False) -> list[str]:
    """Makes the environment and installs the packages. Returns notes for the step line."""
    held = STAMP.read_text().split() if STAMP.exists() else []
    wanted = [fingerprint(DEV)] if dev else [fingerprint(RUN), fingerprint(DEV)]
    if any(mark in held for mark in wanted) and _works():
        return ["unchanged"]
    lock = DEV if dev else RUN
    by = _install(lock)
    # The development lock holds the running one, so its mark answers for both.
    STAMP.write_text(fingerprint(lock) + "\n")
    return [f"with {by}"]


def _works() -> bool:
    if not venv_python().exists():
        return False
    return subprocess.run([venv_python(), "-c", ""], capture_output=True, check=False).returncode == 0


def _install(lock: Path) -> str:
    uv = shutil.which("uv")
    if uv and _with_uv(uv, lock):
        return "uv"
    _make_venv()
    command = [str(venv_python()), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    command += ["--no-compile"]  # Python compiles what is used when it is used: a third of the time
    done = subprocess.run(
        [*command, "--no-deps", "--require-hashes", "-r", str(lock)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Stop(f"The packages of {lock.name} could not be installed.", _errors(done.stderr))
    return "pip"


def _errors(text: str) -> str:
    """What pip said, without its noise; of the many warnings only the one that names the cause."""
    lines = [line for line in text.splitlines() if not line.startswith("WARNING")]
    causes = [line for line in text.splitlines() if line.startswith("WARNING") and "connection broken" in line]
    hint = "Is there a network, or a filled PIP_CACHE_DIR?"
    return "\n  ".join([*causes[-1:], *lines[-5:], hint])


def _with_uv(uv: str, lock: Path) -> bool:
    """Fast path. False when uv cannot (it does not read pip's own settings, so a private index is unknown to it)."""
    surroundings = os.environ | {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1"}
    steps = [[uv, "pip", "install", "--quiet", "--python", str(venv_python()), "--require-hashes", "-r", str(lock)]]
    if not _works():
        steps.insert(0, [uv, "venv", "--quiet", "--clear", "--seed", "--python", sys.executable, str(VENV)])
    for step in steps:
        done = subprocess.run(step, env=surroundings, capture_output=True, text=True, check=False)
        if done.returncode:
            warn(f"uv could not ({(done.stderr.strip().splitlines() or ['no reason given'])[-1]}); trying pip.")
            return False
    return True


def _make_venv() -> None:
    if _works() and list(VENV.glob("lib/python3*/site-packages/pip")):
        return
    system.ensure([system.VENV], must=True)
    done = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Stop(f"The virtual environment {VENV} could not be made.", (done.stderr or done.stdout).strip()[-400:])


def lock() -> int:
    """Compiles both lock files anew. The lowest Python compiles for all: what it needs more, the others ignore."""
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
        command += ["--strip-extras", *plain, "--output-file", f"{name}.txt", f"{name}.in"]
        if done := subprocess.run(command, cwd=ROOT, env=surroundings, check=False).returncode:
            return done
    return 0

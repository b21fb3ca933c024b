"""What the machine itself must have: installed with apt where that is allowed, else named with its command."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from launcher import causes
from launcher.failures import failure
from launcher.say import Stop, warn

LISTS = Path("/var/lib/apt/lists")


@dataclass(frozen=True)
class Need:
    """One thing the machine must have: what it is for, the apt package, and how to see that it is there."""

    package: str
    purpose: str
    found: Callable[[], object]
    optional: bool = False


def library(name: str) -> bool:
    """Does this shared library load?"""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def tool(*names: str) -> str:
    """The path of the first of these programs, also where an ordinary user's PATH does not look; else an empty text."""
    places = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin", "/snap/bin"])
    return next((path for name in names if (path := shutil.which(name, path=places))), "")


def browser() -> str:
    """The Chromium that tests drive: CHROMIUM, else the system's, best of all the one without a window."""
    return os.environ.get("CHROMIUM", "") or tool(
        "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"
    )


RUN = [
    Need("libpango-1.0-0", "to make PDFs", lambda: library("libpango-1.0.so.0")),
    Need("libpangoft2-1.0-0", "to make PDFs", lambda: library("libpangoft2-1.0.so.0")),
    Need("libharfbuzz-subset0", "to make PDFs faster", lambda: library("libharfbuzz-subset.so.0"), optional=True),
]
TEST = [
    Need("chromium", "for browser tests", browser),
    Need(
        "chromium-headless-shell",
        "for browser tests in less time",
        lambda: tool("chromium-headless-shell"),
        optional=True,
    ),
    Need("poppler-utils", "to read PDFs in tests", lambda: tool("pdfinfo") and tool("pdftotext")),
    Need("clamav-daemon", "to test virus scanning", lambda: tool("clamd")),
]
# Debian's Python leaves out the part that makes virtual environments.
VENV = Need(f"python3.{sys.version_info.minor}-venv", "to install packages", lambda: _module("ensurepip"))


def _module(name: str) -> bool:
    try:
        __import__(name)
    except ImportError:
        return False
    return True


def on_ci() -> bool:
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def ensure(needs: list[Need], must: bool = False) -> list[str]:
    """Installs what is missing and may be installed. Returns notes.

    What stays missing is a Stop with the exact command when it `must` be there, else a warning with that command. What
    is optional comes along with something else, or where all must be there, and is never complained of: another system
    may not have such a package at all.
    """
    missing = [need for need in needs if not need.found()]
    wanted = [need for need in missing if not need.optional]
    if not wanted and not (missing and must):
        return []
    apt = _apt()
    told = _install(apt, [need.package for need in wanted]) if apt and wanted else ""
    if still := [need for need in wanted if not need.found()]:
        _complain(still, told, must)
    for need in missing if apt else []:
        if need.optional:
            _install(apt, [need.package])
    installed = [need.package for need in missing if need.found()]
    return ["installed " + ", ".join(installed)] if installed else []


def _complain(still: list[Need], told: str, must: bool) -> None:
    purposes = ", ".join(dict.fromkeys(need.purpose for need in still))
    wrong = f"This machine lacks {', '.join(need.package for need in still)} ({purposes})."
    remedy = "Install with:  " + command_for([need.package for need in still])
    if told:
        stop = failure("apt could not install it", told, known=causes.INSTALLER_CAUSES)
        remedy += f"\n  {stop}"
    if must:
        raise Stop(wrong, remedy, code=3)
    warn(f"{wrong}\n  {remedy}")


def command_for(names: list[str]) -> str:
    """The command that a person can type to install these."""
    before = "" if os.geteuid() == 0 else "sudo "
    if not shutil.which("apt-get"):
        return f"your system's package manager (on Debian: apt-get install -y {' '.join(names)})"
    return f"{before}apt-get update && {before}apt-get install -y {' '.join(names)}"


def _apt() -> list[str]:
    """The words before `install`, or none when apt is missing or not ours to use."""
    if not shutil.which("apt-get") or os.environ.get("PORTAL_NO_APT"):
        return []
    words = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "-q", "-o", "DPkg::Lock::Timeout=120"]
    words += ["-o", "Acquire::http::Timeout=20", "-o", "Acquire::Retries=1"]
    if os.geteuid() == 0:
        return words
    if shutil.which("sudo") and _quiet(["sudo", "-n", "true"]).returncode == 0:
        return ["sudo", "-n", *words]
    return []


def _install(apt: list[str], names: list[str]) -> str:
    """Installs them; what apt said when it could not."""
    updated = any(LISTS.glob("*_Packages*"))
    if not updated:
        _quiet([*apt, "update"])
    done = _quiet([*apt, "install", "--no-install-recommends", *names])
    if done.returncode and updated:  # the lists may be older than the mirror
        _quiet([*apt, "update"])
        done = _quiet([*apt, "install", "--no-install-recommends", *names])
    return f"{done.stdout}\n{done.stderr}" if done.returncode else ""


def _quiet(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)

"""The `portal` script itself."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from launcher.cli import COMMANDS
from launcher.paths import ROOT

SH = shutil.which("sh") or "/bin/sh"


def call(*words: str, **surroundings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SH, str(ROOT / "portal"), *words],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", **surroundings},
    )


def test_a_python_that_cannot_be_used_is_not_replaced_by_another(tmp_path: Path) -> None:
    old = tmp_path / "python3.10"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    for name in (str(old), "/nowhere/python3.12"):
        done = call(PORTAL_PYTHON=name)
        assert (done.returncode, done.stdout) == (3, "")
        assert (
            done.stderr == f"PORTAL_PYTHON says {name}, which is not Python 3.11 or newer. Name another, or unset it.\n"
        )


def test_help_needs_nothing_installed() -> None:
    done = call("test", "--help")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "./portal test [pytest arguments]")


def test_who_reads_the_list_may_stop_early() -> None:
    done = subprocess.run(f"{SH} {ROOT / 'portal'} | head -1", shell=True, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("The school portal. Begin with  ./portal run\n", "")


def test_bare_it_lists_every_command_with_a_line() -> None:
    done = call()
    assert done.returncode == 0
    lines = [line.split() for line in done.stdout.splitlines() if line.startswith("  ./portal")]
    assert [words[1] for words in lines] == list(COMMANDS)
    assert all(command.about in done.stdout for command in COMMANDS.values())


def test_an_unknown_command_is_named() -> None:
    done = call("walk")
    assert done.returncode == 2
    assert "There is no command 'walk'" in done.stderr


@pytest.mark.parametrize("found", [None, "old"])
def test_without_a_new_enough_python_the_command_to_get_one_is_named(tmp_path: Path, found: str | None) -> None:
    for tool in ("dirname", "id", "apt-get"):
        target = shutil.which(tool)
        (tmp_path / tool).symlink_to(target or "/bin/true")
    if found:  # too old: it fails the question for its version
        (tmp_path / "python3").write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / "python3").chmod(0o755)
    done = call("run", PATH=str(tmp_path), HOME=str(tmp_path))
    assert done.returncode == 3
    assert "needs Python 3.11 or newer, and none was found" in done.stderr
    assert "apt-get install -y python3 python3-venv" in done.stderr

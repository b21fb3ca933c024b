"""The list of duties that `./portal obligations` prints."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from launcher.paths import ROOT
from launcher.testing import obligations_plugin as plugin

PAGE = """
| id | kind | what |
|---|---|---|
| W1 | P | the policy names a lead |
| **W2** | R | friends are disclosed |
| C3 | N, G | a letter goes home |
| W | The school | not an id |
"""

SUITE = """
import pytest

@pytest.mark.obligation("W1")
def test_one(): pass

@pytest.mark.obligation("W1", "W2")
@pytest.mark.parametrize("x", [1, 2])
def test_two(x): assert x == 1

@pytest.mark.obligation("Z9")
def test_unknown(): pass
"""


def test_ids_are_read_from_the_rows() -> None:
    assert plugin.listed(PAGE) == {
        "W1": "the policy names a lead",
        "W2": "friends are disclosed",
        "C3": "a letter goes home",
    }


def test_each_duty_has_its_line_also_in_parallel(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(SUITE)
    (tmp_path / "page.md").write_text(PAGE)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = obligation\n")
    (tmp_path / "local.py").write_text(
        "from pathlib import Path\nfrom launcher.testing import obligations_plugin as plugin\n"
        "plugin.PAGE = Path('page.md').resolve()\n"
    )
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "local",
            "-p",
            "launcher.testing.obligations_plugin",
            "-p",
            "no:django",
            "-q",
            "-n1",
        ],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"},
        capture_output=True,
        text=True,
    )
    rows = [line.split("  ")[0].split() for line in done.stdout.splitlines() if " tests  " in line]
    assert [row[0] for row in rows] == ["W1", "W2", "C3", "Z9"]
    said = done.stdout
    assert "W1    failing       3 tests" in said
    assert "W2    failing       2 tests" in said
    assert "C3    nothing yet   0 tests" in said
    assert "Z9    proved        1 tests  NOT in docs/obligations.md" in said
    assert done.returncode == 1

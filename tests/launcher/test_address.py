"""The address is ours from the moment it is chosen, and no other program's page is taken for ours."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from launcher import address
from launcher.address import Address, FirstAnswer
from launcher.paths import ROOT
from launcher.run import _children, _first_page, _hold
from launcher.say import Stop
from launcher.supervisor import Supervisor

FIRST = 17_000 + os.getpid() % 2000 * 8


@pytest.fixture
def held() -> Iterator[Address]:
    """An address that this test holds."""
    ours = address.hold(FIRST)
    yield ours
    ours.close()


def bind(host: str, port: int) -> socket.socket:
    """Another program that wants this port, as web servers do."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    other = socket.socket(family, socket.SOCK_STREAM)
    other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        other.bind((host, port))
        other.listen()
    except OSError:
        other.close()
        raise
    return other


HOSTS = ["127.0.0.1", "0.0.0.0", *(["::1", "::"] if address._has_ipv6() else [])]


@pytest.mark.parametrize("host", HOSTS)
def test_nobody_takes_a_port_that_was_chosen(held: Address, host: str) -> None:
    with pytest.raises(OSError, match=r"\[Errno") as refused:
        bind(host, held.port)
    assert refused.value.errno == errno.EADDRINUSE


@pytest.mark.parametrize("host", HOSTS)
def test_a_port_that_somebody_serves_is_passed_over(host: str) -> None:
    ours = address.hold(FIRST)
    ours.close()
    with bind(host, ours.port), contextlib.closing(address.hold(ours.port)) as next_one:
        assert next_one.port > ours.port


def test_a_machine_without_ipv6_has_one_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "_has_ipv6", lambda: False)
    with contextlib.closing(address.hold(FIRST)) as ours:
        assert [held.family for held in ours.sockets] == [socket.AF_INET]


@pytest.mark.parametrize("text", ["", "eight", "0", "99999"])
def test_a_note_of_the_last_port_that_is_damaged_is_passed_over(tmp_path: Path, text: str) -> None:
    (tmp_path / "port").write_text(text)
    assert address.last_port(tmp_path / "port") == address.FIRST_PORT


def test_ports_that_only_root_may_use_and_ports_that_do_not_exist_are_said(as_ordinary_user: None) -> None:
    with pytest.raises(Stop, match=r"No port is free from 65536 on.*\n.*--port 9000"):
        address.hold(65536)
    if Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text().strip() != "0":
        with pytest.raises(Stop, match=r"Port 81 cannot be used: Permission denied.\n.*--port 9000"):
            address.hold(81)


def test_the_port_of_the_last_run_comes_first_and_links_are_made_for_it(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from launcher.servers.embedded import Services

    services = Services(given={})
    assert services.environment()["PORTAL_BASE_URL"] == "http://localhost:8000"
    first = _hold(services, FIRST)
    assert services.environment()["PORTAL_BASE_URL"] == first.url
    second = _hold(services, None)
    assert f"port {first.port} is taken, so it is {second.port} this time" in capsys.readouterr().err
    assert services.environment()["PORTAL_BASE_URL"] == second.url
    for held in (first, second):
        held.close()
    with contextlib.closing(_hold(services, None)) as again:
        assert again.port == second.port
    behind = Services(given={"PORTAL_BASE_URL": "https://portal.example.sch.uk"})
    assert behind.environment()["PORTAL_BASE_URL"] == "https://portal.example.sch.uk"


def test_launchers_that_choose_at_the_same_moment_get_an_address_each() -> None:
    code = "from launcher import address; ours = address.hold(%d); print(ours.port, flush=True); input(); ours.close()"
    crowd = [
        subprocess.Popen(
            [sys.executable, "-c", code % FIRST], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    ports = {process.stdout.readline() for process in crowd}
    for process in crowd:
        process.communicate("\n")
    assert len(ports) == 4


class Stranger(BaseHTTPRequestHandler):
    """A web server that is not ours."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header(address.HEADER, "guessed")
        self.end_headers()

    def log_message(self, *words: object) -> None:
        """Says nothing."""


def test_the_page_of_another_server_is_never_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    with HTTPServer(("127.0.0.1", 0), Stranger) as stranger:
        threading.Thread(target=stranger.serve_forever, daemon=True).start()
        theirs = Address(stranger.server_port, [])
        assert theirs.status() == 0
        monkeypatch.setattr("launcher.run.ANSWER_WITHIN", 0.5)
        with pytest.raises(Stop, match="No page answered"):
            _first_page(Supervisor([], {}), theirs)
        assert replace(theirs, run_id="guessed").status() == 200
        stranger.shutdown()


def test_two_portals_started_together_answer_each_at_its_own_address(django_db_setup: None) -> None:
    """Real web servers on inherited sockets; visitors who come before one is ready wait for it."""
    crews, answers = [], []
    for _ in range(2):
        ours = address.hold(FIRST)
        first = FirstAnswer(ours)
        first.start()  # before anything serves
        web = _children(SimpleNamespace(), ours, no_worker=True)
        crew = Supervisor(web, os.environ | ours.environment | {"PYTHONWARNINGS": "default"})
        crew.start()
        crews.append((ours, crew))
        answers.append(first)
    try:
        for first in answers:
            first.join(60)
        assert [first.status for first in answers] == [302, 302]  # an empty portal leads on to its first steps
        (one, _), (other, _) = crews
        assert one.port != other.port
        assert replace(one, run_id=other.run_id).status() == 0
    finally:
        for ours, crew in crews:
            crew.stop()
            ours.close()

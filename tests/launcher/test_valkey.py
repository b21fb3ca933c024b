"""The embedded Valkey, for real."""

from __future__ import annotations

import os
import signal
import socket

import pytest
import redis

from launcher import processes
from launcher.servers import valkey
from launcher.servers.embedded import Services


@pytest.mark.kill
def test_a_hard_kill_loses_nothing(services: Services) -> None:
    services.valkey.start()
    client = redis.from_url(services.valkey.url())
    client.set("queued", "a job")
    client.close()
    old = services.valkey.pid()
    os.kill(old, signal.SIGKILL)
    assert processes.wait_until(lambda: not processes.alive(old), 5)

    services.valkey.start()

    client = redis.from_url(services.valkey.url())
    assert client.get("queued") == b"a job"
    client.close()


def test_it_asks_for_the_password_which_stands_in_no_list_of_processes(services: Services) -> None:
    services.valkey.start()
    with redis.Redis(port=services.valkey.port()) as client, pytest.raises(redis.AuthenticationError):
        client.ping()
    told = (processes.PROC / str(services.valkey.pid()) / "cmdline").read_bytes()
    assert services.valkey.password.encode() not in told
    assert (services.valkey.place.base / "valkey.conf").stat().st_mode & 0o777 == 0o600


def test_a_taken_port_and_a_stale_note_are_passed_over(services: Services) -> None:
    first = processes.free_port(valkey.FIRST_PORT)
    services.valkey.note.write_text(f"{os.getpid()} {first}\n")  # alive, but no Valkey
    with socket.create_server(("127.0.0.1", first)):
        services.valkey.start()
        assert services.valkey.port() > first
        assert services.valkey.pid() != os.getpid()

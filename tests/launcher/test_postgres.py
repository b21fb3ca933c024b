"""The embedded PostgreSQL, for real: roles, a hard kill, stale files, taken ports."""

from __future__ import annotations

import os
import signal
import socket
import subprocess

import psycopg2
import pytest

from launcher import processes
from launcher.say import Stop
from launcher.servers import postgres
from launcher.servers.embedded import Services


@pytest.fixture
def running(services: Services) -> Services:
    services.postgres.start()
    return services


def ask(services: Services, role: str, query: str) -> list[tuple]:
    connection = psycopg2.connect(services.postgres.url(role))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(query)
        rows = cursor.fetchall() if cursor.description else []
    connection.close()
    return rows


@pytest.mark.kill
def test_a_hard_kill_loses_nothing_and_the_next_start_just_works(running: Services) -> None:
    ask(running, "owner", "CREATE TABLE kept (word text)")
    ask(running, "owner", "INSERT INTO kept VALUES ('still here')")
    old = running.postgres.pid()
    os.kill(old, signal.SIGKILL)
    assert processes.wait_until(lambda: not processes.alive(old), 5)

    running.postgres.start()

    assert running.postgres.pid() != old
    assert ask(running, "owner", "SELECT word FROM kept") == [("still here",)]


def test_the_web_role_can_do_little_and_the_owner_what_tests_need(running: Services) -> None:
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(running, "web", "CREATE TABLE mine (x int)")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(running, "web", "CREATE DATABASE mine")
    assert ask(running, "owner", "SELECT rolname FROM pg_roles WHERE rolsuper") == [("portal_super",)]
    names = ask(running, "owner", "SELECT extname FROM pg_extension ORDER BY 1")
    assert [name for (name,) in names] == ["btree_gist", "citext", "pg_trgm", "plpgsql", "unaccent"]

    ask(running, "owner", "CREATE DATABASE test_born")
    born = psycopg2.connect(running.postgres.url("owner").removesuffix("portal") + "test_born")
    with born.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_extension")
        assert cursor.fetchone() == (5,)
    born.close()


def test_without_the_password_nobody_comes_in_not_even_from_this_machine(running: Services) -> None:
    with pytest.raises(psycopg2.OperationalError, match=r"no password|authentication failed"):
        psycopg2.connect(
            host="127.0.0.1", port=running.postgres.port(), user="portal_super", dbname="portal", password=""
        )


def test_a_stale_pid_file_that_names_somebody_elses_process_does_not_keep_us_out(
    running: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    running.postgres.stop()
    other = subprocess.Popen(["sleep", "60"])
    lock = running.postgres.data / "postmaster.pid"
    lock.write_text(f"{other.pid}\n{running.postgres.data}\n1\n5\n\n\n\n")

    running.postgres.start()

    assert ask(running, "web", "SELECT 1") == [(1,)]
    assert "not stopped cleanly" in capsys.readouterr().err
    assert other.poll() is None
    other.kill()
    other.wait()


def test_a_taken_port_is_passed_over(services: Services) -> None:
    first = processes.free_port(postgres.FIRST_PORT)
    with socket.create_server(("127.0.0.1", first)):
        services.postgres.start()
        assert services.postgres.port() > first


def test_data_of_another_major_version_is_named_and_left_alone(services: Services) -> None:
    folder = services.postgres.place.folder("postgres")
    (folder / "PG_VERSION").write_text("14\n")
    with pytest.raises(Stop, match=r"PostgreSQL 14 made the database in .*, but this is PostgreSQL 1\d"):
        services.postgres.start()
    assert (folder / "PG_VERSION").read_text() == "14\n"


def test_an_interrupted_first_start_is_started_again(services: Services) -> None:
    half = services.postgres.place.folder("postgres.making")
    (half / "left over").write_text("x")
    services.postgres.place.folder("postgres")
    services.postgres.start()
    assert ask(services, "web", "SELECT current_user") == [("portal_web",)]

"""Surroundings of a run: databases, folder and broker queue of its own, gone at its end."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlparse
from uuid import uuid4

from redis import Redis

from bench.servers import ROOT
from bench.sizes import Sizes
from bench.world import World
from tests import database

BARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("migrate", run_syncdb=True, verbosity=0)
from django.contrib.auth.models import User
from django.test import Client
from bench.bare.models import Note
users = [User.objects.create_user(f"u{n}") for n in range(50)]
Note.objects.bulk_create([Note(who=users[n % 50], text=f"Line {n} of the table") for n in range(500)])
client = Client()
client.force_login(users[0])
print(client.cookies["sessionid"].value)
"""

RUN = f"{os.getpid()}_{uuid4().hex[:8]}"
BROKER_DATABASE = 15
ABANDONED = r"""
SELECT datname FROM pg_database WHERE datname LIKE 'bench\_%' AND pg_get_userbyid(datdba) = current_user
AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datname = pg_database.datname AND a.usename = current_user)
"""


@contextmanager
def surroundings() -> Iterator[None]:
    """Turn this process and all it starts away from the portal that lives here, before any settings are read.

    Django reads DATABASE_URL once; without this, whatever asked for settings first would lead the benchmarks into the
    database of a real school.
    """
    drop_abandoned()
    broker = urlparse(os.environ["REDIS_URL"])._replace(path=f"/{BROKER_DATABASE}").geturl()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        os.environ |= {
            "DATABASE_URL": database.web_url(_name("portal")),
            "REDIS_URL": broker,
            "PORTAL_VAR": folder,
            "PORTAL_BASE_URL": "http://127.0.0.1:8000",
            "CLOCK_FILE": "",
            "SESSION_IDLE_MINUTES": "60",
        }
        try:
            yield
        finally:
            with Redis.from_url(broker) as connection:
                connection.delete("celery")


def _name(kind: str) -> str:
    return f"bench_{kind}_{RUN}"


def drop_abandoned() -> None:
    """Drop the databases of runs that were killed. A living run keeps a connection to each of its own."""
    with database.as_owner() as cursor:
        cursor.execute(ABANDONED)
        names = [row[0] for row in cursor.fetchall()]
    for name in names:
        database.drop(name)


@contextmanager
def own_database(kind: str, empty: bool = False) -> Iterator[str]:
    """Make a database that only this run has, with our tables unless ``empty``; yields its name."""
    name = _name(kind)
    try:
        if empty:
            with database.as_owner() as cursor:
                cursor.execute(f"CREATE DATABASE {name}")
        else:
            database.clone(name)
        with closing(database.connect(name)):
            yield name
    finally:
        database.drop(name)


@contextmanager
def bare() -> Iterator[dict[str, str]]:
    """Make the yardstick's database; yields the environment of its server."""
    with own_database("bare", empty=True) as name:
        environment = {"BENCH_BARE_URL": database.owner_url(name), "DJANGO_SETTINGS_MODULE": "bench.bare.settings"}
        done = subprocess.run(
            [sys.executable, "-c", BARE], cwd=ROOT, env=os.environ | environment, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        yield environment | {"BENCH_SESSION": f"sessionid={done.stdout.split()[-1]}"}


@contextmanager
def portal(sizes: Sizes) -> Iterator[tuple[dict[str, str], World]]:
    """Make the portal's database with its world; yields the environment of its server."""
    import django

    django.setup()
    from django.db import connection, connections

    with own_database("portal") as name:
        if connection.settings_dict["NAME"] != name:
            raise RuntimeError(f"The settings name {connection.settings_dict['NAME']}, not the benchmarks' {name}.")
        # Static files as in production: hashed names, compressed.
        environment = {"PORTAL_MODE": "development"}
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"],
            cwd=ROOT,
            env=os.environ | environment,
            check=True,
        )
        from bench import world as worlds

        try:
            made = worlds.make(sizes)
            connections.close_all()
            yield environment, made
        finally:
            connections.close_all()

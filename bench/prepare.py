"""Databases for a run, dropped at its end."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bench.servers import ROOT
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


@contextmanager
def bare() -> Iterator[dict[str, str]]:
    """Make the yardstick's database; yields the environment of its server."""
    name = f"bench_bare_{os.getpid()}"
    with database.as_owner() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    environment = {"BENCH_BARE_URL": database.owner_url(name), "DJANGO_SETTINGS_MODULE": "bench.bare.settings"}
    try:
        done = subprocess.run(
            [sys.executable, "-c", BARE], cwd=ROOT, env=os.environ | environment, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        yield environment | {"BENCH_SESSION": f"sessionid={done.stdout.split()[-1]}"}
    finally:
        database.drop(name)


@contextmanager
def portal() -> Iterator[tuple[dict[str, str], World]]:
    """Make the portal's database with its world; yields the environment of its server."""
    name = f"bench_portal_{os.getpid()}"
    # Static files as in production: hashed names, compressed.
    environment = {
        "DATABASE_URL": database.web_url(name),
        "PORTAL_MODE": "development",
        "REDIS_URL": os.environ["REDIS_URL"],
    }
    os.environ["DATABASE_URL"] = environment["DATABASE_URL"]
    os.environ["CLOCK_FILE"] = ""
    # Only now: cloning asks the settings for their apps, and they are read once.
    database.clone(name)
    try:
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"],
            cwd=ROOT,
            env=os.environ | environment,
            check=True,
        )
        import django

        django.setup()
        from django.db import connections

        from bench import world as worlds

        made = worlds.make()
        connections.close_all()
        yield environment, made
    finally:
        from django.db import connections

        connections.close_all()
        database.drop(name)

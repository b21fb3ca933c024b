"""Test databases: one template, migrated once as the owner, cloned for each worker. Nothing is ever flushed."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlparse, urlunparse

import psycopg2

ROOT = Path(__file__).resolve().parent.parent


def owner_url(name: str | None = None) -> str:
    """Return the owner's URL, of the database ``name`` if given."""
    parts = urlparse(os.environ["DATABASE_OWNER_URL"])
    return urlunparse(parts._replace(path=f"/{name}")) if name else urlunparse(parts)


def web_url(name: str) -> str:
    """Return the web role's URL of the database ``name``."""
    return urlunparse(urlparse(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def connect(name: str | None = None):
    """Return an autocommit connection as the owner."""
    connection = psycopg2.connect(owner_url(name))
    connection.autocommit = True
    return connection


@contextmanager
def as_owner() -> Iterator:
    """Yield a cursor outside any transaction, as CREATE DATABASE wants it."""
    connection = connect()
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def _schema_hash() -> str:
    digest = hashlib.sha256(str(ROOT).encode())
    files = sorted(ROOT.glob("*/migrations/*.py")) + [
        ROOT / "core/management/commands/grant_roles.py",
        ROOT / "requirements.txt",
    ]
    for path in files:
        digest.update(path.name.encode() + (path.read_bytes() if path.exists() else b""))
    from django.conf import settings  # noqa: PLC0415 - an app of a library may come with tables too

    digest.update(" ".join(settings.INSTALLED_APPS).encode())
    return digest.hexdigest()[:10]


def _exists(cursor, name: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    return cursor.fetchone() is not None


def template() -> str:
    """Return the name of the template database, made if its schema is not yet there."""
    name = f"test_tpl_{_schema_hash()}"
    with (Path(tempfile.gettempdir()) / f"{name}-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with as_owner() as cursor:
            if _exists(cursor, name):
                return name
            cursor.execute(f"DROP DATABASE IF EXISTS {name}_new WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {name}_new")
            environment = os.environ | {
                "DATABASE_URL": owner_url(f"{name}_new"),
                "WEB_ROLE": urlparse(os.environ["DATABASE_URL"]).username or "",
                "PYTHONWARNINGS": "default",
            }
            for command in (["migrate", "-v0", "--skip-checks"], ["grant_roles", "--skip-checks"]):
                done = subprocess.run(
                    [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, capture_output=True, text=True
                )
                if done.returncode:
                    raise RuntimeError(f"{command}: {done.stdout}\n{done.stderr}")
            cursor.execute(f"ALTER DATABASE {name}_new RENAME TO {name}")
    return name


def clone(name: str) -> None:
    """Make the database ``name`` anew from the template."""
    source = template()
    drop(name)
    with as_owner() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {source}")
        # Nobody needs these rows after a crash: the kill tests, which crash PostgreSQL, have a server of their own.
        cursor.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")


def drop(name: str) -> None:
    """Remove a test database. Autovacuum belongs to the superuser and cannot be sent away: it leaves by itself."""
    for attempt in range(100):
        try:
            with as_owner() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            return
        except psycopg2.errors.InsufficientPrivilege:
            if attempt == 99:
                raise
            time.sleep(0.1)  # until autovacuum has looked and left; bounded by the attempts

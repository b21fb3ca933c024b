"""Bringing the tables up to date."""

from __future__ import annotations

import os
import subprocess
import sys

from launcher.paths import ROOT
from tests import database


def test_tables_of_an_unreleased_version_are_refused_with_what_to_delete(django_db_setup: None) -> None:
    name = f"test_older_{os.getpid()}"
    database.clone(name)
    try:
        with database.connect(name).cursor() as cursor:
            cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('people', '0009_gone', now())")
        told = {"DATABASE_URL": database.owner_url(name), "PORTAL_DATA": "/somewhere/postgres"}
        command = [sys.executable, str(ROOT / "launcher" / "tables.py")]
        done = subprocess.run(command, cwd=ROOT, env=os.environ | told, capture_output=True, text=True)
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1] == (
            "an earlier version, never released, made these tables (people.0009_gone) and they cannot be brought up to "
            "date; delete /somewhere/postgres and run this again to recreate it."
        )
    finally:
        database.drop(name)

"""Bringing the tables up to date."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from launcher.paths import ROOT
from tests import database


@pytest.fixture
def another(django_db_setup: None) -> Iterator[str]:
    """A database of its own."""
    name = f"test_another_{os.getpid()}"
    database.clone(name)
    yield name
    database.drop(name)


@pytest.mark.parametrize(
    ("migration", "remedy", "fault"),
    [
        (
            ("people", "0002_only_the_end_changes"),
            "delete the old data with  rm -rf /x/postgres  and start again",
            (
                "a version before the first release made these tables, and they cannot be brought up to date: "
                "delete the old data with  rm -rf /x/postgres  and start again."
            ),
        ),
        (
            ("people", "0002_only_the_end_changes"),
            "",
            (
                "a version before the first release made these tables, and they cannot be brought up to date: "
                "name a new database."
            ),
        ),
        (
            ("signoffs", "0099_from_the_future"),
            "delete everything",
            (
                "another version of the portal made these tables (signoffs.0099_from_the_future): use that version. "
                "Nothing was changed."
            ),
        ),
        (("a_library_that_went", "0001_initial"), "delete everything", ""),
    ],
)
def test_tables_of_another_version_are_refused_and_only_unreleased_ones_are_to_be_deleted(
    another: str, migration: tuple[str, str], remedy: str, fault: str
) -> None:
    with database.connect(another).cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())", migration)
    environment = os.environ | {"DATABASE_URL": database.owner_url(another), "PORTAL_DATA": remedy}
    command = [sys.executable, str(ROOT / "launcher" / "tables.py")]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == bool(fault)
    assert not fault or done.stderr.splitlines()[-1] == fault


def test_tables_from_before_an_app_was_cut_in_two_are_refused(another: str) -> None:
    with database.connect(another).cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'schools'")
    environment = os.environ | {"DATABASE_URL": database.owner_url(another), "PORTAL_DATA": "delete the old data"}
    command = [sys.executable, str(ROOT / "launcher" / "tables.py")]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "a version before the first release made these tables, and they cannot be brought up to date: "
        "delete the old data."
    )

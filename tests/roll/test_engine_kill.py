"""A worker killed in the middle of an import: nothing is lost, nothing is done twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from ledger import services as ledger
from people.models.pupils import CarerLink, Pupil
from roll.models.imports import ImportStep, PeopleImport
from roll.services.importing import lifecycle, worker
from tests import database
from tests.notices.worker import wait_until
from tests.roll.school import CARERS, PUPILS, make_place, table

ROOT = Path(__file__).resolve().parent.parent.parent
PEOPLE = 60
WORKER = "import django; django.setup()\nfrom roll.services.importing import worker\nworker.run_waiting()"
# With this held the worker comes half through its one transaction, and stands before the links of the carers.
STOP = "LOCK TABLE people_carerlink IN SHARE ROW EXCLUSIVE MODE"
STANDS = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'people_carerlink'::regclass"


def counts() -> tuple[int, int, int]:
    """Return how many pupils, links and steps there are."""
    rows = [model.objects.across_schools("test") for model in (Pupil, CarerLink, ImportStep)]
    return tuple(row.count() for row in rows)  # type: ignore[return-value]


@pytest.mark.kill
def test_a_worker_killed_in_the_middle_loses_nothing_and_does_nothing_twice(
    committed: None, settings, database_name: str, owner_connection, monkeypatch
) -> None:
    monkeypatch.setattr("roll.services.importing.lifecycle.AT_ONCE", 0)
    monkeypatch.setattr("roll.services.importing.lifecycle.AT_ONCE_ROWS", 0)
    place = make_place()
    rows = [f"{n},Child{n},Family{n},,4,Acorn,Ms,Ann{n},Family{n},Mother,Yes,m{n}@x.example," for n in range(PEOPLE)]
    imported = place.upload(table(f"{PUPILS},{CARERS}", *rows))
    assert (imported.state, worker.run_waiting()) == ("reading", 1)
    imported.refresh_from_db()
    lifecycle.approve(imported=imported, by=place.admin)
    connections.close_all()

    told = os.environ | {"DATABASE_URL": database.web_url(database_name), "SEALED_ROOT": str(settings.SEALED_ROOT)}
    owner = owner_connection.cursor()
    owner.execute(f"BEGIN; {STOP}")
    process = subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, env=told)
    try:
        wait_until(lambda: _stands(owner))
        # While one works, a second finds nothing to do, and nobody sees half a list.
        assert worker.run_waiting() == 0
        assert counts() == (0, 0, 0)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        owner.execute("ROLLBACK")
    _until_its_line_is_closed()
    assert (PeopleImport.objects.for_school(place.school).get().state, counts()) == ("applying", (0, 0, 0))

    assert (worker.run_waiting(), worker.run_waiting()) == (1, 0)
    assert (PeopleImport.objects.for_school(place.school).get().state, counts()[:2]) == ("done", (PEOPLE, PEOPLE))
    assert ledger.verify(school_id=place.school.pk) == []


def _stands(owner: Any) -> bool:
    """Say whether the worker waits where we stopped it."""
    owner.execute(STANDS)
    return owner.fetchone() is not None


def _until_its_line_is_closed() -> None:
    """Wait until PostgreSQL has noticed that the worker is gone: its claim goes with its line."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DO $$ BEGIN "
            "WHILE EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND database = "
            "(SELECT oid FROM pg_database WHERE datname = current_database())) "
            "LOOP PERFORM pg_sleep(0.02); END LOOP; END $$"
        )

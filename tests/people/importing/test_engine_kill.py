"""A worker killed in the middle of an import: nothing is lost, nothing is done twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection, connections

from ledger import services as ledger
from people.models import CarerLink, ImportStep, PeopleImport, Pupil
from people.services import importing
from tests import database
from tests.people.importing.school import CARERS, PUPILS, make_place, table

ROOT = Path(__file__).resolve().parent.parent.parent.parent
PEOPLE = 60
# The worker stops at the named point of its one transaction, says so, and waits to be killed.
WORKER = """
import django, sys, time; django.setup()
from people.services import importing
from people.services.importing import carry_out
steps = carry_out.Work._steps
def stop(self, model, act, rows):
    steps(self, model, act, rows)
    if model == "carerlink":
        print("in the middle", flush=True)
        time.sleep(120)
carry_out.Work._steps = stop
importing.work_off()
"""


def counts() -> tuple[int, int, int]:
    """Return how many pupils, links and steps there are."""
    rows = [model.objects.across_schools("test") for model in (Pupil, CarerLink, ImportStep)]
    return tuple(row.count() for row in rows)  # type: ignore[return-value]


@pytest.mark.kill
def test_a_worker_killed_in_the_middle_loses_nothing_and_nothing_is_done_twice(
    committed: None, settings, database_name: str, monkeypatch, tmp_path
) -> None:
    monkeypatch.setattr("people.services.importing.life.AT_ONCE", 0)
    monkeypatch.setattr("people.services.importing.life.AT_ONCE_ROWS", 0)
    monkeypatch.setattr("people.services.importing.life.hint", lambda _task: False)
    place = make_place()
    rows = [f"{n},Child{n},Family{n},,4,Acorn,Ms,Ann{n},Family{n},Mother,Yes,m{n}@x.example," for n in range(PEOPLE)]
    imported = place.bring(table(f"{PUPILS},{CARERS}", *rows))
    assert (imported.state, importing.work_off()) == ("reading", 1)
    imported.refresh_from_db()
    importing.approve(imported=imported, by=place.admin)
    connections.close_all()

    told = os.environ | {"DATABASE_URL": database.web_url(database_name), "SEALED_ROOT": str(settings.SEALED_ROOT)}
    worker = subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, env=told, stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    try:
        assert worker.stdout.readline() == "in the middle\n"
        # While one works, a second finds nothing to do, and nobody sees half a list.
        assert importing.work_off() == 0
        assert counts() == (0, 0, 0)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
    _until_its_line_is_closed()
    assert (PeopleImport.objects.for_school(place.school).get().state, counts()) == ("applying", (0, 0, 0))

    assert (importing.work_off(), importing.work_off()) == (1, 0)
    assert (PeopleImport.objects.for_school(place.school).get().state, counts()[:2]) == ("done", (PEOPLE, PEOPLE))
    assert ledger.verify(school_id=place.school.pk) == []


def _until_its_line_is_closed() -> None:
    """Wait until PostgreSQL has noticed that the worker is gone: its claim goes with its line."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DO $$ BEGIN "
            "WHILE EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND database = "
            "(SELECT oid FROM pg_database WHERE datname = current_database())) "
            "LOOP PERFORM pg_sleep(0.02); END LOOP; END $$"
        )

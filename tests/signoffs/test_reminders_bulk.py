"""Thousands at once: told once each, whatever is killed, stuck or started twice, in as many queries as for a few."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench import families
from notices.models import Claim, Notice
from notices.services.claims import ReminderClaim, claim_many
from notices.services.outbox import Wanted, queue_many
from people.queries import acting
from schools.services.schools import create_trust
from signoffs.queries import audience
from signoffs.queries import audience as audience_queries
from signoffs.services.reminders import reminder_run
from signoffs.services.rounds import close_round
from signoffs.services.run_context import CHUNK_SIZE
from tests.signoffs.conftest import MONDAY
from tests.signoffs.test_at_once import together

ROOT = Path(__file__).resolve().parent.parent.parent
THURSDAY = MONDAY + dt.timedelta(days=3)
SCHEDULED_RUN = "import django; django.setup(); from signoffs.services.reminders import reminder_run; reminder_run()"


def told(*rounds):
    """Return how many reminders there are, and how many people have one, of these rounds."""
    rows = Notice.objects.across_schools("test").filter(kind="family_reminder", subject__in=[r.label for r in rounds])
    claims = Claim.objects.across_schools("test").filter(subject__in=[r.label for r in rounds])
    assert claims.count() == rows.count()
    return rows.count(), rows.values("person").distinct().count()


def in_order(round):
    """Return the people of a round in the order in which a scheduled run takes them."""
    return sorted(audience_queries.who_is_missing(audience.outstanding(round)))


def stop_at(owner, person):
    """Make the database refuse what is written about one person, until ``go_on``."""
    owner.cursor().execute(
        f"ALTER TABLE notices_claim ADD CONSTRAINT stopped CHECK (person_id <> '{person}') NOT VALID"
    )


def go_on(owner):
    owner.cursor().execute("ALTER TABLE notices_claim DROP CONSTRAINT stopped")


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_people(clock):
    clock.set(MONDAY)
    trust = create_trust(name="Trust")
    schools = [families.make_school(trust, number, carers) for number, carers in enumerate((10, 40, CHUNK_SIZE + 10))]
    counts = []
    for school, staff in schools:
        clock.set(MONDAY)
        with CaptureQueriesContext(connection) as opening:
            round = families.ask(school, staff)
        clock.set(THURSDAY)
        with CaptureQueriesContext(connection) as running:
            assert reminder_run() == len(in_order(round))
        with CaptureQueriesContext(connection) as again:
            assert reminder_run() == 0
        close_round(round=round, by=acting.actor_for(staff["office"], school))
        counts.append([len(one.captured_queries) for one in (opening, running, again)])
    few, more, chunks = counts
    assert few == more
    assert (chunks[0], chunks[2]) == (few[0], few[2])
    # One chunk more: its transaction, patience, the rounds held, who is left, claims, messages.
    assert chunks[1] - few[1] <= 12


@pytest.mark.obligation("L23")
def test_an_error_in_one_school_is_logged_and_holds_up_no_other(committed, clock, owner_connection, caplog):
    clock.set(MONDAY)
    first, second, third = families.make(3, CHUNK_SIZE // 10)
    clock.set(THURSDAY)
    stop_at(owner_connection, in_order(second)[7])
    assert reminder_run() == 2 * (CHUNK_SIZE // 10)
    assert (told(first), told(second), told(third)) == ((50, 50), (0, 0), (50, 50))
    assert [f"Reminders of school {second.school_id}" in one.message for one in caplog.records] == [True]
    caplog.clear()
    go_on(owner_connection)
    assert reminder_run() == CHUNK_SIZE // 10
    assert told(first, second, third) == (150, 150)
    assert reminder_run() == 0


def test_what_stops_in_the_middle_goes_on_where_it_stopped(committed, clock, owner_connection, caplog):
    clock.set(MONDAY)
    people_asked = 2 * CHUNK_SIZE + 20
    (round,) = families.make(1, people_asked)
    clock.set(THURSDAY)
    stop_at(owner_connection, in_order(round)[CHUNK_SIZE + 3])
    assert reminder_run() == CHUNK_SIZE
    assert told(round) == (CHUNK_SIZE, CHUNK_SIZE)
    caplog.clear()
    go_on(owner_connection)
    assert reminder_run() == people_asked - CHUNK_SIZE
    assert told(round) == (people_asked, people_asked)


@pytest.mark.kill
def test_a_run_killed_in_the_middle_loses_nobody_and_repeats_nobody(committed, clock, owner_connection):
    clock.set(MONDAY)
    people_asked = 2 * CHUNK_SIZE + 20
    (round,) = families.make(1, people_asked)
    clock.set(THURSDAY)
    owner_connection.autocommit = False
    cursor = owner_connection.cursor()
    # Somebody else is just claiming the same step: the second chunk waits for them, the first is committed.
    cursor.execute(
        "INSERT INTO notices_claim (id, school_id, kind, person_id, subject, due, step, made_at) "
        "VALUES (gen_random_uuid(), %s, 'family_reminder', %s, %s, '2026-11-23', 'after_3', '2026-11-26T09:00Z')",
        [str(round.school_id), str(in_order(round)[CHUNK_SIZE + 3]), round.label],
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", SCHEDULED_RUN],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "schoolsocial.settings"},
    )
    while not _somebody_waits():
        assert worker.poll() is None, "the scheduled run ended before it came to the lock"
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    owner_connection.rollback()
    assert told(round) == (CHUNK_SIZE, CHUNK_SIZE)
    assert reminder_run() == people_asked - CHUNK_SIZE
    assert told(round) == (people_asked, people_asked)


def _somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid' AND pid IN "
            "(SELECT pid FROM pg_stat_activity WHERE datname = current_database())"
        )
        return cursor.fetchone()[0] > 0


def test_runs_at_once_share_the_schools_and_tell_each_person_once(committed, clock):
    clock.set(MONDAY)
    rounds = families.make(3, CHUNK_SIZE + 60)
    clock.set(THURSDAY)
    every = 3 * (CHUNK_SIZE + 60)
    assert sum(together(lambda _n: reminder_run(), 4)) == every
    assert told(*rounds) == (every, every)


@pytest.mark.django_db
def test_many_claims_are_each_given_once(desk, cast):
    round, day = desk.round(), cast.school.today()
    due_claims = [ReminderClaim("staff_reminder", one.person.pk, round.label, day, "after_3") for one in cast.staff()]
    assert claim_many(school=cast.school, claims=due_claims[:3]) == set(due_claims[:3])
    assert claim_many(school=cast.school, claims=[*due_claims, *due_claims]) == set(due_claims[3:])
    assert claim_many(school=cast.school, claims=due_claims) == set()
    assert claim_many(school=cast.school, claims=[]) == set()
    with pytest.raises(ValueError):
        claim_many(school=cast.school, claims=[due_claims[0]._replace(subject="no label")])


@pytest.mark.django_db
def test_many_messages_of_several_shapes(cast):
    due = {"due": dt.date(2026, 12, 3), "minutes": 2, "count": 1}
    rows = [
        Wanted(cast.school, "everyday", kind, one.person, "person:1", f"{kind}:{one.person.pk}", context)
        for one in cast.staff()
        for kind, context in (("staff_request", due), ("staff_reminder", due), ("question_asked", {}))
    ]
    assert queue_many(rows) == 30
    assert queue_many([*rows, rows[0]]) == 0
    found = Notice.objects.for_school(cast.school)
    one = found.get(kind="staff_request", person=cast.teacher.person)
    assert one.context == {"due": "2026-12-03", "minutes": 2, "count": 1}
    assert (one.message_id.startswith(f"<{one.pk}@"), one.state, one.template_version != "") == (True, "waiting", True)
    assert found.values("message_id").distinct().count() == 30
    for wrong in ({"key": ""}, {"key": "x" * 201}, {"context": {"name": "Ivy"}}, {"kind": "nothing"}):
        fields = {"kind": "staff_request", "key": "k", "context": due} | wrong
        with pytest.raises(ValueError):
            queue_many([Wanted(cast.school, "everyday", person=cast.head.person, subject="person:1", **fields)])
    assert found.count() == 30

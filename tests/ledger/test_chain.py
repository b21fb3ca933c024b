"""The chain: order, streams, forgetting, and what an attacker with the owner's password cannot hide."""

from __future__ import annotations

import resource
import signal
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from core.contributions.ledger import Verb
from core.db import transactions
from core.errors import Immutable
from core.sealing.data_keys import DataKey
from ledger import services
from ledger.models import Entry, Head
from ledger.states import GENESIS, Fault
from tests.contributing import contributed
from tests.ledger.stream import stream


@pytest.fixture(autouse=True, scope="module")
def noted() -> Iterator[None]:
    """The verb that these tests write."""
    with contributed(Verb("test.noted", "{actor} noted {what}")):
        yield


def note(school: uuid.UUID, subject: str = "test.thing:1", confidentiality: str = "everyday", **more: object) -> None:
    with transactions.unit_of_work():
        services.record(school_id=school, confidentiality=confidentiality, verb="test.noted", subject=subject, **more)


@pytest.mark.django_db
def test_each_entry_links_to_the_one_before_it_in_its_chain_and_in_its_stream() -> None:
    school = uuid.uuid4()
    for subject in ("a:1", "b:1", "a:1"):
        note(school, subject)
    one, two, three = Entry.objects.filter(school_id=school).order_by("number")
    assert [one.previous, two.previous, three.previous] == [GENESIS, one.digest, two.digest]
    assert [one.stream_previous, two.stream_previous, three.stream_previous] == [GENESIS, GENESIS, one.digest]
    assert services.verify(school_id=school) == []


@pytest.mark.django_db
def test_the_two_rooms_are_two_chains() -> None:
    school = uuid.uuid4()
    note(school)
    note(school, confidentiality="confidential")
    assert sorted(Entry.objects.filter(school_id=school).values_list("confidentiality", "number")) == [
        ("confidential", 1),
        ("everyday", 1),
    ]


@pytest.mark.django_db
def test_an_unknown_verb_never_enters_the_chain() -> None:
    with pytest.raises(LookupError), transactions.unit_of_work():
        services.record(school_id=uuid.uuid4(), confidentiality="everyday", verb="no.such", subject="a:1")


@pytest.mark.django_db
def test_an_entry_refuses_change_and_deletion_in_the_model_and_the_queryset() -> None:
    school = uuid.uuid4()
    note(school)
    entry = Entry.objects.get(school_id=school)
    for attempt in (
        entry.save,
        entry.delete,
        lambda: Entry.objects.filter(pk=entry.pk).update(verb="x"),
        lambda: Entry.objects.filter(pk=entry.pk).delete(),
    ):
        with pytest.raises(Immutable):
            attempt()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "attack", ["UPDATE ledger_entry SET verb = 'x'", "DELETE FROM ledger_entry", "TRUNCATE ledger_entry"]
)
def test_the_web_role_is_refused_by_the_database(attack: str) -> None:
    note(uuid.uuid4())
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)


def test_even_the_owner_is_refused_until_he_switches_the_trigger_off(committed, owner_connection) -> None:
    note(uuid.uuid4())
    for attack in ("UPDATE ledger_entry SET verb = 'x'", "DELETE FROM ledger_entry", "TRUNCATE ledger_entry"):
        with pytest.raises(psycopg2.Error, match="pgtrigger: Cannot"), owner_connection.cursor() as cursor:
            cursor.execute(attack)


ATTACKS = {
    'UPDATE ledger_entry SET facts = \'{"what": "lies"}\' WHERE number = 2': {Fault.CHANGED},
    "UPDATE ledger_entry SET at = at - interval '1 day' WHERE number = 2": {Fault.CHANGED},
    "DELETE FROM ledger_entry WHERE number = 2": {Fault.MISSING, Fault.CHANGED},
    "DELETE FROM ledger_entry WHERE number = 3": {Fault.CUT},
    "DELETE FROM ledger_entry WHERE number = 3; UPDATE ledger_head SET number = 2, digest = "
    "(SELECT digest FROM ledger_entry WHERE number = 2)": {Fault.CUT},
}


@pytest.mark.parametrize("attack", list(ATTACKS))
def test_what_the_owner_does_behind_the_triggers_is_named(
    committed, owner_connection, attack: str, tmp_path: Path
) -> None:
    school = uuid.uuid4()
    for what in ("one", "two", "three"):
        note(school, facts={"what": what})
    outside = tmp_path / "heads.jsonl"
    services.write_heads(outside)
    with owner_connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        cursor.execute(attack)
    found = services.verify(outside=services.read_heads(outside))
    assert {finding.fault for finding in found} == ATTACKS[attack]
    with pytest.raises(CommandError, match="changed outside the portal"):
        call_command("verify_ledger", "--heads", str(outside))


@pytest.mark.django_db
def test_heads_that_do_not_fit_on_the_disk_leave_no_half_line(tmp_path: Path) -> None:
    note(uuid.uuid4(), facts={"what": "one"})
    outside = tmp_path / "heads.jsonl"
    services.write_heads(outside)
    before = outside.read_bytes()
    old = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 20, old[0][1]))
    try:
        with pytest.raises(OSError, match=r"No space left|File too large"):
            services.write_heads(outside)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old[0])
        signal.signal(signal.SIGXFSZ, old[1])
    assert outside.read_bytes() == before


def test_a_chain_written_anew_from_the_start_is_betrayed_by_the_head_outside(
    committed, owner_connection, tmp_path
) -> None:
    school = uuid.uuid4()
    note(school, facts={"what": "true"})
    outside = tmp_path / "heads.jsonl"
    services.write_heads(outside)
    with owner_connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM ledger_entry")
        cursor.execute("DELETE FROM ledger_head")
        cursor.execute("ALTER TABLE ledger_entry ENABLE TRIGGER USER")
    note(school, facts={"what": "forged"})
    assert services.verify() == []
    assert [f.fault for f in services.verify(outside=services.read_heads(outside))] == [Fault.HEAD]


@pytest.mark.django_db
def test_after_a_lawful_deletion_the_chain_verifies_and_says_forgotten() -> None:
    school = uuid.uuid4()
    key = DataKey.make(owner_id=school, label="tests.person")
    note(school, sealed={"actor": "Mrs Quill"}, key=key, facts={"what": "it"})
    (line,) = stream(school, "test.thing:1")
    assert line.sentence == "Mrs Quill noted it"
    key.forget(why="Asked by the person")
    (line,) = stream(school, "test.thing:1")
    assert line.sentence.startswith("forgotten on ")
    assert services.verify(school_id=school) == []


def test_a_hundred_writers_at_once_make_one_chain_without_gap_or_fork(committed) -> None:
    school = uuid.uuid4()
    start = threading.Barrier(10)

    def write() -> None:
        start.wait()
        try:
            for _ in range(10):
                note(school, f"test.thing:{uuid.uuid4()}")
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(Entry.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 101))
    assert Head.objects.get(school_id=school).number == 100
    assert services.verify() == []


@pytest.mark.django_db
def test_what_is_stored_holds_no_name() -> None:
    school = uuid.uuid4()
    key = DataKey.make(owner_id=school, label="tests.person")
    note(school, sealed={"actor": "Mrs Quill"}, key=key)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(row_to_json(e)::text, '') FROM ledger_entry e")
        assert "Quill" not in cursor.fetchone()[0]

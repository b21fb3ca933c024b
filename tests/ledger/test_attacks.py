"""A version, a signature and an entry attacked by raw SQL: refused for the web role, named for the owner."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from ledger import services as ledger
from ledger.states import Fault
from signoffs.models import Signature
from tests.access.world import World, make_world

TABLES = ("policies_version", "policies_clause", "signoffs_signature", "signoffs_signaturepart", "ledger_entry")


@pytest.mark.django_db
def test_the_web_role_is_refused() -> None:
    make_world()
    for table in TABLES:
        for attack in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(attack)


ATTACKS = {
    "UPDATE policies_clause SET text = 'Anything goes.' WHERE position = 2": {Fault.RECORD_CHANGED},
    "UPDATE policies_version SET title = 'Another policy'": {Fault.RECORD_CHANGED},
    "DELETE FROM policies_clause WHERE position = 2": {Fault.RECORD_CHANGED},
    "UPDATE signoffs_signature SET signed_at = signed_at - interval '1 year'": {Fault.RECORD_CHANGED},
    "UPDATE signoffs_signature SET statements = '[]'": {Fault.RECORD_CHANGED},
    "DELETE FROM signoffs_signaturepart; DELETE FROM signoffs_signature": {Fault.RECORD_GONE},
    "UPDATE ledger_entry SET facts = '{}' WHERE verb = 'policy.published'": {Fault.CHANGED},
}


@pytest.mark.parametrize("attack", list(ATTACKS))
def test_what_the_owner_does_is_named(committed, owner_connection, tmp_path: Path, attack: str) -> None:
    make_world()
    outside = tmp_path / "heads.jsonl"
    ledger.write_heads(outside)
    assert ledger.verify(outside=ledger.read_heads(outside)) == []
    with owner_connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(attack)
    assert {finding.fault for finding in ledger.verify(outside=ledger.read_heads(outside))} == ATTACKS[attack]


@pytest.mark.django_db
def test_one_record_forgotten_and_the_chain_still_verifies() -> None:
    world: World = make_world()
    signature = Signature.objects.for_school(world.cast.school).get()
    signature.data_key.forget(why="Asked by the person")
    world.cast.support.person.data_key.forget(why="Asked by the person")
    assert Signature.objects.for_school(world.cast.school).get().name.startswith("forgotten on ")
    assert ledger.verify(school_id=world.cast.school.pk) == []

"""What the owner of the database can do, and how it is found out. Real commits, seen by a second connection."""

from __future__ import annotations

from typing import Any

import psycopg2
import pytest

from ledger import services as ledger
from ledger.states import Fault
from tests.cast import Cast
from tests.policies.conftest import Desk


def test_a_clause_changed_by_the_owner_of_the_database_is_named(
    committed: None, cast: Cast, owner_connection: Any
) -> None:
    version = Desk(cast).published()
    with owner_connection.cursor() as cursor:
        with pytest.raises(psycopg2.Error, match="Cannot update"):
            cursor.execute("UPDATE policies_clause SET text = 'Anything goes.'")
        cursor.execute("ALTER TABLE policies_clause DISABLE TRIGGER USER")
        cursor.execute("UPDATE policies_clause SET text = 'Anything goes.' WHERE position = 2")
        cursor.execute("ALTER TABLE policies_clause ENABLE TRIGGER USER")
    found = {(one.fault, one.what) for one in ledger.verify(school_id=version.school_id)}
    assert found == {(Fault.RECORD_CHANGED, f"policy_version {version.pk}")}

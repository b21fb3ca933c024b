"""The one place where an import changes its state."""

from typing import Any

from core.workflow import guarded_update
from roll.models.imports import PeopleImport
from roll.states import IMPORT


def move(imported: PeopleImport, transition: str, **changes: Any) -> None:
    """Move an import, in the database and here. Raises StaleWrite where it is no longer in the state to move from."""
    rows = PeopleImport.objects.for_school(imported.school_id)
    guarded_update(rows, imported.pk, transition=IMPORT.find(transition), **changes)
    imported.refresh_from_db()

"""The one place where an import changes its state."""

from __future__ import annotations

from typing import Any

from core.workflow import guarded_update
from roll.models.imports import PeopleImport
from roll.states import IMPORT


def move(imported: PeopleImport, transition: str, **changes: Any) -> None:
    """Move an import that is still in the expected state. Raises StaleWrite for any other."""
    rows = PeopleImport.objects.for_school(imported.school_id)
    guarded_update(rows, imported.pk, transition=IMPORT.find(transition), **changes)

"""The entries about one subject, as sentences."""

from __future__ import annotations

from uuid import UUID

from ledger.models import Entry
from ledger.queries import Line, lines


def stream(school_id: UUID, subject: str) -> list[Line]:
    """Return the stream of one subject, oldest first."""
    return lines(Entry.objects.filter(school_id=school_id, subject=subject).order_by("number"))

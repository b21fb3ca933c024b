"""Reading the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.contributions.ledger import VERBS
from core.models import DataKey
from core.sealing.fields import forgotten
from ledger.models import Entry


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as a sentence."""

    at: datetime
    sentence: str
    verb: str
    subject: str


def lines(entries: Iterable[Entry]) -> list[Line]:
    """Return entries as sentences; what was forgotten says so. Two queries, however many entries there are."""
    rows = list(entries)
    keys = DataKey.objects.in_bulk({row.key_id for row in rows if row.key_id})
    return [Line(row.at, _sentence(row, keys), row.verb, row.subject) for row in rows]


def actors(entries: Iterable[Entry]) -> dict[UUID, str]:
    """Return who did each entry, by its id; "" for the portal itself. One query."""
    rows = list(entries)
    keys = DataKey.objects.in_bulk({row.key_id for row in rows if row.key_id})
    return {row.id: _label(row, "actor", keys) for row in rows}


def _label(entry: Entry, name: str, keys: dict[UUID, DataKey]) -> str:
    blob, key = entry.sealed.get(name), keys.get(entry.key_id) if entry.key_id else None
    if blob is None:
        return ""
    if key is None or key.is_forgotten:
        return str(forgotten(key)) if key else "forgotten"
    return str(key.open(bytes.fromhex(blob), context=f"{entry.seal_context}.{name}"))


def _sentence(entry: Entry, keys: dict[UUID, DataKey]) -> str:
    labels: dict[str, str] = {"actor": "The portal"}
    for name in entry.sealed:
        labels[name] = _label(entry, name, keys)
    return str(VERBS[entry.verb].sentence).format_map(_WithDashes({**entry.facts, **labels}))


class _WithDashes(dict[str, object]):
    """Values of a sentence: a missing one leaves a dash, never an error page."""

    def __missing__(self, key: str) -> str:
        return "-"

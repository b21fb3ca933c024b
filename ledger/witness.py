"""Records that an entry vouches for, so that a check of the chain also finds an altered version or signature."""

import hashlib
import json
from dataclasses import dataclass

from core.contributions.ledger import WITNESSED_RECORDS


@dataclass(frozen=True, slots=True)
class Witness:
    """The digest of one immutable record at the time of the entry."""

    kind: str
    ref: str
    digest: str


def digest_now(kind: str, ref: str) -> str | None:
    """Return the present digest of the record, or None if it is gone."""
    return WITNESSED_RECORDS[kind].digest_of(ref)


def sha256(value: object) -> str:
    """Return the SHA-256 of the one byte form of a JSON value (keys sorted, no spaces, UTF-8), as hex."""
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()

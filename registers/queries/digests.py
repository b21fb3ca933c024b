"""Digests made again, for the check of the chain."""

from core.sealing.fields import commitments
from ledger.witness import sha256
from registers.models import DECISION_SEALED, DisclosureDecision, NothingToDeclare


def digest_of_decision(ref: str) -> str | None:
    """Return the digest of a decision made again from its columns, or None when it is gone."""
    rows = DisclosureDecision.objects.across_schools("the check of a chain")
    row = rows.filter(pk=ref).first()
    if row is None:
        return None
    content = row.content()
    if not row.data_key.is_forgotten:
        content["commitments"] = commitments(row, DECISION_SEALED)
    return sha256(content)


def digest_of_nothing(ref: str) -> str | None:
    """Return the digest of a "nothing to declare" made again from its columns, or None when it is gone."""
    rows = NothingToDeclare.objects.across_schools("the check of a chain")
    row = rows.filter(pk=ref).first()
    return sha256(row.content()) if row is not None else None

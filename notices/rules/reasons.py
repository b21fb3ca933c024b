"""Why a message goes to somebody: the answer at its foot to "why did I get this?"."""

from core.contributions.messages import MESSAGE_REASONS, Kind
from core.text.words import Words


def reasons_of(kind: Kind) -> dict[str, Words]:
    """Return the answers to "why did I get this?" by code: those of the kind, and those that other apps add to it."""
    added = {reason.code: reason.words for reason in MESSAGE_REASONS.values() if reason.kind == kind.name}
    return {**kind.reasons, **added}


def why(kind: Kind, reason: str) -> str:
    """Return the answer with this code; the code "" stands for the kind's own sentence."""
    return str(reasons_of(kind)[reason] if reason else kind.why)

"""What an app contributes to the ledger."""

from collections.abc import Callable
from dataclasses import dataclass

from core.contributions.registry import Registry
from core.text.words import Words


@dataclass(frozen=True, slots=True)
class Verb:
    """A code for the chain and a template for the screen; ``{actor}`` and the facts may stand in it."""

    code: str
    sentence: Words


@dataclass(frozen=True, slots=True)
class WitnessedRecord:
    """A kind of record that an entry vouches for.

    ``digest_of`` makes the digest of a record again from its reference, or returns None when the record is gone.
    """

    name: str
    digest_of: Callable[[str], str | None]


VERBS = Registry(Verb, variable="VERBS", noun="verb", key="code")
WITNESSED_RECORDS = Registry(WitnessedRecord, variable="WITNESSED_RECORDS", noun="witnessed record")

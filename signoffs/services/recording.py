"""Writing into the ledger what happened to a round."""

import datetime as dt

from ledger import services as ledger
from ledger.states import Confidentiality
from ledger.witness import Witness
from people.queries.acting import Actor
from signoffs.models import Round
from signoffs.services.signing_batch import Signer


def record(
    round: Round,
    verb: str,
    *,
    by: Actor | Signer,
    now: dt.datetime | None = None,
    witness: Witness | None = None,
    **facts: int | str,
) -> None:
    """Queue one entry in the stream of a round."""
    ledger.record(
        school_id=round.school_id,
        confidentiality=Confidentiality.EVERYDAY,
        verb=verb,
        subject=round.label,
        actor=by,
        facts=facts,
        witness=witness,
        now=now,
    )

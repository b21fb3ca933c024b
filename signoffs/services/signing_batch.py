"""Writing the signatures of one batch: once, whatever is pressed twice or in two windows."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from core import clock
from core.error_report import is_taken
from core.errors import StaleWrite
from core.models import DataKey
from core.sealing.fields import context_of
from core.text.reference_codes import new_reference
from ledger import services as ledger
from ledger.states import Confidentiality
from ledger.witness import Witness, sha256
from signoffs.models.agreements import Round
from signoffs.models.signatures import Signature, SignaturePart, batch_digest
from signoffs.states import How

TRIES = 3


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, as the ledger names an actor: a person and the name that was typed."""

    person: Any
    name: str


@dataclass(frozen=True, slots=True)
class SigningBatch:
    """What one press of the button is to write. ``answers``: ``{pupil id or None: answers}``."""

    round: Round
    signer: Signer
    pupils: Sequence[Any]
    statements: list[dict[str, Any]]
    answers: Mapping[Any, dict[str, str]]
    how: str = How.SCREEN
    recorded_by: Any = None
    slip_day: dt.date | None = None


def write(batch: SigningBatch, *, now: dt.datetime | None = None) -> list[Signature]:
    """Write what is not yet signed and return the new signatures, [] when all were there before.

    The unique key of a signature decides, not a look before: a second press waits for the first and then finds its
    rows. The writing stands in a savepoint, so that a lost race leaves nothing behind.
    """
    moment = (now or clock.now()).astimezone(dt.UTC)
    pupils = list(batch.pupils)
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                return _insert(batch, pupils, moment)
        except IntegrityError as problem:
            if not is_taken(problem):
                raise
            signed = _signed(batch)
            left = [pupil for pupil in pupils if getattr(pupil, "pk", None) not in signed]
            if not left:
                return []
            if len(left) == len(pupils) and attempt:
                raise
            pupils = left
    raise StaleWrite("Signed somewhere else at the same moment")


def _signed(batch: SigningBatch) -> set[uuid.UUID | None]:
    rows = Signature.objects.for_school(batch.round.school_id)
    rows = rows.filter(round=batch.round, person=batch.signer.person)
    return set(rows.values_list("pupil_id", flat=True))


def _insert(batch: SigningBatch, pupils: Sequence[Any], moment: dt.datetime) -> list[Signature]:
    reference, number = new_reference(), uuid.uuid4()
    rows = [_row(batch, pupil, reference, number, moment) for pupil in pupils]
    parts = [_part(batch.round, row) for row in rows]
    for row, part in zip(rows, parts, strict=True):
        row.digest = sha256(row.content([part]))
    DataKey.objects.bulk_create([row.data_key for row in rows])
    Signature.objects.bulk_create(rows)
    SignaturePart.objects.bulk_create(parts)
    return rows


def _row(batch: SigningBatch, pupil: Any, reference: str, number: uuid.UUID, moment: dt.datetime) -> Signature:
    row = Signature(
        school=batch.round.school,
        round=batch.round,
        person=batch.signer.person,
        pupil=pupil,
        how=batch.how,
        signed_at=moment,
        recorded_by=batch.recorded_by,
        slip_day=batch.slip_day,
        reference=reference,
        batch=number,
        statements=batch.statements,
        answers=dict(batch.answers.get(getattr(pupil, "pk", None), {})),
        name=batch.signer.name,
    )
    key = row.prepare_key()
    row.name_commitment = key.commit(batch.signer.name, context=context_of(row, "name"))
    return row


def _part(round: Round, row: Signature) -> SignaturePart:
    version = round.version
    return SignaturePart(
        school=round.school,
        signature=row,
        document=version.title,
        version=version,
        language=version.language,
        digest=version.digest,
    )


def record(rows: Sequence[Signature], *, verb: str, actor: Any, now: dt.datetime | None = None, **facts: Any) -> None:
    """Write the one ledger entry of a batch, which vouches for all of its signatures."""
    first = rows[0]
    ledger.record(
        school_id=first.school_id,
        confidentiality=Confidentiality.EVERYDAY,
        verb=verb,
        subject=first.round.label,
        actor=actor,
        facts={"reference": first.reference, "number": first.round.version.number, **facts},
        witness=Witness("signing_batch", str(first.batch), batch_digest(row.digest for row in rows)),
        now=now,
    )

"""Writing the signatures of one batch: once, whatever is pressed twice or in two windows."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError, transaction

from core import clock
from core.error_report import is_unique_violation
from core.errors import StaleWrite
from core.models import DataKey
from core.sealing.fields import context_of
from core.text.reference_codes import new_reference
from ledger.witness import sha256
from people.models.persons import Person
from people.models.pupils import Pupil
from signoffs.models import Round, Signature, SignaturePart
from signoffs.states import AnsweredStatement, How

TRIES = 3


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, as the ledger names an actor: a person and the name that was typed."""

    person: Person
    name: str


@dataclass(frozen=True, slots=True)
class SigningBatch:
    """What one press of the button is to write. ``answers``: ``{pupil id or None: answers}``."""

    round: Round
    signer: Signer
    statements: list[AnsweredStatement]
    pupils: Sequence[Pupil | None] = (None,)
    answers: Mapping[UUID | None, dict[str, str]] = field(default_factory=dict)
    how: str = How.SCREEN
    recorded_by: Person | None = None
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
            if not is_unique_violation(problem):
                raise
            signed = _signed(batch)
            left = [pupil for pupil in pupils if _key(pupil) not in signed]
            if not left:
                return []
            if len(left) == len(pupils) and attempt:
                raise
            pupils = left
    raise StaleWrite("Signed somewhere else at the same moment")


def _key(pupil: Pupil | None) -> UUID | None:
    return pupil.pk if pupil else None


def _signed(batch: SigningBatch) -> set[UUID | None]:
    rows = Signature.objects.for_school(batch.round.school_id)
    rows = rows.filter(round=batch.round, person=batch.signer.person)
    return set(rows.values_list("pupil_id", flat=True))


def _insert(batch: SigningBatch, pupils: Sequence[Pupil | None], moment: dt.datetime) -> list[Signature]:
    reference, number = new_reference(), uuid.uuid4()
    rows = [_row(batch, pupil, reference, number, moment) for pupil in pupils]
    parts = [_part(batch.round, row) for row in rows]
    for row, part in zip(rows, parts, strict=True):
        row.digest = sha256(row.content([part]))
    DataKey.objects.bulk_create([row.data_key for row in rows])
    Signature.objects.bulk_create(rows)
    SignaturePart.objects.bulk_create(parts)
    return rows


def _row(batch: SigningBatch, pupil: Pupil | None, reference: str, number: UUID, moment: dt.datetime) -> Signature:
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
        answers=dict(batch.answers.get(_key(pupil), {})),
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

"""Sealed rows that never change and that the ledger vouches for."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.db import models

from core.db.immutable import ImmutableModel, ImmutableOwnedModel
from core.errors import SealBroken
from core.sealing.fields import SealedModel, commitments
from ledger.witness import Witness, sha256


def _plain(value: Any) -> str:
    """Return one text for a value, the same before it is stored and after it is read back."""
    return value.astimezone(dt.UTC).isoformat() if isinstance(value, dt.datetime) else str(value)


class ProvableModel(SealedModel, ImmutableOwnedModel):
    """An immutable sealed row with the salted commitments of its sealed fields beside them.

    The digest covers the plain fields and the commitments: it can still be made when the key was lawfully destroyed.
    While the key lives, opening the sealed fields proves that they are what was committed.
    """

    SEALED: ClassVar[tuple[str, ...]] = ()
    PLAIN: ClassVar[tuple[str, ...]] = ()

    seals = models.JSONField(default=dict, editable=False)

    class Meta(ImmutableModel.Meta):
        abstract = True

    def commit(self) -> None:
        """Make the data key and the commitments; a service calls it just before the first save."""
        self.prepare_key().save(force_insert=True)
        self.seals = commitments(self, self.SEALED)

    def store(self) -> Witness:
        """Save a new row with its commitments, and return what the ledger keeps of it."""
        self.commit()
        self.save()
        return self.witness()

    def digest(self) -> str:
        """Return the digest of the row as it is now."""
        plain = {name: _plain(getattr(self, name)) for name in ("id", "school_id", *self.PLAIN)}
        return sha256({"plain": plain, "seals": self.seals})

    def witness(self) -> Witness:
        """Return what the ledger keeps of this row."""
        return Witness(self.seal_label, str(self.pk), self.digest())

    @classmethod
    def digest_of(cls, ref: str) -> str | None:
        """Return the digest of the stored row.

        "broken" when a sealed field is not what was committed, None when it is gone.
        """
        row: Self | None = cls.objects.across_schools("the check of a chain").filter(pk=ref).first()
        if row is None:
            return None
        try:
            is_broken = not row.data_key.is_forgotten and commitments(row, cls.SEALED) != row.seals
        except SealBroken:
            is_broken = True
        return "broken" if is_broken else row.digest()

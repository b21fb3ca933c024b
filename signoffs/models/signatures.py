"""Signatures: written once, several in one batch, each naming what was signed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.db.immutable import ImmutableModel, ImmutableOwnedModel
from core.db.school_scope import owner_key
from core.sealing.fields import SealedModel, SealedTextField
from ledger.witness import sha256
from people.models.persons import known_here
from people.models.pupils import pupil_here
from signoffs.models.agreements import Round, same_school
from signoffs.states import How


class Signature(SealedModel, ImmutableOwnedModel):
    """One person's signature, for themself or on behalf of one pupil. Never changed, never deleted.

    ``batch`` and ``reference`` are shared by the signatures that were given with one press of the button.
    ``statements``: ``[{"kind", "text", "ticked"}]`` in the words that were read out. ``answers``: replies to
    questions that nobody has to answer, such as ``{"pictures": "no"}``; no key for one that was left. ``name`` is
    sealed; its salted commitment stands beside it, so that the digest can still be checked after a lawful forgetting.
    """

    seal_label: ClassVar[str] = "signature"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="signatures")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="signatures")
    pupil = models.ForeignKey("people.Pupil", null=True, on_delete=models.PROTECT, related_name="signatures")
    how = models.CharField(max_length=10, choices=How.choices)
    signed_at = models.DateTimeField()
    recorded_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    slip_day = models.DateField(null=True, help_text="The date on a paper form")
    reference = models.CharField(max_length=7)
    batch = models.UUIDField()
    name = SealedTextField()
    name_commitment = models.CharField(max_length=64)
    statements = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    class Meta(ImmutableModel.Meta):
        constraints = [
            owner_key("signoffs_signature"),
            models.UniqueConstraint(
                fields=["round", "person", "pupil"], name="signoffs_signature_once", nulls_distinct=False
            ),
            models.UniqueConstraint(
                fields=["school", "reference", "pupil"], name="signoffs_signature_reference", nulls_distinct=False
            ),
            same_school("signoffs_signature", "round", "signoffs.Round"),
            known_here("signoffs_signature"),
            known_here("signoffs_signature", "recorded_by"),
            pupil_here("signoffs_signature"),
            models.CheckConstraint(condition=Q(how__in=How.values), name="signoffs_signature_how"),
            models.CheckConstraint(
                condition=Q(how=How.SCREEN, recorded_by__isnull=True, slip_day__isnull=True)
                | (~Q(how=How.SCREEN) & Q(recorded_by__isnull=False)),
                name="signoffs_signature_recorded",
            ),
            models.CheckConstraint(
                condition=~Q(how=How.PAPER) | Q(slip_day__isnull=False), name="signoffs_signature_slip"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-signed_at"], name="signoffs_signature_by"),
            models.Index(fields=["batch"], name="signoffs_signature_batch"),
            models.Index(fields=["round", "pupil"], name="signoffs_signature_for"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Return the address of the certificate (the school must have been fetched with it)."""
        return reverse("signoffs:certificate", args=[self.school.slug, self.reference])

    def content(self, parts: Iterable[SignaturePart]) -> dict[str, object]:
        """Return what the digest covers: every column, the commitment in place of the name, and the parts."""
        return {
            "id": str(self.pk),
            "school": str(self.school_id),
            "round": str(self.round_id),
            "person": str(self.person_id),
            "pupil": str(self.pupil_id or ""),
            "how": self.how,
            "signed_at": self.signed_at.isoformat(),
            "recorded_by": str(self.recorded_by_id or ""),
            "slip_day": self.slip_day.isoformat() if self.slip_day else "",
            "reference": self.reference,
            "batch": str(self.batch),
            "name": self.name_commitment,
            "statements": self.statements,
            "answers": self.answers,
            "parts": sorted([part.document, str(part.version_id), part.language, part.digest] for part in parts),
        }


class SignaturePart(ImmutableOwnedModel):
    """One text that a signature covers: several may be signed at once (a trust's text, a school's addendum)."""

    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="parts")
    document = models.CharField(max_length=200, help_text="The title as it was signed")
    version = models.ForeignKey("policies.Version", on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, help_text="Fingerprint of the text")

    class Meta(ImmutableModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["signature", "version", "language"], name="signoffs_part_once"),
            same_school("signoffs_part", "signature", "signoffs.Signature"),
            same_school("signoffs_part", "version", "policies.Version"),
        ]

    def __str__(self) -> str:
        return self.document


def batch_digest(digests: Iterable[str]) -> str:
    """Return the one digest that the ledger's entry vouches for, from the digests of a batch's signatures."""
    return sha256(sorted(digests))

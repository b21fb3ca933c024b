"""Entries and heads. Labels, not foreign keys: an entry outlives what it is about."""

import uuid
from typing import ClassVar

from django.db import models

from core.db.immutable import ImmutableManager, ImmutableModel
from ledger.states import Confidentiality


class Entry(ImmutableModel):
    """One thing that happened. Linked to the entry before it in its chain and in its subject's own stream."""

    seal_label: ClassVar[str] = "ledger_entry"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school_id = models.UUIDField()
    confidentiality = models.CharField(max_length=12, choices=Confidentiality.choices)
    number = models.BigIntegerField(help_text="Place in the chain; never shown")
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=100, help_text="The stream, such as policy:<uuid>")
    actor_id = models.UUIDField(null=True)
    key_id = models.UUIDField(null=True, help_text="Data key that opens the sealed labels")
    sealed = models.JSONField(default=dict, help_text="Name to ciphertext, as hex")
    commitments = models.JSONField(default=dict, help_text="Name to salted commitment of the plain text")
    facts = models.JSONField(default=dict, help_text="References, numbers, hashes, state words; never a name")
    witness = models.JSONField(null=True, help_text="[kind, ref, digest] of a record that this entry vouches for")
    previous = models.CharField(max_length=64)
    stream_previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    objects = ImmutableManager()

    class Meta(ImmutableModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["school_id", "confidentiality", "number"], name="ledger_entry_place"),
            models.CheckConstraint(
                name="ledger_entry_confidentiality", condition=models.Q(confidentiality__in=Confidentiality.values)
            ),
        ]
        indexes = [
            models.Index(fields=["school_id", "subject", "number"], name="ledger_entry_stream"),
            models.Index(fields=["school_id", "confidentiality", "at"], name="ledger_entry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} of {self.subject}"

    @property
    def seal_context(self) -> str:
        """Return what the sealed labels of this entry are bound to."""
        return f"{self.seal_label}:{self.id}"

    def content(self) -> dict[str, object]:
        """Return what the digest covers: everything but the ciphertext, which may be forgotten."""
        return {
            "chain": f"{self.school_id}:{self.confidentiality}",
            "number": self.number,
            "at": self.at.isoformat(),
            "verb": self.verb,
            "subject": self.subject,
            "actor": str(self.actor_id or ""),
            "commitments": self.commitments,
            "facts": self.facts,
            "witness": self.witness,
            "previous": self.previous,
            "stream_previous": self.stream_previous,
        }


class Head(models.Model):
    """Where a chain ends. The row that all writers of one chain wait for: locked last, for milliseconds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school_id = models.UUIDField()
    confidentiality = models.CharField(max_length=12, choices=Confidentiality.choices)
    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school_id", "confidentiality"], name="ledger_head_chain")]

    def __str__(self) -> str:
        return f"Head of the {self.confidentiality} chain"

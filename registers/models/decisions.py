"""What was decided, and by which rule."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from core.db.immutable import ImmutableModel, ImmutableOwnedModel
from core.db.school_scope import CompositeForeignKey, owner_key
from core.sealing.fields import SealedModel, SealedTextField
from people.models.persons import known_here
from registers.models.disclosures import Disclosure
from registers.states import Outcome

SEALED = ("reasons", "conditions", "note")


class DisclosureDecision(SealedModel, ImmutableOwnedModel):
    """One decision, never changed; a later one replaces it and both are kept.

    ``reasons`` are for the record, ``note`` and ``conditions`` for the person. ``rule`` holds the sentences of the
    rule that was in force and their digest; ``clause`` the policy's clause that was shown, as ``{"title", "number",
    "version", "digest"}`` or {}. ``discussed_on``: the day they talked about it (M10). ``commitments``: salted, of
    the sealed texts.
    """

    seal_label: ClassVar[str] = "disclosure_decision"

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="decisions")
    decided_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    reasons = SealedTextField()
    conditions = SealedTextField(null=True)
    note = SealedTextField(null=True)
    review_on = models.DateField(null=True)
    discussed_on = models.DateField(null=True)
    rule = models.JSONField(default=dict)
    clause = models.JSONField(default=dict)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    commitments = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    class Meta(ImmutableModel.Meta):
        constraints = [
            owner_key("registers_decision"),
            CompositeForeignKey(
                name="registers_decision_of",
                fields=("disclosure", "school"),
                to="registers.Disclosure",
                to_fields=("id", "school"),
            ),
            CompositeForeignKey(
                name="registers_decision_replaces_here",
                fields=("replaces", "school"),
                to="registers.DisclosureDecision",
                to_fields=("id", "school"),
            ),
            known_here("registers_decision", "decided_by"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="registers_decision_outcome"),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.CONDITIONS) | Q(conditions__isnull=False),
                name="registers_decision_conditions",
            ),
        ]
        indexes = [models.Index(fields=["disclosure", "-decided_at"], name="registers_decision_last")]

    def __str__(self) -> str:
        return f"{self.outcome} for {self.disclosure_id}"

    def content(self) -> dict[str, object]:
        """Return what the digest covers: every column, commitments in place of the sealed texts."""
        return {
            "id": str(self.pk),
            "school": str(self.school_id),
            "disclosure": str(self.disclosure_id),
            "decided_by": str(self.decided_by_id),
            "decided_at": self.decided_at.isoformat(),
            "outcome": self.outcome,
            "review_on": self.review_on.isoformat() if self.review_on else "",
            "discussed_on": self.discussed_on.isoformat() if self.discussed_on else "",
            "rule": self.rule,
            "clause": self.clause,
            "replaces": str(self.replaces_id or ""),
            "commitments": self.commitments,
        }

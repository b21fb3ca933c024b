"""What was declared, what was decided, and who has nothing to declare."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.db.immutable import ImmutableModel, ImmutableOwnedModel
from core.db.school_scope import OwnedModel, owner_key, same_school
from core.sealing.fields import SealedModel, SealedTextField
from people.models.persons import known_here
from people.states.roles import Role
from registers.states import TAG_KINDS, About, Before, Link, Outcome, Plan, State

DISCLOSURE_SEALED = ("who", "since", "platforms", "limits")


class Disclosure(SealedModel, OwnedModel):
    """One declared link. What could name a friend or a pupil is sealed; the list shows the person and the kind only.

    ``route`` is the role that decides: the headteacher, or the chair when the headteacher declares. ``taken_by`` says
    which of several deciders has it in hand. The declaration itself never changes: more is said in additions.
    """

    seal_label: ClassVar[str] = "disclosure"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="disclosures")
    reference = models.CharField(max_length=7)
    state = models.CharField(max_length=30, choices=State.choices, default=State.SENT)
    route = models.CharField(max_length=30, choices=Role.choices)
    kind = models.CharField(max_length=20, choices=Link.choices)
    about = models.CharField(max_length=20, choices=About.choices)
    before = models.CharField(max_length=10, choices=Before.choices)
    plan = models.CharField(max_length=10, choices=Plan.choices)
    who = SealedTextField()
    since = SealedTextField()
    platforms = SealedTextField()
    limits = SealedTextField(null=True)
    sent_at = models.DateTimeField()
    taken_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)
    review_on = models.DateField(null=True)

    class Meta(OwnedModel.Meta):
        constraints = [
            owner_key("registers_disclosure"),
            models.UniqueConstraint(fields=["school", "reference"], name="registers_disclosure_reference"),
            known_here("registers_disclosure"),
            known_here("registers_disclosure", "taken_by"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="registers_disclosure_state"),
            models.CheckConstraint(condition=Q(kind__in=Link.values), name="registers_disclosure_kind"),
            models.CheckConstraint(condition=Q(about__in=About.values), name="registers_disclosure_about"),
            models.CheckConstraint(condition=Q(before__in=Before.values), name="registers_disclosure_before"),
            models.CheckConstraint(condition=Q(plan__in=Plan.values), name="registers_disclosure_plan"),
            models.CheckConstraint(
                condition=Q(route__in=[Role.HEADTEACHER, Role.CHAIR]), name="registers_disclosure_route"
            ),
            models.CheckConstraint(
                condition=Q(taken_by__isnull=True, taken_at__isnull=True)
                | Q(taken_by__isnull=False, taken_at__isnull=False),
                name="registers_disclosure_taken",
            ),
        ]
        indexes = [models.Index(fields=["school", "route", "state"], name="registers_disclosure_wait")]

    def __str__(self) -> str:
        return self.reference

    @property
    def label(self) -> str:
        """The name of its stream in the ledger and on notices."""
        return f"disclosure:{self.pk}"

    @property
    def tag_kind(self) -> str:
        """The kind of tag that goes with the state."""
        return TAG_KINDS[State(self.state)]

    def get_absolute_url(self) -> str:
        """Return the address of its page (the school must have been fetched with it)."""
        return reverse("registers:disclosure", args=[self.school.slug, self.pk])


class DisclosureAddition(SealedModel, ImmutableOwnedModel):
    """What the person added when more was asked. Never changed."""

    seal_label: ClassVar[str] = "disclosure_addition"

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="additions")
    text = SealedTextField()
    at = models.DateTimeField()

    class Meta(ImmutableModel.Meta):
        constraints = [same_school("registers_addition_of", "disclosure", "registers.Disclosure")]

    def __str__(self) -> str:
        return f"addition to {self.disclosure_id}"


class NothingToDeclare(ImmutableOwnedModel):
    """A signed yearly answer: nothing to declare. ``statement`` is what was read out."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    year = models.CharField(max_length=7, help_text='School year, such as "2026/27"')
    signed_at = models.DateTimeField()
    reference = models.CharField(max_length=7)
    statement = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)

    class Meta(ImmutableModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["school", "person", "year"], name="registers_nothing_once"),
            models.UniqueConstraint(fields=["school", "reference"], name="registers_nothing_reference"),
            known_here("registers_nothing"),
        ]

    def __str__(self) -> str:
        return self.reference

    def content(self) -> dict[str, object]:
        """Return what the digest covers."""
        return {
            "id": str(self.pk),
            "school": str(self.school_id),
            "person": str(self.person_id),
            "year": self.year,
            "signed_at": self.signed_at.isoformat(),
            "reference": self.reference,
            "statement": self.statement,
        }


DECISION_SEALED = ("reasons", "conditions", "note")


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
            same_school("registers_decision_of", "disclosure", "registers.Disclosure"),
            same_school("registers_decision_replaces_here", "replaces", "registers.DisclosureDecision"),
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

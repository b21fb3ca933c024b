"""What is asked of whom, the signatures, and the questions before them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.db.dated import Dated, ends_after_start, never_twice
from core.db.immutable import ImmutableModel, ImmutableOwnedModel
from core.db.school_scope import OwnedModel, owner_key, same_school
from core.sealing.fields import SealedModel, SealedTextField
from ledger.witness import sha256
from people.models.persons import known_here
from people.models.pupils import pupil_here
from people.states.roles import Role
from signoffs.states import Audience, How, QuestionKind, QuestionState, RoundState, Statement


class Agreement(Dated):
    """The rule of who signs a policy and which statements are read out. Changed by ending it and making another.

    ``statements``: at most three ``{"kind", "text"}``. ``roles`` name the audience of a staff agreement (M4); a family
    agreement asks every carer who may sign and has none.
    """

    policy = models.ForeignKey("policies.Policy", on_delete=models.PROTECT, related_name="agreements")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    roles = ArrayField(models.CharField(max_length=30, choices=Role.choices), default=list, blank=True)
    statements = models.JSONField(default=list)
    asks_pictures = models.BooleanField(default=False)

    class Meta(Dated.Meta):
        constraints = [
            owner_key("signoffs_agreement"),
            ends_after_start("signoffs_agreement"),
            never_twice("signoffs_agreement", "policy", "school", "audience"),
            same_school("signoffs_agreement_policy_here", "policy", "policies.Policy"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="signoffs_agreement_audience"),
            models.CheckConstraint(
                condition=(Q(audience=Audience.FAMILY, roles=[]) | Q(audience=Audience.STAFF, roles__len__gt=0)),
                name="signoffs_agreement_roles",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audience} sign policy {self.policy_id}"


class Round(OwnedModel):
    """One time of asking: this version, these people, until this day. ``minutes`` is how long reading takes."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="rounds")
    version = models.ForeignKey("policies.Version", on_delete=models.PROTECT, related_name="rounds")
    state = models.CharField(max_length=10, choices=RoundState.choices, default=RoundState.DRAFT)
    due = models.DateField()
    minutes = models.PositiveSmallIntegerField(default=1)
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta(OwnedModel.Meta):
        constraints = [
            owner_key("signoffs_round"),
            same_school("signoffs_round_agreement_here", "agreement", "signoffs.Agreement"),
            same_school("signoffs_round_version_here", "version", "policies.Version"),
            known_here("signoffs_round", "opened_by"),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(state=RoundState.OPEN), name="signoffs_round_one_open"
            ),
            models.CheckConstraint(condition=Q(state__in=RoundState.values), name="signoffs_round_state"),
            models.CheckConstraint(
                condition=Q(state=RoundState.DRAFT, opened_at__isnull=True)
                | (~Q(state=RoundState.DRAFT) & Q(opened_at__isnull=False)),
                name="signoffs_round_opened",
            ),
            models.CheckConstraint(
                condition=Q(state=RoundState.CLOSED, closed_at__isnull=False)
                | (~Q(state=RoundState.CLOSED) & Q(closed_at__isnull=True)),
                name="signoffs_round_closed",
            ),
        ]
        indexes = [models.Index(fields=["school", "state"], name="signoffs_round_of_school")]

    def __str__(self) -> str:
        return f"round {self.pk}"

    @property
    def label(self) -> str:
        """The name of the round's stream in the ledger and on notices."""
        return f"round:{self.pk}"

    @property
    def is_open(self) -> bool:
        """Say whether anybody may still sign."""
        return self.state == RoundState.OPEN

    @property
    def statements(self) -> list[Statement]:
        """The statements that are read out."""
        statements: list[Statement] = self.agreement.statements
        return statements

    def get_absolute_url(self) -> str:
        """Return the address of the round's page for the office (the school must have been fetched with it)."""
        return reverse("signoffs:round", args=[self.school.slug, self.pk])


class Opened(OwnedModel):
    """When somebody first opened what they are asked to sign (L4)."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="openings")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    first_opened_at = models.DateTimeField()

    class Meta(OwnedModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="signoffs_opened_once"),
            same_school("signoffs_opened_round_here", "round", "signoffs.Round"),
            known_here("signoffs_opened"),
        ]

    def __str__(self) -> str:
        return f"round {self.round_id} opened"


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
            same_school("signoffs_signature_round_here", "round", "signoffs.Round"),
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
            same_school("signoffs_part_signature_here", "signature", "signoffs.Signature"),
            same_school("signoffs_part_version_here", "version", "policies.Version"),
        ]

    def __str__(self) -> str:
        return self.document


def batch_digest(digests: Iterable[str]) -> str:
    """Return the one digest that the ledger's entry vouches for, from the digests of a batch's signatures."""
    return sha256(sorted(digests))


class Question(SealedModel, OwnedModel):
    """A question first, "not my child", "paper", "call me": a row for the school, so that nothing is lost (L4)."""

    seal_label: ClassVar[str] = "question"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="questions")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey("people.Pupil", null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=QuestionKind.choices)
    state = models.CharField(max_length=10, choices=QuestionState.choices, default=QuestionState.ASKED)
    text = SealedTextField(null=True)
    asked_at = models.DateTimeField()
    answer = SealedTextField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(OwnedModel.Meta):
        constraints = [
            owner_key("signoffs_question"),
            same_school("signoffs_question_round_here", "round", "signoffs.Round"),
            known_here("signoffs_question"),
            known_here("signoffs_question", "answered_by"),
            pupil_here("signoffs_question"),
            models.CheckConstraint(condition=Q(kind__in=QuestionKind.values), name="signoffs_question_kind"),
            models.CheckConstraint(condition=Q(state__in=QuestionState.values), name="signoffs_question_state"),
            models.CheckConstraint(
                condition=Q(state=QuestionState.ASKED, answered_at__isnull=True, answered_by__isnull=True)
                | Q(state=QuestionState.ANSWERED, answered_at__isnull=False, answered_by__isnull=False),
                name="signoffs_question_answered",
            ),
            models.UniqueConstraint(
                fields=["round", "person", "pupil", "kind"],
                condition=Q(state=QuestionState.ASKED) & ~Q(kind=QuestionKind.QUESTION),
                name="signoffs_question_once",
                nulls_distinct=False,
            ),
        ]
        indexes = [models.Index(fields=["round", "state"], name="signoffs_question_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        """Return the address of the question (the school must have been fetched with it)."""
        return reverse("signoffs:question", args=[self.school.slug, self.pk])

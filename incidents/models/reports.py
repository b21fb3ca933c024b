"""What came in: the report as it was sent, the short-lived draft before it, and the limit on guesses.

Nothing here tells where or when exactly somebody sat: a random key and the day, no address, no agent, no session.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from core.db.immutable import ImmutableModel
from core.db.school_scope import OwnedModel, owner_key
from core.sealing.fields import SealedModel, SealedTextField
from incidents.models.proof import ProvableModel
from incidents.states.kinds import Kind
from incidents.states.workflow import DraftUse, FromKind

TEXTS = ("story", "where_when", "link", "still_visible", "pictures", "childs_words", "what_i_did", "name", "contact")


class Report(ProvableModel):
    """A report as it was sent.

    ``about_lead`` joins the offices it is about, such as "headteacher chair"; "" for none.
    """

    seal_label: ClassVar[str] = "report"
    SEALED: ClassVar[tuple[str, ...]] = TEXTS
    PLAIN: ClassVar[tuple[str, ...]] = ("day", "about_kind", "about_lead", "from_kind", "words_hash")

    day = models.DateField()
    about_kind = models.CharField(max_length=20, choices=Kind.choices)
    about_lead = models.CharField(max_length=60, blank=True)
    from_kind = models.CharField(max_length=10, choices=FromKind.choices)
    story = SealedTextField()
    where_when = SealedTextField(null=True)
    link = SealedTextField(null=True)
    still_visible = SealedTextField(null=True)
    pictures = SealedTextField(null=True, help_text="In words; no picture is ever asked for")
    childs_words = SealedTextField(null=True)
    what_i_did = SealedTextField(null=True)
    name = SealedTextField(null=True)
    contact = SealedTextField(null=True)
    words_hash = models.CharField(max_length=200)
    reference_index = models.BinaryField(max_length=16, unique=True)

    class Meta(ImmutableModel.Meta):
        constraints = [
            owner_key("incidents_report"),
            models.CheckConstraint(name="incidents_report_kind", condition=Q(about_kind__in=Kind.values)),
            models.CheckConstraint(name="incidents_report_from", condition=Q(from_kind__in=FromKind.values)),
            models.CheckConstraint(
                name="incidents_report_no_name",
                condition=~Q(from_kind=FromKind.NO_NAME) | Q(name__isnull=True, contact__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"Report of {self.day}"

    @property
    def offices(self) -> frozenset[str]:
        """The offices it is about."""
        return frozenset(self.about_lead.split())


class ReportDraft(SealedModel, OwnedModel):
    """A reporter's draft, in place of a session: sealed, found by the hash of a random cookie, gone after an hour."""

    seal_label: ClassVar[str] = "report_draft"

    use = models.CharField(max_length=10, choices=DraftUse.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    ends_at = models.DateTimeField(help_text="Whole minute; the row is removed then")
    content = SealedTextField(help_text="JSON")

    class Meta(OwnedModel.Meta):
        constraints = [models.CheckConstraint(name="incidents_draft_use", condition=Q(use__in=DraftUse.values))]
        indexes = [models.Index(fields=["ends_at"], name="incidents_draft_end")]

    def __str__(self) -> str:
        return f"{self.use} draft"


class ReturnTry(OwnedModel):
    """Wrong secret words, counted by what was typed as the reference (blind) or for the whole school.

    Never by an address.
    """

    key = models.BinaryField(max_length=16)
    tries = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField()

    class Meta(OwnedModel.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "key"], name="incidents_try_once")]

    def __str__(self) -> str:
        return f"{self.tries} tries"

"""What was done.

Entries, messages and the closing. Written once; a mistake is corrected by a later entry that names it.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from core.db.immutable import ImmutableModel
from core.db.school_scope import CompositeForeignKey, owner_key
from core.sealing.fields import SealedTextField
from incidents.models.cases import Case, of_case
from incidents.models.proof import ProvableModel
from incidents.states.workflow import Direction, Move, Outcome
from people.models.persons import Person, known_here


class CaseEntry(ProvableModel):
    """One entry of the chronology: what happened, what was decided and why, who was told (KCSIE: all in writing)."""

    seal_label: ClassVar[str] = "case_entry"
    SEALED: ClassVar[tuple[str, ...]] = ("happened", "decided", "why", "told")
    PLAIN: ClassVar[tuple[str, ...]] = ("case_id", "by_id", "at", "move", "corrects_id")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    move = models.CharField(max_length=12, choices=Move.choices)
    happened = SealedTextField(null=True)
    decided = SealedTextField(null=True)
    why = SealedTextField()
    told = SealedTextField(null=True)
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrections")

    class Meta(ImmutableModel.Meta):
        constraints = [
            owner_key("incidents_entry"),
            of_case("incidents_entry"),
            known_here("incidents_entry", "by"),
            models.CheckConstraint(name="incidents_entry_move", condition=Q(move__in=Move.values)),
            models.UniqueConstraint(fields=["id", "case"], name="incidents_entry_case_key"),
            CompositeForeignKey(
                name="incidents_entry_corrects_same_case",
                fields=("corrects", "case"),
                to="incidents.CaseEntry",
                to_fields=("id", "case"),
            ),
        ]
        indexes = [models.Index(fields=["case", "at"], name="incidents_entry_of_case")]

    def __str__(self) -> str:
        return f"{self.get_move_display()} in {self.case_id}"


class Message(ProvableModel):
    """A message between school and reporter. ``number`` orders them; the reporter's side carries the day only."""

    seal_label: ClassVar[str] = "case_message"
    SEALED: ClassVar[tuple[str, ...]] = ("body",)
    PLAIN: ClassVar[tuple[str, ...]] = ("case_id", "number", "direction", "day", "at", "by_id")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages")
    number = models.PositiveIntegerField()
    direction = models.CharField(max_length=15, choices=Direction.choices)
    day = models.DateField()
    at = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    body = SealedTextField()

    class Meta(ImmutableModel.Meta):
        constraints = [
            of_case("incidents_message"),
            known_here("incidents_message", "by"),
            models.UniqueConstraint(fields=["case", "number"], name="incidents_message_order"),
            models.CheckConstraint(
                name="incidents_message_sides",
                condition=Q(direction=Direction.TO_REPORTER, at__isnull=False, by__isnull=False)
                | Q(direction=Direction.FROM_REPORTER, at__isnull=True, by__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"Message {self.number} of {self.case_id}"


class Closing(ProvableModel):
    """How a case ended. With ``confirms`` set it is the second person's yes to an earlier one."""

    seal_label: ClassVar[str] = "case_closing"
    SEALED: ClassVar[tuple[str, ...]] = ("summary", "followed_up", "reporter_told", "lessons")
    PLAIN: ClassVar[tuple[str, ...]] = ("case_id", "by_id", "at", "outcome", "confirms_id")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="closings")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    summary = SealedTextField(null=True)
    followed_up = SealedTextField(null=True)
    reporter_told = SealedTextField(null=True)
    lessons = SealedTextField(null=True)
    confirms = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="confirmed_by")

    class Meta(ImmutableModel.Meta):
        constraints = [
            of_case("incidents_closing"),
            known_here("incidents_closing", "by"),
            models.UniqueConstraint(fields=["id", "case"], name="incidents_closing_case_key"),
            CompositeForeignKey(
                name="incidents_closing_confirms_same_case",
                fields=("confirms", "case"),
                to="incidents.Closing",
                to_fields=("id", "case"),
            ),
            models.CheckConstraint(name="incidents_closing_outcome", condition=Q(outcome__in=Outcome.values)),
            models.CheckConstraint(
                name="incidents_closing_whole",
                condition=Q(confirms__isnull=False)
                | Q(
                    summary__isnull=False, followed_up__isnull=False, reporter_told__isnull=False, lessons__isnull=False
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Closing of {self.case_id}"

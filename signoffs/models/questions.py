"""What somebody says instead of signing, and the answer."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.db.school_scope import OwnedModel, owner_key
from core.sealing.fields import SealedModel, SealedTextField
from people.models.persons import known_here
from people.models.pupils import pupil_here
from signoffs.models.agreements import Round, same_school
from signoffs.states import QuestionKind, QuestionState


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
            same_school("signoffs_question", "round", "signoffs.Round"),
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

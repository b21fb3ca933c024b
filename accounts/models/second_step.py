"""A lost second step, and the two people who vouch that the right person asked for a new one."""

from django.db import models
from django.db.models import F, Q

from accounts.states.second_step import RESET_OPEN, ResetState
from core.db.school_scope import OwnedModel
from people.models.persons import Person, known_here

_T = "accounts_secondstepreset"


def _with_its_time(who: str) -> models.CheckConstraint:
    empty = {f"{who}_by__isnull": True, f"{who}_at__isnull": True}
    full = {f"{who}_by__isnull": False, f"{who}_at__isnull": False}
    return models.CheckConstraint(condition=Q(**empty) | Q(**full), name=f"{_T}_{who}_paired")


class SecondStepReset(OwnedModel):
    """One request. It runs out at ``until_at``, 24 hours after it was made, whatever has been confirmed by then."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ResetState.choices, default=ResetState.ASKED)
    asked_at = models.DateTimeField()
    until_at = models.DateTimeField()
    first_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField(null=True)
    second_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    second_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    refused_at = models.DateTimeField(null=True)

    class Meta(OwnedModel.Meta):
        constraints = [
            *(known_here(_T, field) for field in ("person", "first_by", "second_by", "refused_by")),
            *(_with_its_time(who) for who in ("first", "second", "refused")),
            models.CheckConstraint(condition=Q(state__in=ResetState.values), name=f"{_T}_state"),
            models.CheckConstraint(
                condition=~Q(first_by=F("person")) & ~Q(second_by=F("person")), name=f"{_T}_never_oneself"
            ),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | ~Q(second_by=F("first_by")), name=f"{_T}_two_people"
            ),
            # The last word is never said by fewer than two.
            models.CheckConstraint(
                condition=~Q(state=ResetState.DONE) | Q(first_by__isnull=False, second_by__isnull=False),
                name=f"{_T}_done_by_two",
            ),
            models.UniqueConstraint(
                fields=["school", "person"], condition=Q(state__in=RESET_OPEN), name=f"{_T}_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return str(self.state)

    @property
    def label(self) -> str:
        """The name of its stream in the ledger and on notices."""
        return f"second_step_reset:{self.pk}"

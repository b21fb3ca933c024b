"""What is asked of whom, and each time that it is asked."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.db.dated import Dated, ends_after_start, never_twice
from core.db.school_scope import CompositeForeignKey, OwnedModel, owner_key
from people.models.persons import known_here
from people.states.roles import Role
from signoffs.states import Audience, RoundState, Statement


def same_school(table: str, field: str, to: str) -> CompositeForeignKey:
    """Hold a row to a parent of its own school."""
    return CompositeForeignKey(
        name=f"{table}_{field}_here", fields=(field, "school"), to=to, to_fields=("id", "school")
    )


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
            same_school("signoffs_agreement", "policy", "policies.Policy"),
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
            same_school("signoffs_round", "agreement", "signoffs.Agreement"),
            same_school("signoffs_round", "version", "policies.Version"),
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
            same_school("signoffs_opened", "round", "signoffs.Round"),
            known_here("signoffs_opened"),
        ]

    def __str__(self) -> str:
        return f"round {self.round_id} opened"

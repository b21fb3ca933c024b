"""Facts about signing in: resets of a lost second step, printed codes, changes of address, and forms sent too late."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.states import RESET_OPEN, ResetState
from core.db.school_scope import OwnedModel
from core.sealing.fields import SealedModel, SealedTextField
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


class PrintedCode(OwnedModel):
    """A code on paper for somebody without an e-mail address; kept as a keyed hash, shown once, when it is printed.

    ``once``: it opens one session; otherwise it works until ``ends_at``. ``ended_at``: taken back by the office.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    hash = models.CharField(max_length=32)
    once = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta(OwnedModel.Meta):
        constraints = [
            known_here("accounts_printedcode"),
            known_here("accounts_printedcode", "made_by"),
            models.UniqueConstraint(fields=["school", "hash"], name="accounts_printedcode_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("made_at")), name="accounts_printedcode_span"),
        ]
        indexes = [models.Index(fields=["school", "person"], name="accounts_printedcode_of")]

    def __str__(self) -> str:
        return f"printed code {self.pk}"


class AddressChange(OwnedModel):
    """A wish that an account signs in with another address, which a second person confirms or turns down."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    value = models.EmailField(max_length=254)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ends_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed = models.BooleanField(default=False)

    class Meta(OwnedModel.Meta):
        constraints = [
            known_here("accounts_addresschange"),
            known_here("accounts_addresschange", "asked_by"),
            known_here("accounts_addresschange", "decided_by"),
            models.UniqueConstraint(
                fields=["school", "person"],
                condition=Q(decided_at__isnull=True),
                name="accounts_addresschange_one_open",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, confirmed=False)
                | Q(decided_at__isnull=False),
                name="accounts_addresschange_decided",
            ),
            models.CheckConstraint(
                condition=Q(confirmed=False) | (Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))),
                name="accounts_addresschange_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"change of address {self.pk}"


class KeptForm(SealedModel, OwnedModel):
    """What somebody sent after their session had ended: kept sealed for them until they have signed in again."""

    seal_label: ClassVar[str] = "kept_post"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=300)
    body = SealedTextField(help_text=_("The form as it was sent, without its token"))
    kept_at = models.DateTimeField()

    class Meta(OwnedModel.Meta):
        db_table = "accounts_keptpost"
        constraints = [models.UniqueConstraint(fields=["user"], name="accounts_keptpost_one")]

    def __str__(self) -> str:
        return f"kept for {self.user_id}"

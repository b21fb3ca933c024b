"""Ways in beside an e-mailed code: printed codes, changes of a sign-in address, and what was typed too late."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.db.school_scope import OwnedModel
from core.sealing.fields import SealedModel, SealedTextField
from people.models.persons import Person, known_here


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


class KeptPost(SealedModel, OwnedModel):
    """What somebody sent after their session had ended: kept sealed for them until they have signed in again."""

    seal_label: ClassVar[str] = "kept_post"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=300)
    body = SealedTextField(help_text=_("The form as it was sent, without its token"))
    kept_at = models.DateTimeField()

    class Meta(OwnedModel.Meta):
        constraints = [models.UniqueConstraint(fields=["user"], name="accounts_keptpost_one")]

    def __str__(self) -> str:
        return f"kept for {self.user_id}"

"""The outbox, claims, hashes of link tokens, heartbeats of scheduled runs, and the demo's mailbox."""

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from core import clock
from core.contributions.messages import KINDS, Kind
from core.db.school_scope import OwnedModel, owner_key, same_school
from core.sealing.fields import SealedModel, SealedTextField
from ledger.states import Confidentiality
from notices.states.outbox import BounceType, State, Stop
from people.models.persons import known_here

models.CharField.register_lookup(Length)


class Notice(OwnedModel):
    """One message to one person: a row first, mail after the commit."""

    confidentiality = models.CharField(max_length=12, choices=Confidentiality.choices)
    kind = models.CharField(max_length=40)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    subject = models.CharField(max_length=120, help_text=_("Label of what it is about; never a name"))
    reason = models.CharField(max_length=40, blank=True, help_text=_("Code of the sentence that says why"))
    key = models.CharField(max_length=200)
    template_version = models.CharField(max_length=16)
    context = models.JSONField(default=dict)
    urgent = models.BooleanField(default=False)

    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    queued_at = models.DateTimeField()
    next_try_at = models.DateTimeField(help_text=_("Not sent before this moment"))
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, help_text=_("A worker holds it until then"))
    sent_at = models.DateTimeField(null=True)
    rendered_version = models.CharField(max_length=16, blank=True)
    rendered_hash = models.CharField(max_length=64, blank=True)
    last_error = models.CharField(max_length=80, blank=True, help_text=_("A code; never the words of the message"))
    stop_reason = models.CharField(max_length=12, choices=Stop.choices, blank=True)
    message_id = models.CharField(max_length=120, help_text=_("The same for every attempt"))
    service_id = models.CharField(max_length=200, blank=True, help_text=_("What the mail service calls the message"))
    carried_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="carried", help_text=_("The digest it went out in")
    )

    class Meta(OwnedModel.Meta):
        constraints = [
            owner_key("notices_notice"),
            known_here("notices_notice"),
            same_school("notices_notice_carried_owner", "carried_by", "notices.Notice"),
            models.UniqueConstraint(fields=["school", "key"], name="notices_notice_once"),
            models.CheckConstraint(name="notices_notice_state", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="notices_notice_confidentiality", condition=Q(confidentiality__in=Confidentiality.values)
            ),
            models.CheckConstraint(
                name="notices_notice_lease",
                condition=Q(state=State.SENDING, leased_until__isnull=False)
                | (~Q(state=State.SENDING) & Q(leased_until__isnull=True)),
            ),
            models.CheckConstraint(
                name="notices_notice_sent",
                condition=Q(state__in=(State.SENT, State.BOUNCED), sent_at__isnull=False, rendered_hash__length=64)
                | (~Q(state__in=(State.SENT, State.BOUNCED)) & Q(sent_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="notices_notice_stopped", condition=Q(state=State.CANCELLED) ^ Q(stop_reason="")
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="sent_stays_sent",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state=State.SENT) & ~pgtrigger.Q(new__state=State.BOUNCED),
            )
        ]
        indexes = [
            models.Index(
                models.F("urgent").desc(), "next_try_at", name="notices_due", condition=Q(state=State.WAITING)
            ),
            models.Index(fields=["leased_until"], name="notices_leased", condition=Q(state=State.SENDING)),
            models.Index(fields=["school", "state", "queued_at"], name="notices_by_school"),
            models.Index(fields=["subject"], name="notices_subject"),
            models.Index(fields=["school", "person"], name="notices_gather", condition=Q(state=State.WAITING)),
            models.Index(fields=["service_id"], name="notices_service", condition=~Q(service_id="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def spec(self) -> Kind:
        """The kind's row in the table."""
        return KINDS[self.kind]

    @property
    def is_confidential(self) -> bool:
        """Say whether the office may see no more of it than that it failed."""
        return self.confidentiality == Confidentiality.CONFIDENTIAL


class NoticeAddress(SealedModel, OwnedModel):
    """An address that stands in no school record (a test, a reporter).

    Sealed, and gone once the notice is sent or stopped.
    """

    seal_label: ClassVar[str] = "notice_address"

    notice = models.OneToOneField(Notice, on_delete=models.CASCADE, related_name="address")
    value = SealedTextField()

    class Meta(OwnedModel.Meta):
        constraints = [same_school("notices_address_owner", "notice", "notices.Notice")]

    def __str__(self) -> str:
        return f"Address of {self.notice_id}"


class Bounce(OwnedModel):
    """What a mail service reported of a message after it took it: it came back, or its reader does not want it.

    While ``resolved_at`` is empty nothing more is sent to that address: ``address_hash`` is a keyed hash of it, so that
    a corrected address is free at once and the address itself rests nowhere twice.
    """

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="bounces")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    bounce_type = models.CharField(max_length=12, choices=BounceType.choices)
    code = models.CharField(max_length=40, blank=True, help_text=_("A code; never the words of the mail service"))
    address_hash = models.CharField(max_length=64, blank=True)
    event_id = models.CharField(max_length=120, help_text=_("The mail service's own number of the event"))
    at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, help_text=_("The office has corrected it or tries again"))

    class Meta(OwnedModel.Meta):
        constraints = [
            same_school("notices_bounce_owner", "notice", "notices.Notice"),
            known_here("notices_bounce"),
            models.UniqueConstraint(fields=["notice", "event_id"], name="notices_bounce_once"),
            models.CheckConstraint(name="notices_bounce_type", condition=Q(bounce_type__in=BounceType.values)),
        ]
        indexes = [
            models.Index(
                fields=["school", "address_hash"], name="notices_bounce_address", condition=Q(resolved_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.bounce_type} {self.notice_id}"


class LinkToken(OwnedModel):
    """A private link. Only the hash of its token is kept; a repeated message gets a new one and the old stays good."""

    purpose = models.CharField(max_length=20)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    ref = models.CharField(max_length=64, help_text=_("What the link opens"))
    hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta(OwnedModel.Meta):
        indexes = [models.Index(fields=["school", "purpose", "ref"], name="notices_link_of")]
        constraints = [
            known_here("notices_link"),
            models.CheckConstraint(name="notices_link_hash", condition=Q(hash__length=64)),
            models.CheckConstraint(name="notices_link_span", condition=Q(ends_at__gt=models.F("made_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} link {self.id}"

    @property
    def expired(self) -> bool:
        """Say whether its time has run out."""
        return self.ends_at <= clock.now()


class Claim(OwnedModel):
    """ "This step was told to this person about this due day": inserted before the message is queued, once for ever."""

    kind = models.CharField(max_length=40)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    subject = models.CharField(max_length=120)
    due = models.DateField()
    step = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    class Meta(OwnedModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["school", "kind", "person", "subject", "due", "step"],
                name="notices_claim_once",
                nulls_distinct=False,
            )
        ]
        indexes = [models.Index(fields=["subject"], name="notices_claim_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.step} {self.due}"


class Heartbeat(models.Model):
    """When a scheduled task last ran to its end. Belongs to the whole installation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=60, unique=True)
    at = models.DateTimeField()
    trouble = models.CharField(max_length=80, blank=True, help_text=_("A code, when it ran but could not do its work"))

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"


class DemoMail(models.Model):
    """A message that the demo shows in place of sending it. Only filled by ``notices.backends.DemoMailbox``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    message_id = models.CharField(max_length=200, blank=True)
    sender = models.CharField(max_length=320)
    to = models.CharField(max_length=320)
    reply_to = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=998)
    text = models.TextField()
    html = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["-at"], name="notices_demomail_at")]
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.subject

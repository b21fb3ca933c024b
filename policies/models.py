"""Policies, their drafts, their frozen versions, and what stands beside a version."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.db.immutable import ImmutableOwnedModel
from core.db.school_scope import OwnedModel, owner_key, same_school
from people.models.persons import Person
from policies.states import STATE_TAGS, ReviewCause, VersionState

DATES = ("issued", "approved", "last_reviewed", "next_review", "equality")


class Policy(OwnedModel):
    """One policy of a school through all its versions."""

    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80)
    lead = models.CharField(max_length=200, blank=True, help_text="As written in the policy")
    lead_person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cycle_months = models.PositiveSmallIntegerField(null=True, blank=True)
    applies_to = models.CharField(max_length=500, blank=True, help_text="Whom and what it binds (W2)")
    is_public = models.BooleanField(default=True, help_text="Parents may read it without signing in (L14)")

    class Meta(OwnedModel.Meta):
        constraints = [
            owner_key("policies_policy"),
            models.UniqueConstraint(fields=["school", "slug"], name="policies_policy_slug"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        """The name of its stream in the ledger and on notices."""
        return f"policy:{self.pk}"

    def get_absolute_url(self) -> str:
        """Return the address for members of the school."""
        return reverse("policies:policy", args=[self.school.slug, self.slug])

    @property
    def public_url(self) -> str:
        """Return the address that needs no sign-in."""
        return reverse("policies:public", args=[self.school.slug, self.slug])


class LinkedPolicy(OwnedModel):
    """That a policy must be read with another (obligation L5); ``title`` alone where the other is not here yet."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="links")
    other = models.ForeignKey(Policy, null=True, on_delete=models.PROTECT, related_name="links_back")
    title = models.CharField(max_length=200)

    class Meta(OwnedModel.Meta):
        constraints = [
            same_school("policies_linkedpolicy_policy_same_school", "policy", "policies.Policy"),
            same_school("policies_linkedpolicy_other_same_school", "other", "policies.Policy"),
            models.UniqueConstraint(fields=["policy", "title"], name="policies_linkedpolicy_once"),
        ]

    def __str__(self) -> str:
        return self.title


class CitedGuidance(OwnedModel):
    """Outside guidance that a policy rests on, with its edition (obligation M26)."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="guidance")
    title = models.CharField(max_length=200)
    edition = models.CharField(max_length=60, blank=True)

    class Meta(OwnedModel.Meta):
        constraints = [
            same_school("policies_citedguidance_policy_same_school", "policy", "policies.Policy"),
            models.UniqueConstraint(fields=["policy", "title"], name="policies_citedguidance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.edition}" if self.edition else self.title


class EarlyReview(OwnedModel):
    """That somebody called for a review before its day, and why (obligation M1); ``done_at`` when a text came of it."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="early_reviews")
    cause = models.CharField(max_length=20, choices=ReviewCause.choices)
    why = models.CharField(max_length=500)
    called_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta(OwnedModel.Meta):
        constraints = [
            same_school("policies_earlyreview_policy_same_school", "policy", "policies.Policy"),
            models.CheckConstraint(name="policies_earlyreview_cause", condition=Q(cause__in=ReviewCause.values)),
            models.UniqueConstraint(
                fields=["policy"], condition=Q(done_at__isnull=True), name="policies_earlyreview_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"Early review: {self.cause}"


class Draft(OwnedModel):
    """The text somebody works on. ``clauses`` is a list of {key, level, number, heading, text}; keys are permanent.

    ``revision`` counts the saves: saving over a newer revision is refused, and nothing is lost.
    """

    policy = models.ForeignKey(Policy, null=True, on_delete=models.PROTECT, related_name="drafts")
    title = models.CharField(max_length=200)
    front_matter = models.JSONField(default=list)
    clauses = models.JSONField(default=list)
    in_short = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    facts = models.JSONField(default=dict, help_text="Dates as typed, lead, approving body, signatories, cycle")
    notes = models.JSONField(default=list, help_text="What the import left out, decided, or did not find")
    source_name = models.CharField(max_length=200, blank=True)
    source_sha256 = models.CharField(max_length=64, blank=True)
    revision = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True, help_text="When it was proposed; it is never changed again")

    class Meta(OwnedModel.Meta):
        constraints = [
            owner_key("policies_draft"),
            same_school("policies_draft_policy_same_school", "policy", "policies.Policy"),
            models.UniqueConstraint(
                fields=["school", "policy", "source_sha256"],
                condition=Q(frozen_at__isnull=True) & ~Q(source_sha256=""),
                nulls_distinct=False,
                name="policies_draft_one_of_a_file",
            ),
        ]

    def __str__(self) -> str:
        return f"Draft of {self.title}"

    @property
    def label(self) -> str:
        """The name of the stream in which its story stands: its policy's, once there is one."""
        return f"policy:{self.policy_id}" if self.policy_id else f"policy_draft:{self.pk}"

    def get_absolute_url(self) -> str:
        """Return the page where it is looked over."""
        return reverse("policies:draft", args=[self.school.slug, self.pk])


class Version(ImmutableOwnedModel):
    """A text as it was proposed. Nothing in it ever changes; its status stands beside it in :class:`VersionStatus`."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=12, default="en-gb")
    title = models.CharField(max_length=200)
    front_matter = models.JSONField(default=list)
    in_short = models.JSONField(default=list)
    changes = models.JSONField(default=list, help_text="The author's 1 to 5 lines")
    major = models.BooleanField(default=True, help_text="Asks for new signatures")
    digest = models.CharField(max_length=64)

    class Meta(ImmutableOwnedModel.Meta):
        constraints = [
            owner_key("policies_version"),
            same_school("policies_version_policy_same_school", "policy", "policies.Policy"),
            models.UniqueConstraint(fields=["policy", "number", "language"], name="policies_version_number"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"

    @property
    def label(self) -> str:
        """The name of the stream in which its story stands: its policy's."""
        return f"policy:{self.policy_id}"

    def get_absolute_url(self) -> str:
        """Return the page of this version, which stays when a newer one is in force."""
        return reverse("policies:version", args=[self.school.slug, self.policy.slug, self.number])


class Clause(ImmutableOwnedModel):
    """One section of a version. ``key`` stays the same through all versions, so that its link and redline hold."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="clauses")
    key = models.UUIDField(default=uuid.uuid4)
    position = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField(default=1)
    number = models.CharField(max_length=20, blank=True)
    heading = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True, help_text="Restricted Markdown")

    class Meta(ImmutableOwnedModel.Meta):
        constraints = [
            same_school("policies_clause_version_same_school", "version", "policies.Version"),
            models.UniqueConstraint(fields=["version", "position"], name="policies_clause_position"),
            models.UniqueConstraint(fields=["version", "key"], name="policies_clause_key"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.heading}".strip()

    @property
    def anchor(self) -> str:
        """Return the permanent anchor of the section (obligation L2)."""
        return f"c-{self.key.hex[:8]}"


def date_fields(name: str) -> tuple[models.CharField[str, str], models.DateField[dt.date | None, dt.date | None]]:
    """Return the two columns of a date as typed: the words, and the day it sorts by."""
    return models.CharField(max_length=60, blank=True), models.DateField(null=True, blank=True)


class VersionStatus(OwnedModel):
    """Where a version stands, its dates as typed with the day each sorts by (L1, L19, O11, C16), and who moved it."""

    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="status")
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="version_statuses")
    state = models.CharField(max_length=12, choices=VersionState.choices, default=VersionState.PROPOSED)
    approved_by = models.CharField(max_length=200, blank=True, help_text="Body, as written")
    signers = models.JSONField(default=list, help_text="[role, person id] of each approval that is needed")
    facts = models.JSONField(default=dict, help_text="What the policy takes over when published: lead, links")
    issued_text, issued_day = date_fields("issued")
    approved_text, approved_day = date_fields("approved")
    last_reviewed_text, last_reviewed_day = date_fields("last_reviewed")
    next_review_text, next_review_day = date_fields("next_review")
    equality_text, equality_day = date_fields("equality")
    returned_why = models.CharField(max_length=1000, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta(OwnedModel.Meta):
        db_table = "policies_versionlife"
        constraints = [
            same_school("policies_versionlife_version_same_school", "version", "policies.Version"),
            same_school("policies_versionlife_policy_same_school", "policy", "policies.Policy"),
            models.CheckConstraint(name="policies_versionlife_state", condition=Q(state__in=VersionState.values)),
            models.CheckConstraint(
                name="policies_versionlife_published_when_in_force",
                condition=~Q(state__in=["published", "replaced", "withdrawn"]) | Q(published_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["policy"], condition=Q(state="published"), name="policies_versionlife_one_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.state}"

    @property
    def tag_kind(self) -> str:
        """The kind of tag that goes with the state."""
        return STATE_TAGS[VersionState(self.state)]


class Approval(ImmutableOwnedModel):
    """One signature under a version (obligation L18: as many as the school has, each its own)."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="approvals")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    approved_at = models.DateTimeField()
    minute = models.CharField(max_length=60, blank=True, help_text="Minute reference")

    class Meta(ImmutableOwnedModel.Meta):
        constraints = [
            same_school("policies_approval_version_same_school", "version", "policies.Version"),
            models.UniqueConstraint(fields=["version", "person", "role"], name="policies_approval_once"),
        ]

    def __str__(self) -> str:
        return f"{self.role} of version {self.version_id}"

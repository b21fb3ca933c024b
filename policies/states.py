"""The life of a version, and who hears of its review."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.workflow import Table, Transition
from notices.states import Who
from people.states import Role


class VersionState(TextChoices):
    """Where a version stands. A draft is not a version yet."""

    PROPOSED = "proposed", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("In force")
    RETURNED = "returned", _("Changes asked for")
    REPLACED = "replaced", _("Replaced")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ReviewStatus(TextChoices):
    """Where the review of a policy stands."""

    UP_TO_DATE = "up_to_date", _("Up to date")
    DUE_SOON = "due_soon", _("Due soon")
    OVERDUE = "overdue", _("Overdue")
    NO_DATE = "no_date", _("No date set")


class ReviewCause(TextChoices):
    """What calls for a review before its day (obligation M1)."""

    CONCERN = "concern", _("A concern")
    GUIDANCE = "guidance", _("New guidance")
    TECHNICAL = "technical", _("A change of our systems")
    OTHER = "other", _("Something else")


VERSION = Table(
    "version",
    VersionState,
    (
        Transition("approve", ("proposed",), "approved", "policy.approve", "policy.approved"),
        Transition(
            "return", ("proposed", "approved"), "returned", "policy.approve", "policy.returned", "policy_returned"
        ),
        Transition("publish", ("approved",), "published", "policy.publish", "policy.published", "policy_published"),
        Transition("replace", ("published",), "replaced", "policy.publish", "policy.replaced"),
        Transition("withdraw", ("published",), "withdrawn", "policy.publish", "policy.withdrawn"),
    ),
)
TABLES = (VERSION,)


REVIEW_ROLES: dict[str, Who] = {
    Role.CLERK: Who.CLERK,
    Role.HEADTEACHER: Who.HEADTEACHER,
    Role.CHAIR: Who.GOVERNORS,
    Role.GOVERNOR: Who.GOVERNORS,
}
"""Who hears of every review, and as whom, beside each policy's own lead."""
REVIEW_WHO = (Who.GOVERNORS, Who.HEADTEACHER, Who.OWNER, Who.CLERK)
"""Of somebody with several posts the last one counts."""
DUE_SOON_DAYS = 90
WEEK = 7

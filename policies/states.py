"""The states of a version, and who is reminded of its review."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.contributions.reminders import Anchor, Every, ReminderSchedule, ReminderStep, Unit, Who, before
from core.workflow import Table, Transition
from people.states.roles import Role


class Permission(StrEnum):
    """What a role may do here."""

    POLICY_DRAFT = "policy.draft"
    POLICY_PROPOSE = "policy.propose"
    POLICY_APPROVE = "policy.approve"
    POLICY_PUBLISH = "policy.publish"
    BOARD_SEE = "board.see"


class VersionState(TextChoices):
    """Where a version stands. A draft is not a version yet."""

    PROPOSED = "proposed", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("In force")
    RETURNED = "returned", _("Changes asked for")
    REPLACED = "replaced", _("Replaced")
    WITHDRAWN = "withdrawn", _("Withdrawn")


STATE_TAGS = {
    VersionState.PROPOSED: "waiting",
    VersionState.APPROVED: "info",
    VersionState.PUBLISHED: "done",
    VersionState.RETURNED: "due",
    VersionState.REPLACED: "closed",
    VersionState.WITHDRAWN: "closed",
}


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


REVIEW_ROLES: dict[str, Who] = {
    Role.CLERK: Who.CLERK,
    Role.HEADTEACHER: Who.HEADTEACHER,
    Role.CHAIR: Who.GOVERNORS,
    Role.GOVERNOR: Who.GOVERNORS,
}
"""Who is reminded of every review, and as whom, beside each policy's own lead."""
REVIEW_WHO = (Who.GOVERNORS, Who.HEADTEACHER, Who.OWNER, Who.CLERK)
"""Of somebody with several roles the last one counts."""
DUE_SOON_DAYS = 90
WEEK = 7

_REVIEW_DAYS = (90, 60, 30, 14, 7, 0)


def _review(days: int) -> tuple[ReminderStep, ...]:
    return (
        ReminderStep(before(days), Anchor.DUE, -days, Unit.DAY, (Who.OWNER, Who.HEADTEACHER), "review_due", "owner"),
        ReminderStep(before(days), Anchor.DUE, -days, Unit.DAY, (Who.CLERK,), "review_due", "clerk"),
    )


# Governors are reminded twice of each review, never weekly: they act at meetings, three to six a year, and oversee
# those who are reminded every week. Their message lists every review of the next 90 days: one a term.
_GOVERNORS = (
    ReminderStep(before(30), Anchor.DUE, -30, Unit.DAY, (Who.GOVERNORS,), "review_due", "governor"),
    ReminderStep("overdue", Anchor.DUE, 7, Unit.DAY, (Who.GOVERNORS,), "review_due", "governor"),
)

REVIEW_REMINDERS = ReminderSchedule(
    "review",
    _("Review of a policy"),
    "M1, L1, L18",
    (*(step for days in _REVIEW_DAYS for step in _review(days)), *_GOVERNORS),
    every=Every(
        Unit.DAY,
        7,
        (Who.OWNER, Who.HEADTEACHER, Who.CLERK),
        "review_due",
        "overdue",
        name="{n} weeks after",
        with_the_week=True,
    ),
)

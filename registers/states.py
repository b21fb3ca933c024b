"""Words and the workflow of a disclosure."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.contributions.reminders import Anchor, ReminderSchedule, ReminderStep, Unit, Who, before
from core.workflow import Table, Transition


class Permission(StrEnum):
    """What a role may do here."""

    DISCLOSURE_MAKE = "disclosure.make"
    DISCLOSURE_DECIDE = "disclosure.decide"
    DISCLOSURE_READ_REGISTER = "disclosure.read_register"


class Link(TextChoices):
    """What kind of link it is."""

    FAMILY = "family", _("Family")
    OLD_FRIEND = "old_friend", _("Old friend")
    NEIGHBOUR = "neighbour", _("Neighbour")
    OTHER = "other", _("Something else")


class About(TextChoices):
    """The person the link is with (M10)."""

    PRESENT_PUPIL = "present_pupil", _("A pupil who is here now")
    PAST_PUPIL = "past_pupil", _("A pupil who has left")
    PARENT = "parent", _("A parent or carer")
    OTHER = "other", _("Somebody else in a pupil's family")


class Before(TextChoices):
    """Whether the link is from before the job, the request or the entry, as the school's rule counts it (W4, C6)."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNSURE = "unsure", _("I am not sure")


class Plan(TextChoices):
    """What the person means to do."""

    REMOVE = "remove", _("End the link online")
    KEEP = "keep", _("Keep it, with limits")


class Outcome(TextChoices):
    """The four answers of a decision."""

    ALLOW = "allow", _("Allow")
    CONDITIONS = "conditions", _("Allow with conditions")
    MORE = "more", _("Ask for more")
    REFUSE = "refuse", _("Do not allow")


class State(TextChoices):
    """The states of a disclosure."""

    SENT = "sent", _("Sent")
    MORE_NEEDED = "more_needed", _("More needed")
    ALLOWED = "allowed", _("Allowed")
    ALLOWED_WITH_CONDITIONS = "allowed_with_conditions", _("Allowed with conditions")
    NOT_ALLOWED = "not_allowed", _("Not allowed")
    ENDED = "ended", _("Ended")


MEANINGS = {
    State.SENT: _("It waits for a decision."),
    State.MORE_NEEDED: _("The person is asked to say more."),
    State.ALLOWED: _("The link may stay."),
    State.ALLOWED_WITH_CONDITIONS: _("The link may stay, with conditions."),
    State.NOT_ALLOWED: _("The link may not stay."),
    State.ENDED: _("The link has ended."),
}
TAG_KINDS = {
    State.SENT: "info",
    State.MORE_NEEDED: "due",
    State.ALLOWED: "done",
    State.ALLOWED_WITH_CONDITIONS: "done",
    State.NOT_ALLOWED: "overdue",
    State.ENDED: "closed",
}

DECIDED = (State.ALLOWED, State.ALLOWED_WITH_CONDITIONS, State.NOT_ALLOWED)
# A new decision replaces the old one, so a decided form can be decided again.
_OPEN = (State.SENT, *DECIDED)
_DECIDE, _MAKE = Permission.DISCLOSURE_DECIDE, Permission.DISCLOSURE_MAKE
_ANSWERED = "disclosure_answered"

DISCLOSURE = Table(
    "disclosure",
    State,
    (
        Transition("send", (), State.SENT, _MAKE, "disclosure.sent", "decision_needed"),
        Transition(Outcome.MORE, (State.SENT,), State.MORE_NEEDED, _DECIDE, "disclosure.decided", _ANSWERED),
        Transition("add", (State.MORE_NEEDED,), State.SENT, _MAKE, "disclosure.added", "decision_needed"),
        Transition(Outcome.ALLOW, _OPEN, State.ALLOWED, _DECIDE, "disclosure.decided", _ANSWERED),
        Transition(Outcome.CONDITIONS, _OPEN, State.ALLOWED_WITH_CONDITIONS, _DECIDE, "disclosure.decided", _ANSWERED),
        Transition(Outcome.REFUSE, _OPEN, State.NOT_ALLOWED, _DECIDE, "disclosure.decided", _ANSWERED),
        Transition("end", (State.SENT, State.MORE_NEEDED, *DECIDED), State.ENDED, _MAKE, "disclosure.ended"),
    ),
)

REGISTER_DUTY = "disclosure_register"
"""The duty, in ``people``, of the deputy the school has named to read the register's list."""

DISCLOSURE_YEARLY_REMINDERS = ReminderSchedule(
    "disclosure_yearly",
    _("Yearly answer about friends and family online"),
    "M10, W4, C6",
    tuple(
        ReminderStep(before(days), Anchor.DUE, -days, Unit.DAY, (Who.PERSON,), "disclosure_due") for days in (30, 7, 0)
    ),
    cap=3,
)
REMINDER_SCHEDULES = (
    DISCLOSURE_YEARLY_REMINDERS,
    ReminderSchedule(
        "account_check",
        _("Check of an official account"),
        "W16, M11, C2",
        (
            ReminderStep(before(14), Anchor.DUE, -14, Unit.DAY, (Who.OWNER,), "account_check"),
            ReminderStep(before(0), Anchor.DUE, 0, Unit.DAY, (Who.OWNER,), "account_check"),
            ReminderStep("after_10", Anchor.DUE, 10, Unit.SCHOOL_DAY, (Who.NAMED,), "account_check"),
        ),
        planned="the register of official accounts",
    ),
    ReminderSchedule(
        "permission_ends",
        _("Permission that is about to end"),
        "W3, M12, C9",
        (
            ReminderStep(before(30), Anchor.DUE, -30, Unit.DAY, (Who.PERSON,), "permission_ends"),
            ReminderStep(before(7), Anchor.DUE, -7, Unit.DAY, (Who.PERSON, Who.OWNER), "permission_ends"),
        ),
        cap=2,
        planned="picture permissions",
    ),
)

"""Words, workflows and reminders of a sign-off."""

from enum import StrEnum
from typing import TypedDict

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.contributions.reminders import Anchor, ReminderSchedule, ReminderStep, Unit, Who
from core.workflow import Table, Transition
from people.states.roles import GOVERNING_ROLES, STAFF_ROLES, Role


class Permission(StrEnum):
    """What a role may do here."""

    ROUND_OPEN = "round.open"
    ROUND_CHASE = "round.chase"
    PAPER_RECORD = "paper.record"


class Audience(TextChoices):
    """Who is asked: those who are bound by a role, or the carers of the pupils (O10)."""

    STAFF = "staff", _("Staff")
    FAMILY = "family", _("Families")


class Group(TextChoices):
    """The sets of roles that an audience is made of; a school chooses which of them it asks (M4, C3)."""

    STAFF = "staff", _("Staff")
    GOVERNORS = "governors", _("Governors")
    HELPERS = "helpers", _("Volunteers and contractors")


GROUP_ROLES: dict[str, frozenset[Role]] = {
    Group.STAFF: STAFF_ROLES,
    Group.GOVERNORS: GOVERNING_ROLES,
    Group.HELPERS: frozenset({Role.VOLUNTEER, Role.CONTRACTOR}),
}


class StatementKind(TextChoices):
    """What a statement is: agreements and acknowledgements are ticked to sign, declarations may be left (L7, L8)."""

    AGREEMENT = "agreement", _("Agreement")
    ACKNOWLEDGEMENT = "acknowledgement", _("Acknowledgement")
    DECLARATION = "declaration", _("Declaration")


class Statement(TypedDict):
    """One sentence that is read out, as an agreement keeps it."""

    kind: str
    text: str


class AnsweredStatement(Statement):
    """A statement as it was signed."""

    ticked: bool


MUST_TICK = frozenset({StatementKind.AGREEMENT, StatementKind.ACKNOWLEDGEMENT})
MOST_STATEMENTS = 3


class How(TextChoices):
    """How a signature came in."""

    SCREEN = "screen", _("On screen")
    PAPER = "paper", _("On paper")
    OFFICE = "office", _("By the office, on the phone")


class Answer(TextChoices):
    """An answer to a question that nobody has to answer."""

    YES = "yes", _("Yes")
    NO = "no", _("No")


class RoundState(TextChoices):
    """Where a round stands."""

    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


ROUND = Table(
    "round",
    RoundState,
    (
        Transition(
            "open", (RoundState.DRAFT,), RoundState.OPEN, Permission.ROUND_OPEN, "round.opened", "staff_request"
        ),
        Transition("close", (RoundState.OPEN,), RoundState.CLOSED, Permission.ROUND_OPEN, "round.closed"),
        Transition("replace", (RoundState.OPEN,), RoundState.CLOSED, Permission.ROUND_OPEN, "round.replaced"),
    ),
)


class QuestionKind(TextChoices):
    """What somebody says instead of signing. Each becomes a row for the office; nothing is lost."""

    QUESTION = "question", _("Question asked")
    NOT_MY_CHILD = "not_my_child", _("Not my child")
    PAPER = "paper", _("Wants a paper form")
    CALL = "call", _("Wants a call")
    LANGUAGE = "language", _("Wants another language")


class QuestionState(TextChoices):
    """Where a question stands."""

    ASKED = "asked", _("Sent")
    ANSWERED = "answered", _("Answered")


QUESTION = Table(
    "question",
    QuestionState,
    (
        Transition(
            "answer", (QuestionState.ASKED,), QuestionState.ANSWERED, "", "question.answered", "question_answered"
        ),
    ),
)


LINK = "family_link"
"""A private link that somebody wished for: it goes also to those who have signed."""
REMINDED = ("staff_reminder", "family_reminder")
ASKING = ("staff_request", "family_request", *REMINDED)
"""Messages that ask somebody to sign: stopped once there is nothing left to sign."""
REQUESTED = ("staff_request", "family_request", LINK)
"""Messages that may be the first that somebody hears of a round."""
TEAM = "team_to_sign"
"""The message to those who lead people who have not signed: a number, no names."""
QUIET_DAYS = 3
"""Days after opening on which nobody is reminded, neither by the clock nor by hand."""


class NotSignedReason(TextChoices):
    """Why somebody is still on the list of who has not signed."""

    NOT_OPENED = "not_opened", _("Not opened")
    OPENED = "opened", _("Opened, not signed")
    NO_EMAIL = "no_email", _("No e-mail address")
    BOUNCED = "bounced", _("E-mail came back")
    QUESTION = "question", _("Question asked")
    PAPER = "paper", _("Wants a paper form")
    CALL = "call", _("Wants a call")
    NO_SIGNER = "nobody", _("No adult who may sign")


SIGN_OFF_REMINDERS = ReminderSchedule(
    "sign_off",
    _("Signing"),
    "L23, M7",
    (
        ReminderStep("after_3", Anchor.ASKED, 3, Unit.SCHOOL_DAY, (Who.PERSON,), "staff_reminder"),
        ReminderStep("after_7", Anchor.ASKED, 7, Unit.SCHOOL_DAY, (Who.PERSON,), "staff_reminder"),
        ReminderStep("due_day", Anchor.DUE, 0, Unit.SCHOOL_DAY, (Who.PERSON,), "staff_reminder"),
        ReminderStep(
            "after_10", Anchor.ASKED, 10, Unit.SCHOOL_DAY, (Who.LINE_MANAGER,), "team_to_sign", "line_manager"
        ),
        ReminderStep("after_14", Anchor.ASKED, 14, Unit.SCHOOL_DAY, (Who.HEADTEACHER,), "team_to_sign", "headteacher"),
    ),
    cap=3,
    first="staff_request",
    note=_("Nobody is reminded while the school owes them an answer. Of families nobody else is told."),
)

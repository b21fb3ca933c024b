"""Signing in: its permission, who needs a second step, what a session has still to do, how a lost one is reset."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.workflow import Transition, Workflow
from people.states.roles import Role


class Permission(StrEnum):
    """What a role may do here."""

    SECOND_STEP_RESET = "second_step.reset"


# Who sees confidential things, or may change who does: a stolen password alone must never open these accounts.
FORCED_ROLES: frozenset[Role] = frozenset(
    {
        Role.HEADTEACHER,
        Role.DSL,
        Role.DEPUTY_DSL,
        Role.CHAIR,
        Role.EXECUTIVE_HEAD,
        Role.TRUST_SAFEGUARDING,
        Role.NAMED_OFFICER,
        Role.ADMINISTRATOR,
        Role.TRUST_ADMINISTRATOR,
    }
)


class SecondStep(StrEnum):
    """What is left to do before this session may open a page of the school."""

    NOTHING = "nothing"
    SET_UP = "set_up"  # the role asks for one and there is none yet
    SHOW = "show"  # there is one, and this session has not shown it
    KEEP_CODES = "keep_codes"  # the recovery codes have not been said to be saved


class ResetState(TextChoices):
    """Where the reset of a lost second step stands."""

    ASKED = "asked", _("Asked for")
    ONE = "one", _("Confirmed by one person")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Stopped")
    EXPIRED = "expired", _("Ran out")


RESET_OPEN = (ResetState.ASKED, ResetState.ONE)
_CONFIRM = Permission.SECOND_STEP_RESET

RESET = Workflow(
    "second_step_reset",
    ResetState,
    (
        Transition("ask", (), ResetState.ASKED, "", "second_step.reset_asked", "step_reset_asked"),
        Transition("confirm", (ResetState.ASKED,), ResetState.ONE, _CONFIRM, "second_step.reset_confirmed"),
        Transition("finish", (ResetState.ONE,), ResetState.DONE, _CONFIRM, "second_step.reset_done", "step_reset_done"),
        Transition("refuse", RESET_OPEN, ResetState.REFUSED, _CONFIRM, "second_step.reset_refused", "step_reset_ended"),
        # Whoever still has the second step can stop a reset that somebody else asked for in their name.
        Transition("stop", RESET_OPEN, ResetState.REFUSED, "", "second_step.reset_stopped", "step_reset_ended"),
        Transition("expire", RESET_OPEN, ResetState.EXPIRED, "", "second_step.reset_expired"),
    ),
)
RESET_HOURS = 24

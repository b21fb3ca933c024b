"""The permissions of signing in."""

from enum import StrEnum


class Permission(StrEnum):
    """What a role may do here."""

    SECOND_STEP_RESET = "second_step.reset"

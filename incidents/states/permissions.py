"""The permission of incidents."""

from enum import StrEnum


class Permission(StrEnum):
    """What a role may do here."""

    CASE_RECEIVE = "case.receive"

"""The permission of incidents."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """What a role may do here."""

    CASE_RECEIVE = "case.receive"

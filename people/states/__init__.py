"""Enumerations and tables of the people app: roles as code, seasons, the reset of a second step and words."""

from people.states.posts import HEARS_OF_HEAD, NEEDED_POSTS, POSTS
from people.states.roles import (
    GOVERNING_ROLES,
    ROLE_TABLE,
    STAFF_ROLES,
    TRUST_CONFIGURERS,
    TRUST_ROLES,
    Permission,
    Role,
    RoleSpec,
    roles_with,
    sensitive_roles,
)
from people.states.second_step import (
    FORCED_ROLES,
    RESET,
    RESET_HOURS,
    RESET_OPEN,
    ResetState,
    SecondStep,
)
from people.states.words import (
    AccountState,
    AddressKind,
    Nation,
    PupilState,
    Relationship,
    SameReason,
    Season,
    TieKind,
)

__all__ = [
    "FORCED_ROLES",
    "GOVERNING_ROLES",
    "HEARS_OF_HEAD",
    "NEEDED_POSTS",
    "POSTS",
    "RESET",
    "RESET_HOURS",
    "RESET_OPEN",
    "ROLE_TABLE",
    "STAFF_ROLES",
    "TRUST_CONFIGURERS",
    "TRUST_ROLES",
    "AccountState",
    "AddressKind",
    "Nation",
    "Permission",
    "PupilState",
    "Relationship",
    "ResetState",
    "Role",
    "RoleSpec",
    "SameReason",
    "Season",
    "SecondStep",
    "TieKind",
    "roles_with",
    "sensitive_roles",
]

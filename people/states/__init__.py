"""Enumerations and tables of the people app: roles as code, seasons, the reset of a second step and words."""

from people.states.posts import HEARS_OF_HEAD, NEEDED_POSTS, POSTS
from people.states.roles import (
    GOVERNING_ROLES,
    ROLE_TABLE,
    SENSITIVE_ROLES,
    STAFF_ROLES,
    TRUST_CONFIGURERS,
    TRUST_ROLES,
    Permission,
    Role,
    RoleSpec,
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

# People are facts with dates, not cases with states; only the reset of a lost second step moves.
TABLES = (RESET,)

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
    "SENSITIVE_ROLES",
    "STAFF_ROLES",
    "TABLES",
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
]

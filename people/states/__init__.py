"""Enumerations and tables of the people app: roles as code, seasons, and the settings in which schools differ."""

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
from people.states.settings import GROUPS, SETTINGS, Choice, Kind, SettingSpec
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
    "GROUPS",
    "HEARS_OF_HEAD",
    "NEEDED_POSTS",
    "POSTS",
    "RESET",
    "RESET_HOURS",
    "RESET_OPEN",
    "ROLE_TABLE",
    "SENSITIVE_ROLES",
    "SETTINGS",
    "STAFF_ROLES",
    "TABLES",
    "TRUST_CONFIGURERS",
    "TRUST_ROLES",
    "AccountState",
    "AddressKind",
    "Choice",
    "Kind",
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
    "SettingSpec",
    "TieKind",
]

"""Enumerations and tables of the people app: roles as code, seasons, and the settings in which schools differ."""

from people.states.roles import (
    GOVERNING_ROLES,
    ROLE_TABLE,
    SENSITIVE_ROLES,
    STAFF_ROLES,
    TRUST_ROLES,
    Permission,
    Role,
    RoleSpec,
)
from people.states.settings import GROUPS, SETTINGS, Choice, Kind, SettingSpec
from people.states.words import AccountState, AddressKind, Nation, Relationship, Season, TieKind

# No workflow of its own: people are facts with dates, not cases with states.
TABLES: tuple[()] = ()

__all__ = [
    "GOVERNING_ROLES",
    "GROUPS",
    "ROLE_TABLE",
    "SENSITIVE_ROLES",
    "SETTINGS",
    "STAFF_ROLES",
    "TABLES",
    "TRUST_ROLES",
    "AccountState",
    "AddressKind",
    "Choice",
    "Kind",
    "Nation",
    "Permission",
    "Relationship",
    "Role",
    "RoleSpec",
    "Season",
    "SettingSpec",
    "TieKind",
]
